/**
 * From a picture to ink that may be digits: all stages, one after the other, each with a result that
 * can be looked at.
 */

import { type Box, components, type Labelled } from "./components.ts";
import { inkChannel } from "./colour.ts";
import { cutOut } from "./cut_out.ts";
import { fit, penWidth } from "./fit.ts";
import { type Group, joinParts } from "./group.ts";
import { type Evened, evenLight } from "./light.ts";
import { removeLines } from "./lines.ts";
import type { Picture, Plane } from "./plane.ts";
import { polarity } from "./polarity.ts";
import { resize } from "./resize.ts";
import { threshold, type Thresholded } from "./threshold.ts";

/** The longer side that pictures are enlarged to at least, and reduced to at most, in pixels. */
const LEAST = 100, MOST = 400, MOST_MANY = 1_200;

/** The widest strokes: of any picture, as a part of its longer side, and then, in pens. */
const WIDEST = 1 / 3, PENS = 6;

/** More noise than this is told, as a part of the way from black to white. */
const NOISY = 0.02;

/** Ink that may be a digit. */
export interface Candidate {
  /** Where it is, in pixels of the picture. */
  readonly box: Box;
  /** How much it stands out: large, dark, inside the picture; 1 for what stands out most. */
  readonly prominence: number;
  /** `[784]` grey values as MNIST's: 0 paper, 255 ink. */
  readonly image: Uint8Array;
  /** The pen's width as a part of the digit's longer side. */
  readonly pen: number;
  /** How dark the ink is: 0 for paper, 1 for black on white. */
  readonly strength: number;
  /** How bright the paper is around the ink where it is darkest, as a part of where it is brightest. */
  readonly light: number;
  /** Whether it touches the picture's edge. */
  readonly atEdge: boolean;
}

/** What every stage made of a picture. */
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
  /** What may be digits, what stands out most first. */
  readonly candidates: readonly Candidate[];
  /** What was done, and what may be wrong. */
  readonly notes: readonly string[];
  /** What every stage made of it. */
  readonly stages: Stages;
}

/** Options of {@linkcode findInk}. */
export interface FindOptions {
  /** Whether there may be several digits, so that each may be small; false by default. */
  readonly many?: boolean;
}

/**
 * Finds what may be handwritten digits in a picture and prepares each as MNIST's were.
 *
 * @param picture the picture
 * @param options whether there may be several
 * @returns the candidates, and what every stage made of the picture
 */
export function findInk(picture: Picture, options: FindOptions = {}): Finding {
  const { many = false } = options;
  const notes: string[] = [];
  const colours = resize(picture, LEAST, many ? MOST_MANY : MOST);
  const { plane, fromOpacity } = inkChannel(colours);
  const lightOnDark = !fromOpacity && polarity(plane) > 0;
  if (fromOpacity) notes.push("read from the picture's transparency");
  if (lightOnDark) notes.push("light on dark");
  const channel = lightOnDark ? { ...plane, values: plane.values.map((v) => 1 - v) } : plane;
  const { evened, found: { ink, labelled, noise } } = findStrokes(channel);
  const mask = Uint8Array.from(labelled.labels, (label) => label > 0 ? 1 : 0);
  const unruled = removeLines(mask, ink.width, ink.height);
  const pieces = unruled.lines > 0 ? components(unruled.mask, ink) : labelled;
  if (noise > NOISY) notes.push("the picture is noisy");
  if (unruled.lines > 0) {
    notes.push(unruled.lines > 1 ? "ruled lines removed" : "a ruled line removed");
  }
  const scale = picture.width / colours.width;
  const groups = standing(labelled);
  if (pieces !== labelled) {
    // Ink that no line touched is there already.
    const known = new Set(groups.map(signature));
    groups.push(...standing(pieces).filter((group) => !known.has(signature(group))));
  }
  return {
    candidates: prepared(groups, ink, evened, scale),
    notes,
    stages: { channel, ink, pieces: labelled, unruled: pieces },
  };
}

/** Ink on even paper: judged with wide squares first, then, when the pen is known, with narrow ones. */
function findStrokes(channel: Plane): { evened: Evened; found: Thresholded } {
  const widest = WIDEST * Math.max(channel.width, channel.height);
  const evened = evenLight(channel, widest);
  const found = threshold(evened.ink);
  const { width, height, labels } = found.labelled;
  const strokes = Float32Array.from(labels, (label) => label > 0 ? 1 : 0);
  const narrow = PENS * penWidth({ width, height, values: strokes });
  if (narrow === 0 || narrow >= widest) return { evened, found };
  const again = evenLight(channel, narrow);
  return { evened: again, found: threshold(again.ink) };
}

/** At most so many candidates are prepared, and none that stands out less than this. */
const MOST_CANDIDATES = 200, LEAST_PROMINENCE = 0.02;

/** A group of pieces, whose they are, and how much it stands out. */
interface Standing {
  readonly group: Group;
  readonly of: Labelled;
  readonly prominence: number;
}

function standing(of: Labelled): Standing[] {
  return joinParts(of).map((group) => ({ group, of, prominence: prominence(group, of) }));
}

function signature({ group: { x, y, width, height, parts } }: Standing): string {
  return `${[x, y, width, height, parts.reduce((sum, { area }) => sum + area, 0)]}`;
}

function prepared(
  groups: readonly Standing[],
  ink: Plane,
  evened: Evened,
  scale: number,
): Candidate[] {
  const sorted = groups.toSorted((a, b) => b.prominence - a.prominence).slice(0, MOST_CANDIDATES);
  const most = sorted[0]?.prominence ?? 1;
  return sorted.filter(({ prominence }) => prominence >= LEAST_PROMINENCE * most)
    .map(({ group, of, prominence }): Candidate => ({
      ...fit(cutOut(group, ink, of)),
      prominence: prominence / most,
      box: scaled(group, scale),
      strength: Math.max(...group.parts.map((part) => part.strength)),
      light: lightAround(group, evened),
      atEdge: !isInside(group, of),
    }));
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
  const size = (length: number) => Math.max(1, Math.round(length * scale));
  return { x: left, y: top, width: size(width), height: size(height) };
}

/** The darkest paper in a box, as a part of the brightest. */
function lightAround(box: Box, { paper, factor }: Evened): number {
  const at = (place: number) => Math.floor(place / factor);
  let darkest = Infinity, brightest = 0;
  for (let y = at(box.y); y <= at(box.y + box.height - 1); y++) {
    for (let x = at(box.x); x <= at(box.x + box.width - 1); x++) {
      const level = paper.values[y * paper.width + x];
      darkest = Math.min(darkest, level), brightest = Math.max(brightest, level);
    }
  }
  return brightest > 0 ? darkest / brightest : 1;
}

function isInside({ x, y, width, height }: Box, picture: Labelled): boolean {
  return x > 0 && y > 0 && x + width < picture.width && y + height < picture.height;
}

/** How much ink stands out: large, dark, inside the picture. */
function prominence(group: Group, of: Labelled): number {
  const strength = Math.max(...group.parts.map((part) => part.strength));
  return Math.hypot(group.width, group.height) * strength * (isInside(group, of) ? 1 : 0.5);
}
