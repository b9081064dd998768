/**
 * Silhouettes of hands that show signs, from a seed: a set of pictures that are not digits, for trying
 * the same networks on another task. Each hand has its own proportions, and is turned, moved and scaled.
 */

import { normal, type Random } from "../random.ts";
import { type Digits, PIXELS, SIDE } from "./digits.ts";
import { drawnSet } from "./drawn.ts";

/** The signs: which of the five fingers are raised, the thumb first. */
const SIGNS: Readonly<Record<string, string>> = {
  "fist": "00000",
  "thumb up": "10000",
  "point": "01000",
  "victory": "01100",
  "three": "01110",
  "four": "01111",
  "open hand": "11111",
  "horns": "01001",
  "telephone": "10001",
  "pistol": "11000",
};

/** A finger: where it leaves the palm, its direction in radians from upright, length and half its width. */
const FINGERS = [
  { x: -0.78, y: 0.1, angle: -0.95, length: 0.75, half: 0.2 }, // the thumb
  { x: -0.58, y: -0.72, angle: -0.16, length: 1.0, half: 0.17 },
  { x: -0.2, y: -0.82, angle: -0.03, length: 1.15, half: 0.17 },
  { x: 0.2, y: -0.8, angle: 0.09, length: 1.05, half: 0.17 },
  { x: 0.58, y: -0.66, angle: 0.25, length: 0.82, half: 0.15 },
] as const;

/** A bent finger is a bump of this part of its length. */
const BENT = 0.12;

/** Options of {@linkcode handSigns}. */
export interface HandSignsOptions {
  /** The number of pictures. */
  readonly count: number;
  /** Decides which: any whole number. */
  readonly seed: number;
  /** The standard deviation of the angle at which hands are held, in degrees; 12 by default. */
  readonly turn?: number;
  /** The set's name; "hand signs" by default. */
  readonly name?: string;
}

/** A rounded stroke: a straight piece with everything that is nearer to it than half its width. */
interface Stroke {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly half: number;
}

/**
 * Draws silhouettes of hands, about equally many of each of ten signs. Picture `i` depends only on the
 * seed and on `i`.
 *
 * @param options how many, from which seed
 * @returns the set; 255 is hand, 0 what is behind it
 * @throws {RangeError} if `count` is not a whole number from 0 up
 *
 * @example What the first hand shows
 * ```ts
 * import assert from "node:assert/strict";
 * import { handSigns } from "@pixel/convnet/dataset";
 *
 * const { classes, labels } = handSigns({ count: 10, seed: 1 });
 * assert(classes!.includes("victory") && typeof classes![labels[0]] === "string");
 * ```
 */
export function handSigns(options: HandSignsOptions): Digits {
  const { turn = 12, name = "hand signs" } = options;
  const classes = Object.keys(SIGNS);
  return drawnSet(name, "hands", options, (next, image) => {
    const label = Math.floor(classes.length * next());
    drawHand(hand(SIGNS[classes[label]], next), turn, next, image);
    return label;
  }, classes);
}

/** A hand's strokes, in units of half a palm's width; y points down. */
function hand(raised: string, next: Random): Stroke[] {
  const thick = Math.exp(0.1 * normal(next)), long = Math.exp(0.1 * normal(next));
  const spread = Math.exp(0.25 * normal(next));
  const palm: Stroke = { from: [-0.3, -0.2], to: [0.3, -0.2], half: 0.62 };
  const heel: Stroke = { from: [-0.15, 0.35], to: [0.2, 0.35], half: 0.55 };
  const wrist: Stroke = { from: [0, 0.5], to: [0, 2.2], half: 0.42 * thick };
  const fingers = FINGERS.map(({ x, y, angle, length, half }, i): Stroke => {
    const direction = angle * spread + 0.07 * normal(next);
    const reach = length * (raised[i] === "1" ? long * (1 + 0.06 * normal(next)) : BENT);
    return {
      from: [x, y + 0.15],
      to: [x + reach * Math.sin(direction), y - reach * Math.cos(direction)],
      half: half * thick,
    };
  });
  return [palm, heel, wrist, ...fingers];
}

/** Draws strokes into an image of 28 × 28 pixels, turned, moved and as large as a hand may be. */
function drawHand(strokes: readonly Stroke[], turn: number, next: Random, image: Uint8Array): void {
  const mirrored = next() < 0.5 ? -1 : 1, zoom = 7 * Math.exp(0.1 * normal(next));
  const angle = turn * Math.PI / 180 * normal(next), cos = Math.cos(angle), sin = Math.sin(angle);
  const middleX = SIDE / 2 + normal(next), middleY = SIDE / 2 + 3 + normal(next);
  for (let p = 0; p < PIXELS; p++) {
    const dx = (p % SIDE + 0.5 - middleX) / zoom;
    const dy = (Math.floor(p / SIDE) + 0.5 - middleY) / zoom;
    const x = mirrored * (dx * cos + dy * sin), y = -dx * sin + dy * cos;
    const inside = Math.max(...strokes.map((stroke) => stroke.half - distance(stroke, x, y)));
    image[p] = Math.round(255 * Math.min(1, Math.max(0, inside * zoom + 0.5)));
  }
}

/** The distance from a place to a straight piece. */
function distance({ from, to }: Stroke, x: number, y: number): number {
  const dx = to[0] - from[0], dy = to[1] - from[1], px = x - from[0], py = y - from[1];
  const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - along * dx, py - along * dy);
}
