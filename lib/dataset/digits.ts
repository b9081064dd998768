/**
 * The one type for a set of labelled pictures, and what can be done with it: split, shuffle, batches.
 *
 * Pixels stay bytes until a batch needs floats: MNIST takes 47 MB that way and 188 MB as float32.
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

/** The shape of a picture. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** The data set that pictures come from. */
export interface Origin {
  /** Its name, such as "MNIST". */
  readonly name: string;
  /** The SHA-256 of its training files, in hexadecimal: the same name may stand for other pictures. */
  readonly checksum: string;
}

/** Facts about a set beside its pictures and labels. */
export interface DigitsOptions {
  /** The shape of each picture; `[28, 28, 1]` by default. */
  readonly shape?: PictureShape;
  /** The classes' names, one for each label from 0 up; "0" to "9" by default. */
  readonly classes?: readonly string[];
  /** The data set that the pictures come from; unknown by default. */
  readonly origin?: Origin;
}

/** A set of labelled pictures: handwritten digits, or whatever else has classes. */
export interface Digits extends DigitsOptions {
  /** The set's name in tables and reports, such as "MNIST training". */
  readonly name: string;
  /** `[N × height × width × channels]` values from 0 to 255, row by row; for digits 0 is paper. */
  readonly images: Uint8Array;
  /**
   * `[N]` labels, from 0 to the number of classes − 1; the number of classes stands for none of them, in
   * sets made for training a network to refuse (see {@linkcode NO_DIGIT}).
   */
  readonly labels: Uint8Array;
}

/**
 * The shape of a set's pictures.
 *
 * @param set the set
 * @returns height, width and channels
 */
export function shapeOf({ shape = [SIDE, SIDE, 1] }: DigitsOptions): PictureShape {
  return shape;
}

/**
 * The numbers in each picture of a set.
 *
 * @param set the set
 * @returns height × width × channels
 */
export function pictureSize(set: DigitsOptions): number {
  const [height, width, channels] = shapeOf(set);
  return height * width * channels;
}

/** The names of the digits. */
const DIGIT_NAMES: readonly string[] = Array.from({ length: CLASSES }, (_, digit) => `${digit}`);

/**
 * The names of a set's classes.
 *
 * @param set the set
 * @returns a name for each label from 0 up
 */
