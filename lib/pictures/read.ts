/** Reads the digits in a picture: finds what may be digits, and asks a network. */

import { CLASSES } from "../dataset/digits.ts";
import type { Box } from "./components.ts";
import { type Candidate, type Finding, findInk, type FindOptions } from "./find.ts";
import { inLines } from "./group.ts";
import { otherLooks } from "./looks.ts";
import type { Picture } from "./plane.ts";

/**
 * Returns a network's probabilities for prepared digits.
 *
 * @param images each `[784]` grey values as MNIST's
 * @returns `[N × 10]` probabilities
 */
export type Classify = (images: readonly Uint8Array[]) => Promise<Float32Array>;

/** A digit that was read. */
export interface Digit {
  /** The digit, 0 to 9. */
  readonly digit: number;
  /** Its probability. */
  readonly probability: number;
  /** Its place, in pixels of the picture. */
  readonly box: Box;
  /** `[10]` of each class. */
  readonly probabilities: readonly number[];
  /** `[784]` what the network saw, grey values as MNIST's. */
  readonly image: Uint8Array;
}

/** A picture that was read. */
export interface Reading {
  /** The digits, lines divided by a line break; empty where there is no digit. */
  readonly text: string;
  /** True if every digit's probability is at least {@linkcode SURE}. */
  readonly sure: boolean;
  /** The digits in the order of reading. */
  readonly digits: readonly Digit[];
  /** Remarks on the stages that did something, and on doubts. */
  readonly notes: readonly string[];
  /** True if one digit was looked for and there are several, or as many pieces of ink. */
  readonly several: boolean;
  /** The ink that was found before the network was asked. */
  readonly finding: Finding;
}

/**
 * A candidate is a digit if its class has at least this probability: less have 30 of MNIST's 5,000
 * validation digits with the small network, 9 of which it would misread, and most of what is no digit, since
 * it was trained to give each class a tenth then.
 */
export const A_DIGIT = 0.5;

/** The same among several digits: there are usually others beside it, and less will do. */
const AMONG_OTHERS = 0.35;

/**
 * A reading is sure if each digit's probability is at least this. Of MNIST's 5,000 validation digits the
 * small network is sure of 4,854, and 3 of those are wrong; of the other 146, 18 are. At 0.7 it would be
 * sure of 63 more, 6 of them wrong.
 */
export const SURE = 0.8;

/**
 * Ink is at least so much darker than the noise around it, and a pen at most so wide, as a part of the
 * digit's longer side. Of people's pictures the least clear has 12, and the widest pen 0.27; noise has 2 at
 * most, and a filled circle 0.57 at least.
 */
const CLEAR = 5, WIDEST_PEN = 0.4;

/** No shadow leaves less than this part of the light: what is darker is ink, and its rim no digit. */
const DARKEST_SHADOW = 0.25;

/** The most candidates that the network is asked about where one digit is looked for. */
const ASKED = 12;

/** The part of the strongest ink below which other ink is a speck, if one digit is looked for. */
const STANDS_OUT = 0.2;

/**
 * The distance, as a part of its size, within which other ink of its kind makes something else of a
 * digit, if one is looked for: a bar with another stroke beside it is a K, not a 1.
 */
const ALONE = 0.15;

/** The numbers of digits, and of pieces that stand out as much, that rule out a single digit. */
const CROWD = 4, TEXTURE = 8;

/** A candidate and what the network said. */
interface Answer extends Candidate, Digit {}

/**
 * Reads a picture.
 *
 * @param picture the picture
 * @param classify the network
 * @param options whether there may be several digits; false by default
 * @returns the digits
 *
 * @example A 1, drawn here
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { loadModel } from "@pixel/convnet/model";
 * import { classifier, readPicture } from "@pixel/convnet/pictures";
 *
 * await useWasm();
 * const classify = classifier(await loadModel("data/model/small"));
 * const [width, height] = [100, 100];
 * const data = new Uint8Array(4 * width * height).fill(255); // white, red to opacity
 * for (let y = 20; y < 80; y++) {
 *   for (let x = 47; x < 53; x++) data.fill(30, 4 * (y * width + x), 4 * (y * width + x) + 3);
 * }
 * const { digits: [{ digit, probability }] } = await readPicture({ width, height, data }, classify);
 * assert(digit === 1 && probability > 0.8);
 * ```
 */
