/**
 * From a picture to ink that may be digits: all stages, one after the other, each with a result that
 * can be looked at.
 */

import { type Box, components, type Labelled } from "./components.ts";
import { inkChannel } from "./colour.ts";
import { cutOut } from "./cut_out.ts";
import { fit, penWidth } from "./fit.ts";
import { gaps, type Group, joinParts, otherWays } from "./group.ts";
import { type Evened, evenLight } from "./light.ts";
import { removeLines } from "./lines.ts";
import { maskOf, type Picture, type Plane, quantile } from "./plane.ts";
import { polarity } from "./polarity.ts";
import { resize } from "./resize.ts";
import { waysToSplit } from "./split.ts";
import { threshold, type Thresholded } from "./threshold.ts";

/** The longer side that pictures are enlarged to at least, and reduced to at most, in pixels. */
const LEAST = 100, MOST = 400, MOST_MANY = 1_200;

/** The widest strokes: of any picture, as a part of its longer side, and then, in pens. */
const WIDEST = 1 / 3, PENS = 6;

/** More noise than this is told, as a part of the way from black to white. */
const NOISY = 0.02;

/** Ink that may be a digit. */
export interface Candidate {
  /** Its place, in pixels of the picture. */
  readonly box: Box;
  /**
   * Its prominence: large, dark ink inside the picture has much. What stands out most when lines are removed
   * has 1.
   */
  readonly prominence: number;
  /** `[784]` grey values as MNIST's: 0 paper, 255 ink. */
  readonly image: Uint8Array;
  /** The pen's width as a part of the digit's longer side. */
  readonly pen: number;
  /** The ink's darkness: 0 for paper, 1 for black on white. */
  readonly strength: number;
  /** Its darkness by that of the paper's noise and texture around it: a ratio, 100 at most. */
  readonly clarity: number;
  /** Brightness of the darkest paper around the ink, as a part of that of the brightest. */
  readonly light: number;
  /** The distance to other ink of a like size, as a part of the digit's size: 1 at most. */
  readonly gap: number;
  /** True if it touches the picture's edge. */
  readonly atEdge: boolean;
  /** If there may be several digits: ways to part it into digits from left to right. */
  readonly ways: readonly (readonly Candidate[])[];
}

/** The results of the stages. */
export interface Stages {
  /** Brightness in the mixture of colours that separates ink best; paper is bright. */
  readonly channel: Plane;
  /** Ink on even paper. */
  readonly ink: Plane;
  /** The connected pieces of ink, lines among them. */
  readonly pieces: Labelled;
  /** The connected pieces of ink without lines. */
  readonly unruled: Labelled;
}

/** A picture and what may be digits in it. */
export interface Finding {
  /** Ink that may be digits, the most prominent first. */
  readonly candidates: readonly Candidate[];
  /** If there is one digit: other ways to make it of the ink that stands out most. */
  readonly otherWays: readonly Candidate[];
  /** Remarks on the stages that did something, and on doubts. */
  readonly notes: readonly string[];
  /** The results of the stages. */
  readonly stages: Stages;
  /** True if ink is light and paper dark. */
  readonly lightOnDark: boolean;
  /** Pixels of the picture per pixel of the stages, along a side; below 1 where it was enlarged. */
  readonly scale: number;
}

/** A stage that can be left out, to see what it buys. */
export type StageName =
  | "colour"
  | "opacity"
  | "polarity"
  | "light"
  | "narrow"
  | "smooth"
  | "weak"
  | "lines"
  | "join"
  | "split"
  | "pen"
  | "again";

/** Every stage that can be left out. */
export const STAGES: readonly StageName[] = [
  ...["colour", "opacity", "polarity", "light", "narrow"] as const,
  ...["smooth", "weak", "lines", "join", "split", "pen", "again"] as const,
];

