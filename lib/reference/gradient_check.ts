/**
 * Finite differences: a derivative from two values of the function, to hold a formula against.
 *
 * Where a function has a kink within the step (a ReLU at 0, two equal pixels under a max pooling),
 * the two sides have different slopes and the difference shows neither. Blank paper under a bias of
 * zero is just such a place: give the biases some other value before a check. The step is as small
 * as rounding lets it be, so that few numbers cross a kink.
 */

import type { Volume } from "./volume.ts";

/** How a check is done. */
export interface GradientCheckOptions {
  /** The step to either side; 1e-6 by default. */
  readonly step?: number;
  /** Which numbers to check; all of them by default. */
  readonly indices?: Iterable<number>;
}

/** What a check found. */
export interface GradientCheck {
  /** How many numbers were checked. */
  readonly checked: number;
  /** The largest difference, as a share of the largest gradient. */
  readonly error: number;
}

/**
 * The derivative of a function by central difference: `(f(w + h) − f(w − h)) / 2h`, whose error
 * shrinks with h².
 *
 * @param f the function; it reads `parameters`
 * @param parameters what it depends on; changed on the way and put back
 * @param index with respect to which of them
 * @param step h; 1e-6 by default
 * @returns the derivative
 *
 * @example The slope of x² at 3
 * ```ts
 * import assert from "node:assert/strict";
 * import { finiteDifference } from "@pixel/convnet/reference";
 *
 * const x = Float64Array.of(3);
 * assert(Math.abs(finiteDifference(() => x[0] ** 2, x, 0) - 6) < 1e-6);
 * ```
 */
export function finiteDifference(
  f: () => number,
  parameters: Float64Array,
  index: number,
  step = 1e-6,
): number {
  const value = parameters[index];
  parameters[index] = value + step;
  const above = f();
  parameters[index] = value - step;
  const below = f();
  parameters[index] = value;
  return (above - below) / (2 * step);
}

/**
 * Holds a gradient against finite differences. The error is
 * `max |analytic − numerical| / max(|analytic|, |numerical|)`, both maxima over the numbers
 * checked: relative to the largest, because the small ones are rounding.
 *
 * @param f the function; it reads `parameters`
 * @param parameters what it depends on; changed on the way and put back
 * @param gradient what is claimed, of the same shape
 * @param options step, and which numbers
 * @returns how many were checked, and the error: 1e-6 and less is right, 1e-2 and more is wrong
 */
export function checkGradient(
  f: () => number,
  parameters: Volume,
  gradient: Volume,
  options: GradientCheckOptions = {},
): GradientCheck {
  const { step = 1e-6, indices = parameters.data.keys() } = options;
  let checked = 0, largest = 0, difference = 0;
  for (const index of indices) {
    const numerical = finiteDifference(f, parameters.data, index, step);
    const analytic = gradient.data[index];
    largest = Math.max(largest, Math.abs(analytic), Math.abs(numerical));
    difference = Math.max(difference, Math.abs(analytic - numerical));
    checked++;
  }
  return { checked, error: difference === 0 ? 0 : difference / largest };
}
