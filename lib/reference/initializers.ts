/** Where weights begin: random, so that units differ, and of a size that keeps signals alive. */

import { type Volume, zeros } from "./volume.ts";

/** What a unit is connected to. */
export interface Fans {
  /** Inputs of one unit. */
  readonly fanIn: number;
  /** Units that one input reaches. */
  readonly fanOut: number;
}

/**
 * How many inputs a unit has and how many units an input reaches.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @returns dense: I and K; kernel: kh·kw·D and kh·kw·C
 * @throws {RangeError} where it is neither
 */
export function fans(shape: readonly number[]): Fans {
  if (shape.length !== 2 && shape.length !== 4) {
    throw new RangeError(
      `Cannot count the connections of [${shape}]: weights are [I, K] or [kh, kw, D, C]`,
    );
  }
  const places = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return { fanIn: places * shape.at(-2)!, fanOut: places * shape.at(-1)! };
}

/**
 * Glorot's limit (Glorot and Bengio, 2010): `√(6 / (fanIn + fanOut))`. Uniform weights within it
 * have the variance `2 / (fanIn + fanOut)`, with which neither the signals forward nor the
 * gradients backward grow or fade from layer to layer.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @returns the limit
 * @throws {RangeError} where it is neither
 */
export function glorotLimit(shape: readonly number[]): number {
  const { fanIn, fanOut } = fans(shape);
  return Math.sqrt(6 / (fanIn + fanOut));
}

/**
 * Weights uniform in `[−limit, limit)`, the limit being {@linkcode glorotLimit}.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @param random a source of numbers, uniform in [0, 1)
 * @returns the weights
 * @throws {RangeError} where the shape is neither
 */
export function glorotUniform(shape: readonly number[], random: () => number): Volume {
  const limit = glorotLimit(shape), weights = zeros(shape);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] = (2 * random() - 1) * limit;
  return weights;
}
