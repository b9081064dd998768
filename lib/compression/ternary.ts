/**
 * Ternary weights: −s, 0 or s (Li, Zhang and Liu, "Ternary Weight Networks", 2016, arXiv:1605.04711).
 * What is smaller than 0.7 times the mean magnitude becomes zero; s is the mean magnitude of the rest,
 * for each output channel by itself.
 */

import { asHalf, type Coded } from "./coded.ts";

/** The threshold as a share of the mean magnitude: the paper's approximation of the best one. */
const THRESHOLD = 0.7;

/**
 * Makes a tensor ternary.
 *
 * @param values `[n]` the weights, last axis fastest
 * @param shape the tensor's shape
 * @returns the tensor, coded as −1, 0 and 1 with a scale for each output channel
 *
 * @example The small weight is dropped, the others share their mean
 * ```ts
 * import assert from "node:assert/strict";
 * import { decoded, ternary } from "@pixel/convnet/compression";
 *
 * const coded = ternary(Float32Array.of(2, -4, 0.5), [3, 1]);
 * assert.deepEqual([...decoded(coded)], [3, -3, 0]);
 * ```
 */
export function ternary(values: Float32Array, shape: readonly number[]): Coded {
  const channels = shape.at(-1)!, codes = new Int16Array(values.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0, kept = 0, keptSum = 0;
    for (let i = channel; i < values.length; i += channels) sum += Math.abs(values[i]);
    const threshold = THRESHOLD * sum / (values.length / channels);
    for (let i = channel; i < values.length; i += channels) {
      if (Math.abs(values[i]) <= threshold) continue;
      codes[i] = Math.sign(values[i]);
      keptSum += Math.abs(values[i]);
      kept++;
    }
    scales[channel] = asHalf(kept > 0 ? keptSum / kept : 0);
  }
  return { shape, codes, lowest: -1, highest: 1, scales };
}