export async function readPicture(
  picture: Picture,
  classify: Classify,
  options: FindOptions = {},
): Promise<Reading> {
  const finding = findInk(picture, options);
  const first = await readFound(finding, classify, options);
  const settled = first.sure || (options.many && first.digits.length > 0);
  if (settled || options.without?.includes("again")) return first;
  for (const other of otherLooks(picture, finding, options)) {
    const reading = await readFound(other, classify, options);
    if (reading.sure && reading.digits.every(({ atEdge }) => !atEdge)) return reading;
  }
  return first;
}

/** A reading that knows more of its digits. */
interface Found extends Reading {
  readonly digits: readonly Answer[];
}

/** Reads what was found. */
async function readFound(
  finding: Finding,
  classify: Classify,
  options: FindOptions,
): Promise<Found> {
  const { lines, crowd, several = false } = options.many
    ? {
      lines: inLines(
        legible(withoutMargins(distinct(await askMany(finding, classify), AMONG_OTHERS))),
      ),
      crowd: undefined,
    }
    : await readOne(finding, classify);
  const digits = lines.flat();
  return {
    text: lines.map((line) => line.map(({ digit }) => digit).join("")).join("\n"),
    sure: digits.length > 0 && digits.every(isSure),
    digits,
    notes: [...finding.notes, ...digitNotes(digits), ...crowd ? [crowd] : []],
    several,
    finding,
  };
}

function isSure({ probability }: Digit): boolean {
  return probability >= SURE;
}

/**
 * The one digit of a picture, unless there is a crowd of them. If no candidate is surely a
 * digit, the ink put together in another way may be, but only surely: letters have pieces too.
 */
async function readOne(
  { candidates, otherWays }: Finding,
  classify: Classify,
): Promise<{ lines: Answer[][]; crowd?: string; several?: boolean }> {
  const answers = await ask(candidates.slice(0, ASKED), classify);
  const first = best(answers);
  const isSettled = (answer: Answer) => isSure(answer) && answer.gap >= ALONE;
  const digit = first && isSettled(first)
    ? first
    : best((await ask(otherWays, classify)).filter(isSettled)) ?? first;
  if (!digit) return { lines: [] };
  if (digit.gap < ALONE) return { lines: [], crowd: "other ink nearly touches it" };
  const digits = legible(distinct(answers, A_DIGIT)).length;
  const pieces = apart(candidates.filter((other) => other.prominence >= 0.4 * digit.prominence));
  if (digits >= CROWD || pieces >= TEXTURE) {
    return {
      ...{ lines: [], several: true },
      crowd: "many pieces of ink; --many reads several digits",
    };
  }
  if (digits <= 1) return { lines: [[digit]] };
  const crowd = `${digits > 2 ? "several" : "two"} digits, use --many`;
  return { lines: [[digit]], crowd, several: true };
}

/** A digit is hardly wider than this part of its height; wider ink is parted even if it looks like one. */
const WIDE = 0.9;

/** Asks the network about each candidate, and about its parts, which count if they are digits sooner. */
async function askMany({ candidates }: Finding, classify: Classify): Promise<Answer[]> {
  const wholes = await ask(candidates, classify);
  const found: Answer[] = [];
  for (const whole of wholes) {
    let best: readonly Answer[] = [whole];
    const isNarrow = whole.box.width < WIDE * whole.box.height;
    if (isNarrow && whole.probability >= AMONG_OTHERS) {
      found.push(whole);
      continue;
    }
    const least = (parts: readonly Answer[]) => Math.min(...parts.map((part) => part.probability));
    for (const way of whole.ways) {
      const parts = await ask(way, classify);
      if (parts.length < way.length || least(parts) <= least(best)) continue;
      if (!isNarrow || parts.every(isSure)) best = parts;
    }
    found.push(...best);
  }
  return found;
}

