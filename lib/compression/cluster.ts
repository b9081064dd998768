/**
 * Weight sharing: the weights of a tensor are gathered into a few clusters, and each becomes the centre
 * of its cluster (Han, Mao and Dally, "Deep Compression", 2015, arXiv:1510.00149, section 3). The
 * centres are found by k-means (Lloyd, 1982), from a start that is evenly spaced, which the paper found
 * to keep the few large weights best.
 */

import type { Coded } from "./coded.ts";

/** Rounds of k-means after which it ends, settled or not. */
const ROUNDS = 40;

/**
 * Gathers a tensor's weights into clusters. Zeros, such as pruning leaves, stay exactly zero.
 *
 * @param values `[n]` the weights, last axis fastest
 * @param shape the tensor's shape
 * @param clusters how many values there may be, from 2 to 256
 * @returns the tensor, coded as the clusters' numbers, with their centres as its table
 * @throws {RangeError} if the number of clusters is out of range
 *
 * @example Four weights, two clusters
 * ```ts
 * import assert from "node:assert/strict";
 * import { clustered, decoded } from "@pixel/convnet/compression";
 *
 * const coded = clustered(Float32Array.of(1, 2, -5, -7), [4], 2);
 * assert.deepEqual([...decoded(coded)], [1.5, 1.5, -6, -6]);
 * ```
 */
export function clustered(
  values: Float32Array,
  shape: readonly number[],
  clusters: number,
): Coded {
  if (!Number.isInteger(clusters) || clusters < 2 || clusters > 256) {
    throw new RangeError(
      `Cannot make ${clusters} clusters: a whole number from 2 to 256 is needed`,
    );
  }
  const zeros = values.some((value) => value === 0);
  const others = values.filter((value) => value !== 0);
  const centres = kMeans(others, zeros ? clusters - 1 : clusters);
  const table = Float32Array.from(new Float16Array(zeros ? [...centres, 0].sort(up) : centres));
  const codes = Int16Array.from(values, (value) => nearest(table, value));
  return { shape, codes, lowest: 0, highest: table.length - 1, scales: new Float32Array(0), table };
}

function up(a: number, b: number): number {
  return a - b;
}

/** The centres of k clusters of numbers, in ascending order. */
function kMeans(values: Float32Array, k: number): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!(low < high)) return new Array(k).fill(values[0] ?? 0);
  let centres = Array.from({ length: k }, (_, c) => low + (high - low) * c / Math.max(1, k - 1));
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(k), counts = new Float64Array(k);
    for (const value of values) {
      const cluster = nearest(centres, value);
      sums[cluster] += value;
      counts[cluster]++;
    }
    const moved = centres.map((centre, c) => counts[c] > 0 ? sums[c] / counts[c] : centre);
    if (moved.every((centre, c) => centre === centres[c])) break;
    centres = moved;
  }
  return centres;
}

/** The place of the number that is nearest to a value, in an ascending list. */
function nearest(sorted: ArrayLike<number>, value: number): number {
  let [from, to] = [0, sorted.length - 1]; // the place lies in between
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (sorted[middle] <= value) from = middle;
    else to = middle;
  }
  return value - sorted[from] <= sorted[to] - value ? from : to;
}
