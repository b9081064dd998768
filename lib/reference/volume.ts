/**
 * Numbers and their shape: all that the formulas of this folder pass around.
 *
 * A picture is `[height, width, channels]`, row by row, the channels of a pixel side by side, as
 * tfjs has it without the batch. The element (i, j, d) of `[H, W, D]` is `data[(i·W + j)·D + d]`.
 * Sixty-four bits a number, so that a finite difference has digits to spare.
 */

/** Numbers in row-major order, and the shape that they have. */
export interface Volume {
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The numbers, as many as the lengths multiplied. */
  readonly data: Float64Array;
}

/**
 * A volume of the given numbers, which are copied.
 *
 * @param shape the length of each axis
 * @param numbers in row-major order
 * @returns the volume
 * @throws {RangeError} where the shape does not hold as many numbers, or is no shape
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
 * A volume of zeros.
 *
 * @param shape the length of each axis
 * @returns the volume
 * @throws {RangeError} where a length is no whole number, or negative
 */
export function zeros(shape: readonly number[]): Volume {
  return { shape: [...shape], data: new Float64Array(sizeOf(shape)) };
}

/**
 * How many numbers a shape holds: its lengths multiplied.
 *
 * @param shape the length of each axis
 * @returns the count
 * @throws {RangeError} where a length is no whole number, or negative
 */
export function sizeOf(shape: readonly number[]): number {
  const wrong = shape.find((length) => !Number.isInteger(length) || length < 0);
  if (wrong !== undefined) {
    throw new RangeError(`Cannot use the shape [${shape}]: ${wrong} is no length of an axis`);
  }
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A picture of one channel, written as rows.
 *
 * @param rows `[H][W]` numbers
 * @returns `[H, W, 1]`
 * @throws {RangeError} where the rows differ in length
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
 * One channel of a picture as rows, to print or to draw.
 *
 * @param picture `[H, W, D]`
 * @param channel which of the D; the first by default
 * @returns `[H][W]` numbers
 * @throws {RangeError} where it has no such channel, or is no picture
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
 * Throws where a volume has not as many axes as a formula needs.
 *
 * @param given the volume
 * @param rank the number of axes needed
 * @param name what the formula calls it
 * @throws {RangeError} saying the shape that was given
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
 * Throws where a volume has not the shape that a formula needs.
 *
 * @param given the volume
 * @param shape the shape needed
 * @param name what the formula calls it
 * @throws {RangeError} saying both shapes
 */
export function expectShape(given: Volume, shape: readonly number[], name: string): void {
  if (given.shape.join() !== shape.join()) {
    throw new RangeError(
      `Cannot use [${given.shape}] as the ${name}: its shape must be [${shape}]`,
    );
  }
}
