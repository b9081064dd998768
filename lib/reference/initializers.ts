/** Initial weights: random, so that units differ, and of a size that keeps signals alive. */

import { type Volume, zeros } from "./volume.ts";

/** Number of connections of a unit. */
export interface Fans {
  /** Inputs per unit. */
  readonly fanIn: number;
  /** Units per input. */
  readonly fanOut: number;
}

/**
 * Counts the inputs of each unit and the units that each input reaches.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @returns I and K for dense weights, kh·kw·D and kh·kw·C for a kernel
 * @throws {RangeError} if it is neither
 *
 * @example The first kernel of the book's network
 * ```ts
 * import assert from "node:assert/strict";
 * import { fans } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(fans([3, 3, 1, 32]), { fanIn: 9, fanOut: 288 });
 * ```
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
 * Computes Glorot's limit (Glorot and Bengio, 2010): `√(6 / (fanIn + fanOut))`. Uniform weights
 * within it have variance `2 / (fanIn + fanOut)`, which keeps signals in the forward pass and
 * gradients in the backward pass from growing or fading from layer to layer.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @returns the limit
 * @throws {RangeError} if it is neither
 *
 * @example Three inputs, three outputs
 * ```ts
 * import assert from "node:assert/strict";
 * import { glorotLimit } from "@pixel/convnet/reference";
 *
 * assert.equal(glorotLimit([3, 3]), 1); // √(6 / (3 + 3))
 * ```
 */
export function glorotLimit(shape: readonly number[]): number {
  const { fanIn, fanOut } = fans(shape);
  return Math.sqrt(6 / (fanIn + fanOut));
}

/**
 * Draws weights uniformly from `[−limit, limit)`, with {@linkcode glorotLimit} as the limit.
 *
 * @param shape of the weights: dense `[I, K]`, or a kernel `[kh, kw, D, C]`
 * @param random a source of numbers, uniform in [0, 1)
 * @returns the weights
 * @throws {RangeError} if the shape is neither
 *
 * @example All weights lie within the limit
 * ```ts
 * import assert from "node:assert/strict";
 * import { glorotUniform } from "@pixel/convnet/reference";
 *
 * const { data } = glorotUniform([3, 3], Math.random);
 * assert(data.every((weight) => Math.abs(weight) <= 1));
 * ```
 */
export function glorotUniform(shape: readonly number[], random: () => number): Volume {
  const limit = glorotLimit(shape), weights = zeros(shape);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] = (2 * random() - 1) * limit;
  return weights;
}