/** Options of {@linkcode findInk}. */
export interface FindOptions {
  /** Looks for several digits, each of which may be small; false by default. */
  readonly many?: boolean;
  /** Takes the light for ink where the dark seems to be, and the other way round; false by default. */
  readonly inverted?: boolean;
  /** Looks from nearer, so that a single digit may be small, too; false by default. */
  readonly close?: boolean;
  /**
   * Stages to leave out; none by default. Without `colour` grey is taken, without `opacity` colours on
   * white, without `polarity` ink is dark, without `light` paper is white all over, without `narrow` it
   * is estimated once, without `smooth` noise stays, without `weak` all ink counts, without `lines` lines
   * stay, without `join` each piece is a digit, without `split` digits that touch stay
   * together, without `pen` thin strokes stay thin, without `again` ink is not put together in other ways
   * where it is not a digit at first.
   */
  readonly without?: readonly StageName[];
}

/**
 * Finds what may be handwritten digits in a picture and prepares each as MNIST's were.
 *
 * @param picture the picture
 * @param options whether there may be several
 * @returns the candidates, and what every stage made of the picture
 *
 * @example A stroke of 6 × 60 pixels
 * ```ts
 * import assert from "node:assert/strict";
 * import { findInk } from "@pixel/convnet/pictures";
 *
 * const [width, height] = [100, 100];
 * const data = new Uint8Array(4 * width * height).fill(255); // white, red to opacity
 * for (let y = 20; y < 80; y++) {
 *   for (let x = 47; x < 53; x++) data.fill(30, 4 * (y * width + x), 4 * (y * width + x) + 3);
 * }
 * const { candidates: [{ box, image }] } = findInk({ width, height, data });
 * assert.deepEqual(box, { x: 47, y: 20, width: 6, height: 60 });
 * assert.equal(image.length, 28 * 28);
 * ```
 */
export function findInk(picture: Picture, options: FindOptions = {}): Finding {
  const { many = false, inverted = false, close = many, without = [] } = options;
  const has = (stage: StageName) => !without.includes(stage);
  const notes: string[] = [];
  const colours = resize(picture, LEAST, close ? MOST_MANY : MOST);
  const { plane, fromOpacity } = inkChannel(colours, {
    colour: has("colour"),
    opacity: has("opacity"),
  });
  const lightOnDark = has("polarity") && !fromOpacity && polarity(plane) > 0 !== inverted;
  if (fromOpacity) notes.push("read from the picture's transparency");
  if (lightOnDark) notes.push("light on dark");
  const channel = lightOnDark ? { ...plane, values: plane.values.map((v) => 1 - v) } : plane;
  const { evened, found: { ink, labelled, noise } } = findStrokes(channel, has);
  const mask = maskOf(labelled.labels.length, (at) => labelled.labels[at] > 0);
  const unruled = has("lines") ? removeLines(mask, ink.width, ink.height) : { mask, lines: 0 };
  const pieces = unruled.lines > 0 ? components(unruled.mask, ink) : labelled;
  if (noise > NOISY) notes.push("the picture is noisy");
  if (unruled.lines > 0) {
    notes.push(unruled.lines > 1 ? "ruled lines removed" : "a ruled line removed");
  }
  const scale = picture.width / colours.width;
  const unruledGroups = standing(pieces, has("join"));
  // Ink that no line touched is there already.
  const known = new Set(unruledGroups.map(signature));
  const groups = pieces === labelled ? unruledGroups : [
    ...unruledGroups,
    ...standing(labelled, has("join")).filter((group) => !known.has(signature(group))),
  ];
  const how: Preparation = {
    ink,
    evened,
    scale,
    widen: has("pen"),
    split: many && has("split"),
    mostProminent: Math.max(...unruledGroups.map(({ prominence }) => prominence)),
    most: many ? MOST_CANDIDATES_MANY : MOST_CANDIDATES,
  };
  return {
    candidates: prepared(groups, how),
    otherWays: many || !has("again") ? [] : prepared(waysOfFirst(unruledGroups, ink), how),
    notes,
    stages: { channel, ink, pieces: labelled, unruled: pieces },
    lightOnDark,
    scale,
  };
}

