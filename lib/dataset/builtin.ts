/**
 * The built-in digits: handwriting-like digits from a seed, for machines that cannot get MNIST, and
 * for tests. They need no file; the same seed gives the same digits.
 *
 * Each digit is a skeleton (see `skeletons.ts`), mixed from several drawings. Its points are shaken,
 * its strokes end early or late; their curve is bent, slanted, stretched and rotated, and then drawn
 * with a pen of some width (see `pen.ts`). A digit's writer is neat or hasty.
 */

import { normal, type Random, random } from "../random.ts";
import { CLASSES, type Digits, PIXELS } from "./digits.ts";
import { drawnSet } from "./drawn.ts";
import { originOf } from "./origin.ts";
import { draw, type Path } from "./pen.ts";
import { SKELETONS, type Style } from "./skeletons.ts";
import { type Drawing, parse, trace } from "./strokes.ts";

/** Options of {@linkcode builtinDigits}. */
export interface BuiltinOptions {
  /** The number of digits. */
  readonly count: number;
  /** Decides which ones: any whole number. */
  readonly seed: number;
  /** The set's name; "built-in" by default. */
  readonly name?: string;
}

/** The variation of the hand; all are standard deviations unless they say otherwise. */
const HAND = {
  /** The variation of the neatest writer and of the hastiest, relative to what follows. */
  neat: 0.4,
  hasty: 1.2,
  /** Of each point of a skeleton, in its units (a digit is 100 high). */
  shake: 5,
  /** The part of one point's error that the next one inherits. */
  inertia: 0.5,
  /** Of how far a stroke's ends reach beyond its drawing, relative to its last two points' distance. */
  overshoot: 0.2,
  /** Mean of the slant to the right, as x per unit of y. */
  lean: 0.12,
  /** Of the slant around its mean. */
  slant: 0.3,
  /** Of the natural logarithm of width over height. */
  stretch: 0.33,
  /** Of the rotation, in radians. */
  turn: 0.18,
  /** Of the long waves that bend the whole digit, in units of the skeleton. */
  wave: 6,
  /** Median width of the pen, in pixels, and the spread of its natural logarithm. */
  pen: 2.4,
  penSpread: 0.34,
  /** Of the pressure along a stroke. */
  pressure: 0.15,
  /** Of the roughness of the line's edge, relative to its width. */
  grain: 0.06,
};

/**
 * Makes built-in digits, about equally many of each class, in random order. Digit `i` depends only on
 * the seed and on `i`.
 *
 * @param options how many, from which seed
 * @returns the digits
 * @throws {RangeError} if `count` is not a whole number from 0 up
 *
 * @example A hundred digits
 * ```ts
 * import { builtinDigits } from "@pixel/convnet/dataset";
 *
 * const set = builtinDigits({ count: 100, seed: 1 });
 * console.assert(set.images.length === 100 * 28 * 28);
 * ```
 */
export function builtinDigits(options: BuiltinOptions): Digits {
  return drawnSet(options.name ?? "built-in", "digits", options, write);
}

/** A built-in digit after a stage of its making. */
export interface BuiltinStage {
  /** The stage. */
  readonly name: "mixed" | "shaken" | "ends" | "bent" | "inked";
  /** `[784]` bytes; but for the last stage, the pen is of median width. */
  readonly image: Uint8Array;
}

/**
 * Draws a built-in digit stage by stage: a mixture of drawings; its points shaken; its strokes ended
 * early or late; bent, slanted, stretched and rotated; and drawn with a pen of its own width.
 *
 * @param seed the seed of the set
 * @param index which of the set's digits, from 0
 * @returns the five stages; the last is the digit itself
 *
 * @example The last stage is what the set holds
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, builtinStages } from "@pixel/convnet/dataset";
 *
 * const { images } = builtinDigits({ count: 1, seed: 1 });
 * assert.deepEqual(builtinStages(1, 0).at(-1)!.image, images);
 * ```
 */
export function builtinStages(seed: number, index: number): BuiltinStage[] {
  const stages: BuiltinStage[] = [];
  const image = new Uint8Array(PIXELS);
  write(random(seed, index), image, (name, path) => {
    const image = new Uint8Array(PIXELS);
    draw(path, HAND.pen, image);
    stages.push({ name, image });
  });
  return [...stages, { name: "inked", image }];
}

/** Writes a digit into an image and returns its label; `show` is told the pen's path after each stage. */
function write(
  next: Random,
  image: Uint8Array,
  show?: (name: BuiltinStage["name"], path: Path) => void,
): number {
  const label = Math.floor(next() * CLASSES);
  const haste = HAND.neat + (HAND.hasty - HAND.neat) * next();
  const strokes = mix(DRAWINGS.get(pick(SKELETONS[label], next))!, next);
  show?.("mixed", trace(strokes));
  shake(strokes, haste, next);
  show?.("shaken", trace(strokes));
  overshoot(strokes, haste, next);
  const path = trace(strokes);
  show?.("ends", structuredClone(path)); // drawing moves a path
  bend(path, haste, next);
  show?.("bent", structuredClone(path));
  draw(path, HAND.pen * Math.exp(HAND.penSpread * normal(next)), image);
  return label;
}

