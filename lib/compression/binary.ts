/**
 * Binary weights: −s or s, the sign of the weight times the mean magnitude of its output channel, which
 * is the s with the least squared error (Rastegari and others, "XNOR-Net", 2016, arXiv:1603.05279,
 * section 3.1).
 */

import { asHalf, type Coded } from "./coded.ts";

/**
 * Makes a tensor binary.
 *
 * @param values `[n]` the weights, last axis fastest
 * @param shape the tensor's shape
 * @returns the tensor, coded as −1 and 1 with a scale for each output channel
 *
 * @example Two weights of one channel
 * ```ts
 * import assert from "node:assert/strict";
 * import { binary, decoded } from "@pixel/convnet/compression";
 *
 * assert.deepEqual([...decoded(binary(Float32Array.of(2, -4), [2, 1]))], [3, -3]);
 * ```
 */
export function binary(values: Float32Array, shape: readonly number[]): Coded {
  const channels = shape.at(-1)!, scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let i = channel; i < values.length; i += channels) sum += Math.abs(values[i]);
    scales[channel] = asHalf(sum / (values.length / channels));
  }
  const codes = Int16Array.from(values, (value) => value < 0 ? -1 : 1);
  return { shape, codes, lowest: -1, highest: 1, scales };
}