export function classNames({ classes = DIGIT_NAMES }: DigitsOptions): readonly string[] {
  return classes;
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
  if (images instanceof Float32Array) return images;
  const pixels = new Float32Array(images.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images[i] / 255; // `from` takes 14 times as long
  return pixels;
}

/**
 * Counts the pictures in an array of pixels.
 *
 * @param images `[N × height × width × channels]`
 * @param shape the shape of one picture
 * @returns N
 * @throws {TypeError} if `images` is neither a `Uint8Array` nor a `Float32Array`
 * @throws {RangeError} if they are not whole pictures
 */
export function countPictures(images: Images, shape: readonly number[]): number {
  if (!(images instanceof Uint8Array || images instanceof Float32Array)) {
    throw new TypeError("Cannot read pictures: the pixels must be a Uint8Array or a Float32Array");
  }
  const count = images.length / shape.reduce((product, n) => product * n, 1);
  if (Number.isInteger(count)) return count;
  throw new RangeError(
    `Cannot read pictures: ${images.length} pixels are not whole pictures of ${shape.join(" × ")}`,
  );
}

/** A batch, as floats unless it says otherwise, ready for a tensor. */
export interface Batch<Pixels extends Images = Float32Array> {
  /** `[B × height × width × channels]` float32 in [0, 1]; digits as a tensor are `[B, 28, 28, 1]`. */
  readonly images: Pixels;
  /** `[B]` labels. */
  readonly labels: Uint8Array;
}

/**
 * Makes a set after checking that its pictures and labels belong together.
 *
 * @param name the set's name
 * @param images `[N × height × width × channels]` bytes
 * @param labels `[N]` bytes
 * @param options the pictures' shape and the classes, if they are not those of digits
 * @returns the set
 * @throws {TypeError} if images or labels are not bytes
 * @throws {RangeError} if the counts differ, or there is no class for a label
 *
 * @example Two pictures of 2 × 3 pixels
 * ```ts
 * import assert from "node:assert/strict";
 * import { digits } from "@pixel/convnet/dataset";
 *
 * const images = new Uint8Array(2 * 2 * 3);
 * const options = { shape: [2, 3, 1], classes: ["cat", "dog"] } as const;
 * const set = digits("pets", images, Uint8Array.of(0, 1), options);
 * assert(set.classes![set.labels[1]] === "dog");
 * ```
 */
export function digits(
  name: string,
  images: Uint8Array,
  labels: Uint8Array,
  options: DigitsOptions = {},
): Digits {
  const size = pictureSize(options), classes = classNames(options);
  if (!(images instanceof Uint8Array && labels instanceof Uint8Array)) {
    throw new TypeError(`Cannot use ${name}: images and labels must each be a Uint8Array`);
  }
  if (images.length !== labels.length * size) {
    throw new RangeError(
      `Cannot pair images and labels in ${name}: ${labels.length} labels need ` +
        `${labels.length * size} pixels, there are ${images.length}`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot use ${name}: label ${wrong} is ${labels[wrong]}, expected 0 to ${classes.length - 1}`,
    );
  }
  const { origin } = options;
  return { name, images, labels, shape: shapeOf(options), classes, ...origin && { origin } };
}

/**
 * Takes the pictures from `start` up to, not including, `end`: views, no copies.
 *
 * @param set the set
 * @param start the first one
 * @param end one past the last one; the set's end by default
 * @param name the part's name; the set's own by default
 * @returns the part
 * @throws {RangeError} if the set has no such part
 *
 * @example The first ten digits
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, slice } from "@pixel/convnet/dataset";
 *
 * const ten = slice(builtinDigits({ count: 100, seed: 1 }), 0, 10);
 * assert(ten.labels.length === 10 && ten.images.length === 10 * 784);
 * ```
 */
export function slice(set: Digits, start: number, end?: number, name: string = set.name): Digits {
  const count = set.labels.length, stop = end ?? count;
  const isPlace = (n: number, least: number) => Number.isInteger(n) && n >= least && n <= count;
  if (!isPlace(start, 0) || !isPlace(stop, start)) {
    throw new RangeError(
      `Cannot take ${start} to ${stop} of ${set.name}: need whole numbers in order, from 0 to ${count}`,
    );
  }
  const size = pictureSize(set);
  return {
    ...set,
    name,
    images: set.images.subarray(start * size, stop * size),
    labels: set.labels.subarray(start, stop),
  };
}

/**
 * Splits off the last `count` pictures as the validation set.
 *
 * They are not drawn class by class: MNIST's last 5,000 training images hold 458 to 563 of each digit
 * as they are.
 *
 * @param set the training set
 * @param count how many go to validation; 5,000 by default
 * @returns the two parts, views of the same bytes
 * @throws {RangeError} if `count` leaves nothing to train on
 *
 * @example 80 digits to learn from, 20 to check with
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, splitValidation } from "@pixel/convnet/dataset";
 *
 * const { training, validation } = splitValidation(builtinDigits({ count: 100, seed: 1 }), 20);
 * assert(training.labels.length === 80 && validation.labels.length === 20);
 * ```
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
 * Shuffles the numbers 0 to `n` − 1 into the order of an epoch. The same seed and epoch give the same
 * order.
 *
 * @param n how many pictures the set has
 * @param seed the run's seed
 * @param epoch the epoch, so that each has an order of its own
 * @returns `[n]` positions
 * @throws {RangeError} if `n` is not a whole number from 0 up
 *
 * @example Two epochs see the same digits in two orders
 * ```ts
 * import assert from "node:assert/strict";
 * import { epochOrder } from "@pixel/convnet/dataset";
 *
 * const [first, second] = [epochOrder(100, 1, 0), epochOrder(100, 1, 1)];
 * assert(first.toSorted().join() === second.toSorted().join() && first.join() !== second.join());
 * ```
 */
export function epochOrder(n: number, seed: number, epoch: number): Uint32Array {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`Cannot order ${n} pictures: need a whole number from 0 up`);
  }
  return shuffled(n, random(seed, epoch));
}

/**
 * Gathers the pictures at `positions` as floats in [0, 1].
 *
 * @param set the set
 * @param positions `[B]` which ones, in this order
 * @returns the batch: images `[B × height × width × channels]`, labels `[B]`
 * @throws {RangeError} if the set has no picture at a position
 *
 * @example Two digits as a tensor
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { builtinDigits, gather } from "@pixel/convnet/dataset";
 *
 * const { images, labels } = gather(builtinDigits({ count: 100, seed: 1 }), [7, 3]);
 * const x = tf.tensor4d(images, [2, 28, 28, 1]);
 * assert(labels.length === 2 && x.max().dataSync()[0] <= 1);
 * ```
 */
export function gather(set: Digits, positions: ArrayLike<number>): Batch {
  checkPositions(set, positions);
  const batch = emptyBatch(set, positions.length), size = pictureSize(set);
  for (let b = 0; b < positions.length; b++) {
    const from = positions[b] * size;
    for (let p = 0; p < size; p++) batch.images[b * size + p] = set.images[from + p] / 255;
    batch.labels[b] = set.labels[positions[b]];
  }
  return batch;
}

/**
 * Makes room for a batch.
 *
 * @param set the set that it will be gathered from
 * @param count pictures in the batch
 * @returns the batch, all zeros
 */
export function emptyBatch(set: Digits, count: number): Batch {
  return {
    images: new Float32Array(count * pictureSize(set)), // [B × height × width × channels]
    labels: new Uint8Array(count), // [B]
  };
}

/**
 * Makes room for a batch whose pixels stay bytes.
 *
 * @param set the set that it will be gathered from
 * @param count pictures in the batch
 * @returns the batch, all zeros
 */
export function emptyBytes(set: Digits, count: number): Batch<Uint8Array> {
  return { images: new Uint8Array(count * pictureSize(set)), labels: new Uint8Array(count) };
}

/**
 * Gathers a batch of bytes where another one was, so that a training loop makes no garbage.
 *
 * @param batch changed in place
 * @param set the set
 * @param positions `[B]` which pictures, in this order
 * @returns the batch
 * @throws {RangeError} if the set has no picture at a position
 */
export function gatherBytes(
  batch: Batch<Uint8Array>,
  set: Digits,
  positions: ArrayLike<number>,
): Batch<Uint8Array> {
  checkPositions(set, positions);
  const { images, labels } = batch, size = pictureSize(set);
  for (let b = 0; b < positions.length; b++) {
    const from = positions[b] * size;
    images.set(set.images.subarray(from, from + size), b * size);
    labels[b] = set.labels[positions[b]];
  }
  return batch;
}

/**
 * Refuses positions that a set does not have.
 *
 * @param set the set
 * @param positions whole numbers from 0 up
 * @throws {RangeError} if the set has no picture at one of them
 */
export function checkPositions(set: Digits, positions: ArrayLike<number>): void {
  for (let b = 0; b < positions.length; b++) {
    if (positions[b] in set.labels) continue;
    throw new RangeError(
      `Cannot take picture ${positions[b]} of ${set.name}: it has ${set.labels.length}, from 0 up`,
    );
  }
}

/**
 * Makes the batches of one epoch, all of the same size. What is left over at the end (fewer than
 * `batchSize` pictures, others in each epoch) is not used, so that every step costs the same and
 * weighs the same.
 *
 * @param set the set
 * @param batchSize pictures per batch
 * @param order their order, as from {@linkcode epochOrder}
 * @returns the batches, one at a time
 * @throws {RangeError} if `batchSize` is not a whole number from 1 up
 *
 * @example An epoch of three batches
 * ```ts
 * import assert from "node:assert/strict";
 * import { batches, builtinDigits, epochOrder } from "@pixel/convnet/dataset";
 *
 * const set = builtinDigits({ count: 100, seed: 1 });
 * const epoch = [...batches(set, 32, epochOrder(100, 1, 0))];
 * assert(epoch.length === 3 && epoch[0].images.length === 32 * 784);
 * ```
 */
export function* batches(set: Digits, batchSize: number, order: Uint32Array): Generator<Batch> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`Cannot make batches of ${batchSize}: need a whole number from 1 up`);
  }
  for (let start = 0; start + batchSize <= order.length; start += batchSize) {
    yield gather(set, order.subarray(start, start + batchSize));
  }
}