/**
 * Makes the built-in stand-in for MNIST's training set.
 *
 * @param count how many digits; 60,000 by default
 * @returns the digits, named "built-in training"
 * @throws {RangeError} if `count` is not a whole number from 0 up
 *
 * @example The first hundred of them
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinTraining } from "@pixel/convnet/dataset";
 *
 * assert(builtinTraining(100).labels.length === 100);
 * ```
 */
export function builtinTraining(count = 60_000): Digits {
  return standIn(count, 60_000, "built-in training");
}

/**
 * Makes the built-in stand-in for MNIST's test set, from another seed than the training set.
 *
 * @param count how many digits; 10,000 by default
 * @returns the digits, named "built-in test"
 * @throws {RangeError} if `count` is not a whole number from 0 up
 *
 * @example The first hundred of them
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinTest } from "@pixel/convnet/dataset";
 *
 * assert(builtinTest(100).labels.length === 100);
 * ```
 */
export function builtinTest(count = 10_000): Digits {
  return standIn(count, 10_000, "built-in test");
}

/** Digits whose origin is known by a few of them: all others follow from the same program. */
function standIn(count: number, seed: number, name: string): Digits {
  const { checksum } = originOf(builtinDigits({ count: 20, seed: 60_000 }));
  return { ...builtinDigits({ count, seed, name }), origin: { name: "built-in digits", checksum } };
}

const DRAWINGS: ReadonlyMap<Style, readonly Drawing[]> = new Map(
  SKELETONS.flat().map((style) => [style, style.drawings.map(parse)]),
);

/** Mixes a style's drawings: the digit lies somewhere between them. */
function mix(drawings: readonly Drawing[], next: Random): number[][][] {
  const shares = mixture(drawings.length, next);
  return drawings[0].map((stroke, s) =>
    stroke.map((piece, p) =>
      piece.map((_, i) =>
        drawings.reduce((sum, drawing, d) => sum + shares[d] * drawing[s][p][i], 0)
      )
    )
  );
}

/** Moves each point at random; the pieces of a stroke still meet at its corners. */
function shake(strokes: number[][][], haste: number, next: Random): void {
  const astray = [0, 0];
  for (const stroke of strokes) {
    for (const [p, piece] of stroke.entries()) {
      for (let i = 0; i < piece.length; i++) {
        const shift = haste * HAND.shake * normal(next);
        // A hand that strays keeps straying for a while: smooth errors, not a tremble.
        astray[i % 2] = HAND.inertia * astray[i % 2] + Math.sqrt(1 - HAND.inertia ** 2) * shift;
        piece[i] += astray[i % 2];
      }
      if (p > 0) [piece[0], piece[1]] = stroke[p - 1].slice(-2);
    }
  }
}

/** Lets each stroke start and end early or late. */
function overshoot(strokes: number[][][], haste: number, next: Random): void {
  for (const stroke of strokes) {
    const first = stroke[0], last = stroke[stroke.length - 1], end = last.length - 2;
    const early = haste * HAND.overshoot * normal(next);
    const late = haste * HAND.overshoot * normal(next);
    for (const axis of [0, 1]) {
      first[axis] += early * (first[axis] - first[2 + axis]);
      last[end + axis] += late * (last[end + axis] - last[end - 2 + axis]);
    }
  }
}

/** Picks one of the styles at random, by their weights. */
function pick(styles: readonly Style[], next: Random): Style {
  let left = next() * styles.reduce((sum, style) => sum + style.weight, 0);
  for (const style of styles) {
    left -= style.weight;
    if (left < 0) return style;
  }
  return styles[styles.length - 1];
}

/** `n` random shares with the sum 1, uniform over all such (spacings of exponentials). */
function mixture(n: number, next: Random): number[] {
  const parts = Array.from({ length: n }, () => -Math.log(1 - next()));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/** Bends, slants, stretches and rotates a path, and varies the pressure. */
function bend(path: Path, haste: number, next: Random): void {
  const slant = HAND.lean + haste * HAND.slant * normal(next);
  const stretch = Math.exp(haste * HAND.stretch * normal(next));
  const turn = haste * HAND.turn * normal(next);
  const amplitude = haste * HAND.wave;
  const cos = Math.cos(turn), sin = Math.sin(turn);
  const waveX = wave(next), waveY = wave(next), press = wave(next);
  for (let i = 0; i < path.x.length; i++) {
    const u = path.x[i], v = path.y[i];
    const y = v + amplitude * waveY(u, v);
    const x = stretch * (u + amplitude * waveX(u, v)) - slant * y;
    path.x[i] = x * cos - y * sin;
    path.y[i] = x * sin + y * cos;
    path.pressure[i] = 1 + HAND.pressure * press(u, v) + HAND.grain * normal(next);
  }
}

/** A random plane wave, in any direction, of half a period to one and a half over a digit. */
function wave(next: Random): (x: number, y: number) => number {
  const size = normal(next), phase = 2 * Math.PI * next(), direction = 2 * Math.PI * next();
  const frequency = 2 * Math.PI * (0.5 + next()) / 100;
  const fx = frequency * Math.cos(direction), fy = frequency * Math.sin(direction);
  return (x, y) => size * Math.sin(fx * x + fy * y + phase);
}