/** Ink on even paper: judged with wide squares first, then, when the pen is known, with narrow ones. */
function findStrokes(
  channel: Plane,
  has: (stage: StageName) => boolean,
): { evened: Evened; found: Thresholded } {
  const { width, height } = channel;
  const longer = Math.max(width, height), widest = has("light") ? WIDEST * longer : 2 * longer;
  const options = { smooth: has("smooth"), weak: has("weak") };
  const evened = evenLight(channel, widest);
  const found = threshold(evened.ink, options);
  if (!has("light") || !has("narrow")) return { evened, found };
  const { labels } = found.labelled;
  const values = new Float32Array(maskOf(labels.length, (at) => labels[at] > 0));
  const narrow = PENS * penWidth({ width, height, values });
  if (narrow === 0 || narrow >= widest) return { evened, found };
  const again = evenLight(channel, narrow);
  return { evened: again, found: threshold(again.ink, options) };
}

/** At most so many candidates are prepared, and none that stands out less than this. */
const MOST_CANDIDATES = 24, MOST_CANDIDATES_MANY = 200, LEAST_PROMINENCE = 0.02;

/** A group of pieces, whose they are, and how much it stands out. */
interface Standing {
  readonly group: Group;
  /** As {@linkcode Candidate.gap}. */
  readonly gap: number;
  readonly of: Labelled;
  readonly prominence: number;
}

function standing(of: Labelled, join: boolean): Standing[] {
  const groups = join ? joinParts(of) : of.components.map((part) => ({ ...part, parts: [part] }));
  return gaps(groups, of)
    .map((gap, i) => ({ group: groups[i], gap, of, prominence: prominence(groups[i], of) }));
}

/** Ink that has this share of the darkest is no ruled line, if those are fainter. */
const DARKER = 0.7;

/**
 * Other ways to make a digit of what stands out most: its pieces joined in another way, and its darker ink
 * alone, without faint lines or show-through that cling to it.
 */
function waysOfFirst(groups: readonly Standing[], ink: Plane): Standing[] {
  if (groups.length === 0 || groups.length > MOST_CANDIDATES) return [];
  const { group, gap, of } = groups.reduce((a, b) => b.prominence > a.prominence ? b : a);
  const ways = otherWays(group, groups.map((standing) => standing.group), of);
  const apart = gaps(ways, of);
  const joined = ways
    .map((way, i) => ({ group: way, gap: apart[i], of, prominence: prominence(way, of) }));
  const least = DARKER * Math.max(...group.parts.map(({ strength }) => strength));
  const own = new Set(group.parts.map(({ label }) => label));
  const mask = maskOf(of.labels.length, (at) => own.has(of.labels[at]) && ink.values[at] >= least);
  const darker = standing(components(mask, ink), true)
    .map((way) => ({ ...way, gap })); // other ink is not in the mask, and fainter ink may cling
  return [...joined, ...darker];
}

function signature({ group: { x, y, width, height, parts } }: Standing): string {
  return `${[x, y, width, height, parts.reduce((sum, { area }) => sum + area, 0)]}`;
}

/** Options of preparing a candidate. */
interface Preparation {
  readonly ink: Plane;
  readonly evened: Evened;
  /** Pixels of the picture per pixel of the planes. */
  readonly scale: number;
  /** Widens a thin pen, and parts wide ink. */
  readonly widen: boolean;
  readonly split: boolean;
  /** The prominence of what stands out most when lines are removed. */
  readonly mostProminent: number;
  /** The most candidates. */
  readonly most: number;
}

function prepared(groups: readonly Standing[], how: Preparation): Candidate[] {
  const sorted = groups.toSorted((a, b) => b.prominence - a.prominence).slice(0, how.most);
  const most = how.mostProminent;
  return sorted.filter(({ prominence }) => prominence >= LEAST_PROMINENCE * most)
    .filter(({ group, of }) => !isRuled(group, of))
    .map(({ group, gap, of, prominence }): Candidate => {
      const { ink, evened, scale, widen, split } = how;
      const whole = {
        prominence: prominence / most,
        gap,
        strength: Math.max(...group.parts.map((part) => part.strength)),
        clarity: clarity(group, ink, of),
        light: lightAround(group, evened),
        atEdge: !isInside(group, of),
      };
      const { plane, x, y } = cutOut(group, ink, of);
      const ways = (split ? waysToSplit(plane) : []).map((parts) =>
        parts.map((part): Candidate => {
          const { width, height } = part.plane;
          const box = inkBox(part.plane, { x: x + part.x, y, width, height });
          return { ...whole, ...fit(part.plane, widen), box: scaled(box, scale), ways: [] };
        })
      );
      return { ...whole, ...fit(plane, widen), box: scaled(group, scale), ways };
    });
}

