/**
 * Numbers and their shape: the one type of value that the formulas of this folder take and return.
 *
 * A picture is `[height, width, channels]`, row by row, with the channels of a pixel side by side, as
 * in tfjs but without the batch. The element (i, j, d) of `[H, W, D]` is `data[(i·W + j)·D + d]`.
 * Numbers have 64 bits, so that a finite difference has digits to spare.
 */

/** Numbers in row-major order, and their shape. */
export interface Volume {
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The numbers, as many as the product of the lengths. */
  readonly data: Float64Array;
}

/**
 * Makes a volume of the given numbers, which are copied.
 *
 * @param shape the length of each axis
 * @param numbers in row-major order
 * @returns the volume
 * @throws {RangeError} if the shape does not hold as many numbers, or is not a shape
 *
 * @example A picture of two rows and three columns
 * ```ts
 * import assert from "node:assert/strict";
 * import { volume } from "@pixel/convnet/reference";
 *
 * const picture = volume([2, 3, 1], [0, 1, 2, 3, 4, 5]);
 * assert.equal(picture.data[1 * 3 + 2], 5); // row 1, column 2
 * ```
 */
export function volume(shape: readonly number[], numbers: ArrayLike<number>): Volume {
  if (numbers.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot make a volume of shape [${shape}] from ${numbers.length} numbers: ` +
        `it holds ${sizeOf(shape)}`,
    );
  }
  return { shape: [...shape], data: Float64Array.from(numbers) };
}

/**
 * Makes a volume of zeros.
 *
 * @param shape the length of each axis
 * @returns the volume
 * @throws {RangeError} if a length is not a whole number from 0 up
 *
 * @example A blank picture
 * ```ts
 * import assert from "node:assert/strict";
 * import { zeros } from "@pixel/convnet/reference";
 *
 * assert.equal(zeros([28, 28, 1]).data.length, 784);
 * ```
 */
export function zeros(shape: readonly number[]): Volume {
  return { shape: [...shape], data: new Float64Array(sizeOf(shape)) };
}

/**
 * Counts the numbers that a shape holds: the product of its lengths.
 *
 * @param shape the length of each axis
 * @returns the count
 * @throws {RangeError} if a length is not a whole number from 0 up
 *
 * @example The pixels of a digit
 * ```ts
 * import assert from "node:assert/strict";
 * import { sizeOf } from "@pixel/convnet/reference";
 *
 * assert.equal(sizeOf([28, 28, 1]), 784);
 * ```
 */
export function sizeOf(shape: readonly number[]): number {
  const wrong = shape.find((length) => !Number.isInteger(length) || length < 0);
  if (wrong !== undefined) {
    throw new RangeError(`Cannot use the shape [${shape}]: ${wrong} is not the length of an axis`);
  }
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Makes a picture of one channel from its rows.
 *
 * @param rows `[H][W]` numbers
 * @returns `[H, W, 1]`
 * @throws {RangeError} if the rows differ in length
 *
 * @example Two rows of three pixels
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(fromRows([[1, 2, 3], [4, 5, 6]]).shape, [2, 3, 1]);
 * ```
 */
export function fromRows(rows: readonly (readonly number[])[]): Volume {
  const width = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new RangeError(
      `Cannot make a picture: row ${ragged} has ${rows[ragged].length} numbers, row 0 has ${width}`,
    );
  }
  return volume([rows.length, width, 1], rows.flat());
}

/**
 * Returns one channel of a picture as rows, to print or to draw.
 *
 * @param picture `[H, W, D]`
 * @param channel the channel; the first by default
 * @returns `[H][W]` numbers
 * @throws {RangeError} if it has no such channel, or is not a picture
 *
 * @example The second of two channels
 * ```ts
 * import assert from "node:assert/strict";
 * import { toRows, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(toRows(volume([1, 2, 2], [1, 2, 3, 4]), 1), [[2, 4]]);
 * ```
 */
export function toRows(picture: Volume, channel = 0): number[][] {
  expectRank(picture, 3, "picture");
  const [H, W, D] = picture.shape;
  if (!Number.isInteger(channel) || channel < 0 || channel >= D) {
    throw new RangeError(`Cannot take channel ${channel} of a picture that has ${D}`);
  }
  return Array.from(
    { length: H },
    (_, i) => Array.from({ length: W }, (_, j) => picture.data[(i * W + j) * D + channel]),
  );
}

/**
 * Throws if a volume does not have as many axes as a formula needs.
 *
 * @param given the volume
 * @param rank the number of axes needed
 * @param name its name in the formula
 * @throws {RangeError} naming the shape that was given
 */
export function expectRank(given: Volume, rank: number, name: string): void {
  if (given.shape.length !== rank) {
    throw new RangeError(
      `Cannot use [${given.shape}] as the ${name}: it has ${given.shape.length} axes, ` +
        `${rank} are needed`,
    );
  }
}

/**
 * Throws if a volume does not have the shape that a formula needs.
 *
 * @param given the volume
 * @param shape the shape needed
 * @param name its name in the formula
 * @throws {RangeError} naming both shapes
 */
export function expectShape(given: Volume, shape: readonly number[], name: string): void {
  if (given.shape.join() !== shape.join()) {
    throw new RangeError(
      `Cannot use [${given.shape}] as the ${name}: its shape must be [${shape}]`,
    );
  }
}
