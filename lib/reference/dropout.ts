/** Dropout (Srivastava et al., 2014), inverted: scaled while training, nothing to do afterwards. */

import { expectShape, type Volume } from "./volume.ts";

/** What dropout gives. */
export interface Dropped {
  /** What is left, of the shape of the input. */
  readonly y: Volume;
  /** 0 where a number was dropped, `1 / (1 − rate)` where it was kept. */
  readonly mask: Volume;
}

/**
 * Drops each number with probability `rate` and scales the others, so that the mean stays:
 * `y = x · mask`, `mask = 0` or `1 / (1 − rate)`.
 *
 * @param x any shape
 * @param rate how many are dropped, 0 to 1, 1 excluded
 * @param random a source of numbers, uniform in [0, 1)
 * @returns what is left, and the mask
 * @throws {RangeError} where the rate is none
 */
export function dropout(x: Volume, rate: number, random: () => number): Dropped {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`Cannot drop out: the rate must be in [0, 1): it is ${rate}`);
  }
  const mask = { shape: x.shape, data: x.data.map(() => random() < rate ? 0 : 1 / (1 - rate)) };
  return { y: dropoutGradient(x, mask), mask };
}

/**
 * The gradient through {@linkcode dropout}: `dx = dy · mask`. What was dropped learns nothing.
 *
 * @param dy the loss's gradient with respect to the output
 * @param mask as {@linkcode dropout} gave it
 * @returns the same shape
 * @throws {RangeError} where the shapes differ
 */
export function dropoutGradient(dy: Volume, mask: Volume): Volume {
  expectShape(dy, mask.shape, "output's gradient");
  return { shape: dy.shape, data: dy.data.map((g, i) => g * mask.data[i]) };
}
