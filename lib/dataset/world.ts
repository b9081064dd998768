/**
 * Larger training sets made of MNIST's: `penDigits` holds its digits as they are, and the same again
 * with other pens. `worldDigits` is for reading what people draw, photograph and scan: it has the
 * built-in digits and pictures without a digit besides.
 */

import { normal, type Random, random } from "../random.ts";
import { augment } from "./augment.ts";
import { builtinDigits } from "./builtin.ts";
import { CLASSES, type Digits, PIXELS, SIDE } from "./digits.ts";
import { noDigits } from "./no_digits.ts";

/** Of each hundred digits of the original: how many built-in ones and pictures without a digit. */
const BUILTIN = 30, NONE = 25;

/** A larger training set: what is among its pictures beside the digits that it is made of. */
export type MixName = "pens" | "world";

/** Makes each larger training set from digits and a seed. */
export const MIXES: Readonly<Record<MixName, (digits: Digits, seed: number) => Digits>> = {
  pens: penDigits,
  world: worldDigits,
};

/**
 * Adds each digit once more, drawn with another pen.
 *
 * @param digits the original: MNIST's training digits, without those for validation
 * @param seed decides all chance
 * @returns the original, and each of its digits once more: thicker or thinner, softer or harder, fainter,
 *   a little turned and moved
 * @throws {RangeError} if the original is another set than digits of 28 × 28 pixels
 *
 * @example A hundred digits become two hundred
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, penDigits } from "@pixel/convnet/dataset";
 *
 * assert(penDigits(builtinDigits({ count: 100, seed: 1 }), 1).labels.length === 200);
 * ```
 */
export function penDigits(digits: Digits, seed: number): Digits {
  const { name, classes = [], shape = [SIDE, SIDE, 1] } = digits;
  if (`${shape}` !== `${[SIDE, SIDE, 1]}` || (classes.length > 0 && classes.length !== CLASSES)) {
    throw new RangeError(
      `Cannot mix ${name} with other digits: its pictures must be digits of 28 × 28 pixels`,
    );
  }
  return joined(`${name}, with other pens`, [digits, redrawn(digits, seed + 3_000)]);
}

/**
 * Mixes the training set for the world.
 *
 * @param digits the original: MNIST's training digits, without those for validation
 * @param seed decides all chance
 * @returns the original, each of its digits once more with another pen, built-in digits, pictures
 *   without a digit (labelled `NO_DIGIT`)
 * @throws {RangeError} if the original is another set than digits of 28 × 28 pixels
 *
 * @example A hundred digits become 255 pictures
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, worldDigits } from "@pixel/convnet/dataset";
 *
 * assert(worldDigits(builtinDigits({ count: 100, seed: 1 }), 1).labels.length === 255);
 * ```
 */
export function worldDigits(digits: Digits, seed: number): Digits {
  const pens = penDigits(digits, seed);
  const count = digits.labels.length;
  const builtin = builtinDigits({ count: Math.round(count * BUILTIN / 100), seed: seed + 1_000 });
  const none = noDigits(Math.round(count * NONE / 100), seed + 2_000, digits);
  return joined(`${digits.name}, and the world`, [pens, redrawn(builtin, seed + 4_000), none]);
}

/** All pictures of some sets in one, which is otherwise like the first. */
function joined(name: string, parts: readonly Digits[]): Digits {
  const length = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Uint8Array(length * PIXELS), labels = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    images.set(part.images, at * PIXELS);
    labels.set(part.labels, at);
    at += part.labels.length;
  }
  return { ...parts[0], name, images, labels };
}

/** Every digit drawn with another pen, a little turned and moved. */
function redrawn({ name, images, labels }: Digits, seed: number): Digits {
  const result = new Uint8Array(images.length);
  const bent = new Float32Array(PIXELS);
  for (let i = 0; i < labels.length; i++) {
    const next = random(seed, i);
    augment(images.subarray(i * PIXELS, (i + 1) * PIXELS), next, bent);
    const drawn = withOtherPen(bent, next);
    for (let p = 0; p < PIXELS; p++) result[i * PIXELS + p] = Math.round(255 * drawn[p]);
  }
  return { name, images: result, labels };
}

/**
 * A thicker or thinner pen, a softer or harder, a fainter one. Grey dilation and erosion (the largest
 * and the smallest of a pixel and its neighbours), mixed with the picture as it was, make widths
 * between those of whole pixels.
 *
 * @param image `[784]` in [0, 1]
 * @param next decides which pen
 * @returns `[784]` in [0, 1]
 */
export function withOtherPen(image: Float32Array, next: Random): Float32Array {
  let drawn = image;
  const width = 1.1 * normal(next); // pixels thicker, over all; below 0 thinner
  for (let left = Math.min(Math.abs(width), 2); left > 0; left--) {
    const other = neighbourhood(drawn, width > 0 ? Math.max : thinner);
    drawn = mixed(drawn, other, Math.min(1, left));
  }
  const softness = Math.max(0, normal(next));
  for (let left = Math.min(softness, 2); left > 0; left--) {
    drawn = mixed(drawn, blurred(drawn), Math.min(1, left));
  }
  const most = drawn.reduce((a, b) => Math.max(a, b), 1e-6);
  const hardness = 1 + Math.max(0, 1.5 * normal(next)), strength = 1 - 0.5 * next() ** 3;
  return drawn.map((value) =>
    strength * Math.min(Math.max((value / most - 0.5) * hardness + 0.5, 0), 1)
  );
}

/** Erosion that leaves a line one pixel wide something to stand on. */
function thinner(a: number, b: number): number {
  return Math.min(a, 0.35 * a + 0.65 * b);
}

function neighbourhood(image: Float32Array, choose: (a: number, b: number) => number) {
  return image.map((value, p) => {
    const column = p % SIDE;
    const around = [
      column > 0 ? image[p - 1] : 0,
      column < SIDE - 1 ? image[p + 1] : 0,
      p >= SIDE ? image[p - SIDE] : 0,
      p < PIXELS - SIDE ? image[p + SIDE] : 0,
    ];
    return choose(value, choose === Math.max ? Math.max(...around) : Math.min(...around));
  });
}

/** The mean with the four neighbours, the pixel itself counted four times. */
function blurred(image: Float32Array): Float32Array {
  return image.map((value, p) => {
    const column = p % SIDE;
    return (4 * value + (column > 0 ? image[p - 1] : 0) + (column < SIDE - 1 ? image[p + 1] : 0) +
      (p >= SIDE ? image[p - SIDE] : 0) + (p < PIXELS - SIDE ? image[p + SIDE] : 0)) / 8;
  });
}

function mixed(a: Float32Array, b: Float32Array, share: number): Float32Array {
  return a.map((value, p) => (1 - share) * value + share * b[p]);
}