/** A line from edge to edge is at most this wide, as a part of its length. */
const HAIR = 0.03;

/** The part of the picture's side from which a line counts as reaching from edge to edge. */
const NEARLY = 0.98;

/** Tells a line that reaches from one edge of the picture to the other, such as paper's margin has, from a 1. */
function isRuled({ width, height }: Box, picture: Labelled): boolean {
  const across = width >= NEARLY * picture.width, down = height >= NEARLY * picture.height;
  return (across && height <= HAIR * width) || (down && width <= HAIR * height);
}

/** The box of the ink in a part of a picture, which lies at a box. */
function inkBox({ width, height, values }: Plane, { x, y }: Box): Box {
  let left = width, right = 0, top = height, bottom = 0;
  values.forEach((value, p) => {
    if (value < 0.5) return;
    left = Math.min(left, p % width), right = Math.max(right, p % width);
    top = Math.min(top, Math.floor(p / width)), bottom = Math.max(bottom, Math.floor(p / width));
  });
  return { x: x + left, y: y + top, width: right - left + 1, height: bottom - top + 1 };
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
  const size = (length: number) => Math.max(1, Math.round(length * scale));
  return { x: left, y: top, width: size(width), height: size(height) };
}

/** Pixels that soft edges of ink reach, and pixels around a digit whose noise is looked at. */
const SOFT = 3, AROUND = 12;

/** The ink's darkness by the paper's standard deviation around it (from the median, without outliers). */
function clarity(group: Group, ink: Plane, { width, height, labels }: Labelled): number {
  const left = Math.max(0, group.x - AROUND), top = Math.max(0, group.y - AROUND);
  const right = Math.min(width, group.x + group.width + AROUND);
  const bottom = Math.min(height, group.y + group.height + AROUND);
  const step = Math.ceil(Math.sqrt((right - left) * (bottom - top) / 4_000));
  const paper: number[] = [];
  const isPaper = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height || labels[y * width + x] === 0;
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      const away = [[0, 0], [-SOFT, 0], [SOFT, 0], [0, -SOFT], [0, SOFT]];
      if (away.every(([dx, dy]) => isPaper(x + dx, y + dy))) {
        paper.push(Math.abs(ink.values[y * width + x]));
      }
    }
  }
  const strength = Math.max(...group.parts.map((part) => part.strength));
  const deviation = paper.length > 0 ? quantile(Float32Array.from(paper), 0.5) / 0.6745 : 0;
  return Math.min(100, strength / deviation);
}

/** The darkest paper in a box and a little around it, as a part of the brightest. */
function lightAround({ x, y, width, height }: Box, { paper, factor }: Evened): number {
  const around = 0.15 * Math.max(width, height) + 2;
  const within = (place: number, size: number) =>
    Math.min(Math.max(Math.floor(place / factor), 0), size - 1);
  let darkest = Infinity, brightest = 0;
  const [left, right] = [x - around, x + width + around].map((at) => within(at, paper.width));
  const [top, bottom] = [y - around, y + height + around].map((at) => within(at, paper.height));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const level = paper.values[row * paper.width + column];
      darkest = Math.min(darkest, level), brightest = Math.max(brightest, level);
    }
  }
  return brightest > 0 ? darkest / brightest : 1;
}

function isInside({ x, y, width, height }: Box, picture: Labelled): boolean {
  return x > 0 && y > 0 && x + width < picture.width && y + height < picture.height;
}

/** Returns the prominence of ink: large, dark ink inside the picture has much. */
function prominence(group: Group, of: Labelled): number {
  const strength = Math.max(...group.parts.map((part) => part.strength));
  return Math.hypot(group.width, group.height) * strength * (isInside(group, of) ? 1 : 0.5);
}
