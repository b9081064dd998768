/**
 * Magnitude pruning: the smallest weights become zero and stay so while the others are trained further
 * (Han, Pool, Tran and Dally, "Learning both Weights and Connections for Efficient Neural Networks",
 * 2015, arXiv:1506.02626).
 */

/**
 * Chooses the weights of a tensor that are kept: the largest.
 *
 * @param values `[n]` the weights
 * @param share the share that becomes zero, at least 0 and less than 1
 * @returns `[n]` 1 for a weight that is kept, 0 for one that is not
 * @throws {RangeError} if the share is out of range
 *
 * @example Half of four weights
 * ```ts
 * import assert from "node:assert/strict";
 * import { keptWeights } from "@pixel/convnet/compression";
 *
 * assert.deepEqual([...keptWeights(Float32Array.of(3, -0.1, -5, 0.2), 0.5)], [1, 0, 1, 0]);
 * ```
 */
export function keptWeights(values: Float32Array, share: number): Uint8Array {
  if (!(share >= 0 && share < 1)) {
    throw new RangeError(`Cannot prune a share of ${share}: it must be at least 0 and less than 1`);
  }
  const smallestFirst = Uint32Array.from(values, (_, i) => i)
    .sort((a, b) => Math.abs(values[a]) - Math.abs(values[b]));
  const kept = new Uint8Array(values.length).fill(1);
  for (const i of smallestFirst.subarray(0, Math.floor(share * values.length))) kept[i] = 0;
  return kept;
}
