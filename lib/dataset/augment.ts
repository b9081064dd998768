/**
 * Augmentation: the same digit, written a little differently each time it is seen.
 *
 * Each picture is rotated, scaled, sheared and shifted at random, and bent as if its paper were rubber
 * (after Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks Applied to
 * Visual Document Analysis", 2003, section 2). It is read between the pixels by bilinear
 * interpolation. The limits were chosen on the validation digits; a digit keeps its class (a 6 does
 * not become a 9).
 */

import { type Random, random } from "../random.ts";
import {
  type Batch,
  checkPositions,
  type Digits,
  emptyBatch,
  type PictureShape,
  PIXELS,
  shapeOf,
  SIDE,
} from "./digits.ts";

/** The largest change in either direction. */
const LARGEST = {
  turn: 0.15, // radians: 9°
  scale: 0.1, // of the size, each axis by itself
  shear: 0.1, // pixels sideways per pixel down
  move: 1.5, // pixels
  bend: 0.4, // pixels, of each knot of a grid
};

/** Knots along each side of the grid; between them the paper is stretched evenly. */
const KNOTS = 5;

/** Pixels from one knot to the next. */
const SPACING = (SIDE - 1) / (KNOTS - 1);

const MIDDLE = (SIDE - 1) / 2;

/**
 * Gathers the digits at `positions`, each drawn anew, as training sees them.
 *
 * @param set the digits
 * @param positions `[B]` which ones, in this order; a position given twice is drawn in two ways
 * @param seed decides how they are drawn
 * @returns the batch: images `[B × 784]`, labels `[B]`
 * @throws {RangeError} if the set has no digit at a position, or its pictures are not 28 × 28
 *
 * @example The first digit of a set in three variants
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, gatherAugmented } from "@pixel/convnet/dataset";
 *
 * const set = builtinDigits({ count: 1, seed: 1 });
 * const { images, labels } = gatherAugmented(set, [0, 0, 0], 1);
 * assert(images.length === 3 * 784 && labels.length === 3);
 * ```
 */
export function gatherAugmented(set: Digits, positions: ArrayLike<number>, seed: number): Batch {
  return gatherAugmentedFrom(set, positions, seed, 0);
}

/**
 * {@linkcode gatherAugmented} for a part of a run. How a digit is drawn depends on the seed and on its
 * number within the run, so that it does not matter into how many parts a batch is divided.
 *
 * @param set the digits
 * @param positions `[B]` which ones, in this order
 * @param seed the run's seed
 * @param first the number of the first, counted over all steps of the run
 * @param into where the batch goes; by default it gets memory of its own
 * @returns the batch
 * @throws {RangeError} if the set has no digit at a position
 */
export function gatherAugmentedFrom(
  set: Digits,
  positions: ArrayLike<number>,
  seed: number,
  first: number,
  into: Batch = emptyBatch(set, positions.length),
): Batch {
  const { images, labels } = into; // [B × 784], [B]
  checkAugmentable(shapeOf(set));
  checkPositions(set, positions);
  for (let b = 0; b < positions.length; b++) {
    const from = positions[b] * PIXELS;
    const image = set.images.subarray(from, from + PIXELS);
    augment(image, random(seed, first + b), images.subarray(b * PIXELS, (b + 1) * PIXELS));
    labels[b] = set.labels[positions[b]];
  }
  return into;
}

/**
 * Makes sure that pictures can be drawn anew, which is done with digits alone.
 *
 * @param shape the pictures' shape
 * @throws {RangeError} if it is another than MNIST's
 */
export function checkAugmentable(shape: PictureShape): void {
  const [height, width, channels] = shape;
  if (height === SIDE && width === SIDE && height * width * channels === PIXELS) return;
  throw new RangeError(
    `Cannot augment pictures of ${shape.join(" × ")}: only those of ${SIDE} × ${SIDE} × 1 are ` +
      "drawn anew. Train without augmentation",
  );
}

/**
 * Draws a digit anew.
 *
 * @param image `[784]` grey values, 0 to 255
 * @param next decides how
 * @param out `[784]` float32 in [0, 1]: receives the new picture
 */
export function augment(image: Uint8Array, next: Random, out: Float32Array): void {
  const either = (largest: number) => largest * (2 * next() - 1);
  const turn = either(LARGEST.turn), shear = either(LARGEST.shear);
  const [scaleX, scaleY] = [1 + either(LARGEST.scale), 1 + either(LARGEST.scale)];
  const [moveX, moveY] = [either(LARGEST.move), either(LARGEST.move)];
  const grid = () => Float32Array.from({ length: KNOTS * KNOTS }, () => either(LARGEST.bend));
  const bendsX = grid(), bendsY = grid();
  // The inverse way: where in the old picture does each pixel of the new one come from?
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const xx = cos * scaleX, xy = (shear * cos - sin) * scaleY;
  const yx = sin * scaleX, yy = (shear * sin + cos) * scaleY;
  for (let p = 0; p < PIXELS; p++) {
    const column = p % SIDE, row = Math.floor(p / SIDE);
    const x = column - MIDDLE - moveX + bend(bendsX, column, row);
    const y = row - MIDDLE - moveY + bend(bendsY, column, row);
    out[p] = greyBetween(image, xx * x + xy * y + MIDDLE, yx * x + yy * y + MIDDLE) / 255;
  }
}

/** The distance by which a grid of knots shifts a pixel, in pixels. */
function bend(knots: Float32Array, column: number, row: number): number {
  const x = column / SPACING, y = row / SPACING; // from knot to knot
  const left = Math.min(Math.floor(x), KNOTS - 2), top = Math.min(Math.floor(y), KNOTS - 2);
  const right = x - left, down = y - top;
  const at = top * KNOTS + left;
  return (1 - down) * ((1 - right) * knots[at] + right * knots[at + 1]) +
    down * ((1 - right) * knots[at + KNOTS] + right * knots[at + KNOTS + 1]);
}

/**
 * Reads the grey between the pixels, by bilinear interpolation; outside the picture is white paper.
 *
 * @param image `[784]` grey values, 0 to 255
 * @param x pixels from the left, from the middle of the first column on
 * @param y pixels from the top
 * @returns the grey
 */
export function greyBetween(image: Uint8Array, x: number, y: number): number {
  const column = Math.floor(x), row = Math.floor(y);
  if (column < -1 || row < -1 || column >= SIDE || row >= SIDE) return 0;
  const right = x - column, down = y - row;
  const at = row * SIDE + column;
  const left = column >= 0, inside = column < SIDE - 1;
  const top = row >= 0, above = row < SIDE - 1;
  return (1 - down) * ((1 - right) * (left && top ? image[at] : 0) +
        right * (inside && top ? image[at + 1] : 0)) +
    down * ((1 - right) * (left && above ? image[at + SIDE] : 0) +
        right * (inside && above ? image[at + SIDE + 1] : 0));
}
