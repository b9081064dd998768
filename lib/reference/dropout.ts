/** Inverted dropout (Srivastava et al., 2014), which scales during training and not afterwards. */

import { expectShape, type Volume } from "./volume.ts";

/** The result of dropout. */
export interface Dropped {
  /** The numbers that are left, of the input's shape. */
  readonly y: Volume;
  /** 0 for each number that was dropped, `1 / (1 − rate)` for each that was kept. */
  readonly mask: Volume;
}

/**
 * Drops each number with probability `rate` and scales the others so that the mean stays the same:
 * `y = x · mask`, `mask = 0` or `1 / (1 − rate)`.
 *
 * @param x any shape
 * @param rate the share that is dropped, from 0 up to, not including, 1
 * @param random a source of numbers, uniform in [0, 1)
 * @returns the numbers that are left, and the mask
 * @throws {RangeError} if the rate is out of range
 *
 * @example A source that drops the first number and keeps the second
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropout, volume } from "@pixel/convnet/reference";
 *
 * const draws = [0.1, 0.9];
 * const { y } = dropout(volume([2], [1, 2]), 0.5, () => draws.shift()!);
 * assert.deepEqual([...y.data], [0, 4]);
 * ```
 */
export function dropout(x: Volume, rate: number, random: () => number): Dropped {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`Cannot drop out: the rate must be in [0, 1): it is ${rate}`);
  }
  const mask = { shape: x.shape, data: x.data.map(() => random() < rate ? 0 : 1 / (1 - rate)) };
  return { y: dropoutGradient(x, mask), mask };
}

/**
 * The backward pass of {@linkcode dropout}: `dx = dy · mask`. Numbers that were dropped get no
 * gradient.
 *
 * @param dy the gradient of the loss with respect to the output
 * @param mask as returned by {@linkcode dropout}
 * @returns the gradient with respect to the input, of its shape
 * @throws {RangeError} if the shapes differ
 *
 * @example The mask of the forward pass, once more
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropoutGradient, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...dropoutGradient(volume([2], [5, 6]), volume([2], [0, 2])).data], [0, 12]);
 * ```
 */
export function dropoutGradient(dy: Volume, mask: Volume): Volume {
  expectShape(dy, mask.shape, "output's gradient");
  return { shape: dy.shape, data: dy.data.map((g, i) => g * mask.data[i]) };
}
