/**
 * Finite differences: a derivative from two values of the function, to compare a formula with.
 *
 * If the function has a kink within the step (a ReLU at 0, two equal pixels under max pooling), its
 * two sides have different slopes and the difference shows neither. Blank paper with a bias of zero
 * is such a place: give the biases another value before a check. The step is as small as rounding
 * allows, so that few numbers cross a kink.
 */

import type { Volume } from "./volume.ts";

/** Options of {@linkcode checkGradient}. */
export interface GradientCheckOptions {
  /** The step to each side; 1e-6 by default. */
  readonly step?: number;
  /** The numbers to check; all by default. */
  readonly indices?: Iterable<number>;
}

/** The result of {@linkcode checkGradient}. */
export interface GradientCheck {
  /** The number of numbers checked. */
  readonly checked: number;
  /** The largest difference, relative to the largest gradient. */
  readonly error: number;
}

/**
 * Approximates a derivative by a central difference, `(f(w + h) − f(w − h)) / 2h`, whose error
 * shrinks with h².
 *
 * @param f the function; it reads `parameters`
 * @param parameters the parameters; changed meanwhile and restored
 * @param index the parameter of the derivative
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
 * Compares a gradient with finite differences. The error is
 * `max |analytic − numerical| / max(|analytic|, |numerical|)`, both maxima over the numbers
 * checked: relative to the largest, since small ones are mostly rounding.
 *
 * @param f the function; it reads `parameters`
 * @param parameters the parameters; changed meanwhile and restored
 * @param gradient the gradient to check, of the same shape
 * @param options the step, and which numbers to check
 * @returns how many were checked, and the error: up to 1e-6 is right, from 1e-2 is wrong
 *
 * @example The gradient of x² + y² is (2x, 2y)
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkGradient, volume } from "@pixel/convnet/reference";
 *
 * const at = volume([2], [3, 4]);
 * const f = () => at.data[0] ** 2 + at.data[1] ** 2;
 * assert(checkGradient(f, at, volume([2], [6, 8])).error < 1e-6);
 * assert(checkGradient(f, at, volume([2], [6, 6])).error > 1e-2);
 * ```
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