/** Less than these is told: the pen's width by the digit's size, ink's darkness, even light, pixels. */
const THIN = 0.02, FAINT = 0.2, UNEVEN = 0.7, TINY = 12;

/** Lists doubts about digits. */
function digitNotes(digits: readonly Answer[]): string[] {
  const notes: [boolean, string][] = [
    [digits.some(({ pen }) => pen < THIN), "the pen is very thin"],
    [digits.some(({ strength }) => strength < FAINT), "the ink is faint"],
    [digits.some(({ light }) => light < UNEVEN), "a shadow crosses the digit"],
    [digits.some(({ atEdge }) => atEdge), "the digit touches the picture's edge"],
    [
      digits.some(({ box }) => Math.max(box.width, box.height) < TINY),
      `the digit is less than ${TINY} pixels large`,
    ],
  ];
  return notes.flatMap(([is, note]) => is ? [note] : []);
}

/** Asks the network about the candidates that can be digits: clear ink of a pen. */
async function ask(all: readonly Candidate[], classify: Classify): Promise<Answer[]> {
  const candidates = all.filter(({ clarity, pen, light, atEdge }) =>
    clarity >= CLEAR && pen <= WIDEST_PEN && light >= (atEdge ? UNEVEN : DARKEST_SHADOW)
  );
  if (candidates.length === 0) return [];
  const said = await classify(candidates.map(({ image }) => image));
  return candidates.map((candidate, i): Answer => {
    const probabilities = [...said.subarray(i * CLASSES, (i + 1) * CLASSES)];
    const probability = Math.max(...probabilities);
    return { ...candidate, digit: probabilities.indexOf(probability), probability, probabilities };
  });
}

/** The one digit that stands out and looks like one. */
function best(answers: readonly Answer[]): Answer | undefined {
  let best: Answer | undefined, most = 0;
  for (const answer of answers) {
    if (answer.prominence < STANDS_OUT) continue;
    const score = answer.prominence * answer.probability ** 2;
    if (score > most) most = score, best = answer;
  }
  return best && best.probability >= A_DIGIT ? best : undefined;
}

/** Counts the candidates that are not nearly the same as one before them. */
function apart(candidates: readonly Candidate[]): number {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (!kept.some((other) => nearlySame(candidate.box, other.box))) kept.push(candidate);
  }
  return kept.length;
}

/** Of candidates that overlap, the more probable. */
function distinct(answers: readonly Answer[], least: number): Answer[] {
  const kept: Answer[] = [];
  const digits = answers.filter(({ probability }) => probability >= least);
  for (const answer of digits.sort((a, b) => b.probability - a.probability)) {
    if (!kept.some((other) => overlap(answer.box, other.box) > 0.5)) kept.push(answer);
  }
  return kept;
}

/** Tells whether two boxes lie at the same place, as those of ink with and without a line through it do. */
function nearlySame(a: Box, b: Box): boolean {
  const [small, large] = [a, b].map(({ width, height }) => width * height).sort((p, q) => p - q);
  return overlap(a, b) * small > 0.8 * large;
}

/** The common part of two boxes, as a part of the smaller. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  return across * down / Math.min(a.width * a.height, b.width * b.height);
}

/**
 * Drops straight lines at the picture's edge if most digits are inside it: they are the paper's
 * edge.
 */
function withoutMargins(answers: readonly Answer[]): Answer[] {
  const inside = answers.filter(({ atEdge }) => !atEdge);
  return answers.filter(({ atEdge, digit }) =>
    !(atEdge && digit === 1 && inside.length > answers.length / 2)
  );
}

/** Without specks and edges of the paper: what is much smaller or larger than the other digits. */
function legible(answers: readonly Answer[]): (Answer & Box)[] {
  const size = ({ box }: Answer) => Math.max(box.width, box.height);
  const usual = answers.map(size).sort((a, b) => b - a)[answers.length >> 1];
  return answers.filter((answer) => size(answer) >= 0.55 * usual && size(answer) <= 2.5 * usual)
    .map((answer) => ({ ...answer, ...answer.box }));
}
