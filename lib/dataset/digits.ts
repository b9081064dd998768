/**
 * The one type for a set of digits, and what can be done with it: split, shuffle, batches.
 *
 * Pixels stay bytes, one a pixel, until a batch needs floats: MNIST is 47 MB that way and 188 MB
 * as float32.
 */

import { random, shuffled } from "../random.ts";

/** Height and width of a digit, in pixels. */
export const SIDE = 28;

/** Pixels in a digit: 28 × 28. */
export const PIXELS: number = SIDE * SIDE;

/** The number of classes: the digits 0 to 9. */
export const CLASSES = 10;

/** The label of a picture that shows no digit, in sets made for training a network to refuse. */
export const NO_DIGIT: number = CLASSES;

/** A set of labelled digits. */
export interface Digits {
  /** What the set is called in tables and reports, such as "MNIST training". */
  readonly name: string;
  /** `[N × 784]` grey values, 0 (paper) to 255 (ink), row by row. */
  readonly images: Uint8Array;
  /** `[N]` labels, 0 to 9, or {@linkcode NO_DIGIT}. */
  readonly labels: Uint8Array;
}

/**
 * The pixels of one or more pictures, `[N × height × width × channels]`: bytes are grey values from 0
 * to 255, floats lie in [0, 1].
 */
export type Images = Uint8Array | Float32Array;

/**
 * Pixels as networks take them.
 *
 * @param images bytes from 0 to 255, or floats in [0, 1]
 * @returns floats in [0, 1]: bytes divided by 255, floats themselves
 */
export function floats(images: Images): Float32Array {
  return images instanceof Float32Array ? images : Float32Array.from(images, (grey) => grey / 255);
}

/** A batch as floats, ready for a tensor. */
export interface Batch {
  /** `[B × 784]` float32 in [0, 1]; as a tensor `[B, 28, 28, 1]`. */
  readonly images: Float32Array;
  /** `[B]` labels, 0 to 9. */
  readonly labels: Uint8Array;
}

/**
 * Makes a set of digits after checking that images and labels belong together.
 *
 * @param name what the set is called
 * @param images `[N × 784]` bytes
 * @param labels `[N]` bytes
 * @returns the set
 * @throws {RangeError} where the counts differ or a label is over 9
 */
export function digits(name: string, images: Uint8Array, labels: Uint8Array): Digits {
  if (images.length !== labels.length * PIXELS) {
    throw new RangeError(
      `Cannot pair images and labels in ${name}: ${labels.length} labels need ` +
        `${labels.length * PIXELS} pixels, there are ${images.length}`,
    );
  }
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot use ${name}: label ${wrong} is ${labels[wrong]}, a digit is 0 to ${CLASSES - 1}`,
    );
  }
  return { name, images, labels };
}

/**
 * The digits from `start` up to, not including, `end`: views, no copies.
 *
 * @param set the digits
 * @param start the first one
 * @param end one past the last one; the set's end by default
 * @param name what the part is called; the set's own name by default
 * @returns the part
 */
export function slice(set: Digits, start: number, end?: number, name: string = set.name): Digits {
  const stop = end ?? set.labels.length;
  return {
    name,
    images: set.images.subarray(start * PIXELS, stop * PIXELS),
    labels: set.labels.subarray(start, stop),
  };
}

/**
 * Splits off the last `count` digits as the validation set.
 *
 * They are not drawn class by class: MNIST's last 5,000 training images hold 458 to 563 of each digit
 * as they are.
 *
 * @param set the training digits
 * @param count how many go to validation; 5,000 by default
 * @returns the two parts, views of the same bytes
 * @throws {RangeError} where `count` leaves nothing to train on
 */
export function splitValidation(
  set: Digits,
  count = 5_000,
): { training: Digits; validation: Digits } {
  const n = set.labels.length;
  if (!Number.isInteger(count) || count < 0 || count >= n) {
    throw new RangeError(
      `Cannot split ${count} validation digits off ${n}: need a whole number from 0 to ${n - 1}`,
    );
  }
  return {
    training: slice(set, 0, n - count, `${set.name}, training part`),
    validation: slice(set, n - count, n, `${set.name}, validation part`),
  };
}

/**
 * The order of an epoch: the numbers 0 to `n` − 1, shuffled. The same seed and epoch give the same
 * order.
 *
 * @param n how many digits
 * @param seed the run's seed
 * @param epoch the epoch, so that each has an order of its own
 * @returns `[n]` positions
 */
export function epochOrder(n: number, seed: number, epoch: number): Uint32Array {
  return shuffled(n, random(seed, epoch));
}

/**
 * The digits at `positions` as floats in [0, 1].
 *
 * @param set the digits
 * @param positions `[B]` which ones, in this order
 * @returns the batch
 * @throws {RangeError} where the set has no digit at a position
 */
export function gather(set: Digits, positions: ArrayLike<number>): Batch {
  const size = positions.length;
  const images = new Float32Array(size * PIXELS); // [B × 784]
  const labels = new Uint8Array(size); // [B]
  checkPositions(set, positions);
  for (let b = 0; b < size; b++) {
    const from = positions[b] * PIXELS;
    for (let p = 0; p < PIXELS; p++) images[b * PIXELS + p] = set.images[from + p] / 255;
    labels[b] = set.labels[positions[b]];
  }
  return { images, labels };
}

/**
 * Refuses positions that a set does not have.
 *
 * @param set the digits
 * @param positions whole numbers from 0 up
 * @throws {RangeError} if the set has no digit at one of them
 */
export function checkPositions(set: Digits, positions: ArrayLike<number>): void {
  for (let b = 0; b < positions.length; b++) {
    if (positions[b] in set.labels) continue;
    throw new RangeError(
      `Cannot take digit ${positions[b]} of ${set.name}: it has ${set.labels.length} digits`,
    );
  }
}

/**
 * The batches of one epoch, all of the same size: what is left over at the end (fewer than
 * `batchSize` digits, other ones in each epoch) is not used, so that every step costs the same and
 * weighs the same.
 *
 * @param set the digits
 * @param batchSize digits a batch
 * @param order in which order, as from {@linkcode epochOrder}
 * @returns the batches, one at a time
 * @throws {RangeError} where `batchSize` is not a whole number from 1 up
 */
export function* batches(set: Digits, batchSize: number, order: Uint32Array): Generator<Batch> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`Cannot make batches of ${batchSize}: need a whole number from 1 up`);
  }
  for (let start = 0; start + batchSize <= order.length; start += batchSize) {
    yield gather(set, order.subarray(start, start + batchSize));
  }
}
