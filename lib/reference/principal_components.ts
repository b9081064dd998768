/**
 * Principal components: the directions in which a set of points varies most. Two of them make a map
 * of points that have hundreds of coordinates (Pearson, 1901).
 */

import { expectRank, sizeOf, type Volume, zeros } from "./volume.ts";

/** The search for a direction ends after so many rounds, or when a round turns it by less. */
const ROUNDS = 300, CLOSE = 1e-7;

/** The result of {@linkcode principalComponents}. */
export interface PrincipalComponents {
  /** `[N, K]` each point's place along each direction, measured from the mean of all points. */
  readonly points: Volume;
  /** `[K, D]` the directions: each of length 1, at right angles to the others. */
  readonly directions: Volume;
  /** `[D]` the mean of all points. */
  readonly mean: Volume;
  /** `[K]` the variance along each direction as a share of the total variance, 0 to 1. */
  readonly shares: readonly number[];
}

/**
 * Finds the principal components of a set of points, the one with the largest variance first.
 *
 * After the mean is subtracted from every row of X, the first direction v is the one of length 1 for
 * which `Σ_n (x_n · v)²` is largest. Multiplication by XᵀX stretches every vector most along v, so
 * that `v ← Xᵀ(X·v)`, scaled to length 1, comes nearer to it in each round (power iteration). The
 * others are found in the same way, at right angles to those before.
 *
 * @param x `[N, D]`, one point per row
 * @param count the number of directions, K; 2 by default
 * @returns the directions, and where the points lie along them
 * @throws {RangeError} if there are no points, or fewer axes than directions
 *
 * @example Points on a line vary in one direction only
 * ```ts
 * import assert from "node:assert/strict";
 * import { principalComponents, volume } from "@pixel/convnet/reference";
 *
 * const { directions, shares } = principalComponents(volume([3, 2], [0, 0, 3, 4, 6, 8]), 1);
 * assert.deepEqual([...directions.data].map((d) => d.toFixed(1)), ["0.6", "0.8"]);
 * assert.equal(shares[0].toFixed(3), "1.000");
 * ```
 */
export function principalComponents(x: Volume, count = 2): PrincipalComponents {
  expectRank(x, 2, "points");
  const [N, D] = x.shape;
  if (N === 0 || !Number.isInteger(count) || count < 1 || count > D) {
    throw new RangeError(
      `Cannot find ${count} principal components of [${x.shape}]: points are needed, and a whole ` +
        `number of directions from 1 to the number of axes`,
    );
  }
  const mean = meanOf(x), centred = zeros(x.shape);
  for (let i = 0; i < sizeOf(x.shape); i++) centred.data[i] = x.data[i] - mean.data[i % D];

  const directions = zeros([count, D]), points = zeros([N, count]);
  const shares: number[] = [];
  const total = centred.data.reduce((sum, value) => sum + value ** 2, 0);
  for (let k = 0; k < count; k++) {
    const direction = largestDirection(centred, directions, k);
    directions.data.set(direction, k * D);
    const along = multiply(centred, direction);
    for (let n = 0; n < N; n++) points.data[n * count + k] = along[n];
    shares.push(total === 0 ? 0 : dot(along, along) / total);
  }
  return { points, directions, mean, shares };
}

/** The mean of all rows: `[N, D]` → `[D]`. */
function meanOf({ shape: [N, D], data }: Volume): Volume {
  const mean = zeros([D]);
  for (let i = 0; i < N * D; i++) mean.data[i % D] += data[i] / N;
  return mean;
}

/** The direction of the largest variance among those at right angles to the first k of `found`. */
function largestDirection(x: Volume, found: Volume, k: number): Float64Array {
  let v: Float64Array<ArrayBufferLike> = startOf(x.shape[1], k);
  unit(v, found, k);
  for (let round = 0; round < ROUNDS; round++) {
    const next = multiplyTransposed(x, multiply(x, v)); // Xᵀ(X·v)
    if (!unit(next, found, k)) break; // no variance is left; any direction will do
    const turned = 1 - Math.abs(dot(v, next));
    v = next;
    if (turned < CLOSE ** 2) break;
  }
  // A direction and its opposite are the same line: choose the one whose large weights are positive.
  const sum = v.reduce((total, weight) => total + weight ** 3, 0);
  return sum < 0 ? v.map((weight) => -weight) : v;
}

/** A direction that is not an axis, so that it has a component in every other direction. */
function startOf(D: number, k: number): Float64Array {
  return Float64Array.from({ length: D }, (_, d) => Math.cos((d + 1) * (k + 1)));
}

/** Removes the first k directions from v and scales it to length 1; false if nothing is left. */
function unit(v: Float64Array, found: Volume, k: number): boolean {
  const before = Math.sqrt(dot(v, v));
  for (let other = 0; other < k; other++) {
    const direction = found.data.subarray(other * v.length, (other + 1) * v.length);
    const part = dot(v, direction);
    for (let d = 0; d < v.length; d++) v[d] -= part * direction[d];
  }
  const length = Math.sqrt(dot(v, v));
  if (length <= 1e-12 * before || length === 0) return false;
  for (let d = 0; d < v.length; d++) v[d] /= length;
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** `X·v`: `[N, D]` times `[D]` is `[N]`. */
function multiply({ shape: [N, D], data }: Volume, v: Float64Array): Float64Array {
  const y = new Float64Array(N);
  for (let n = 0; n < N; n++) {
    for (let d = 0; d < D; d++) y[n] += data[n * D + d] * v[d];
  }
  return y;
}

/** `Xᵀ·u`: `[N, D]`, transposed, times `[N]` is `[D]`. */
function multiplyTransposed({ shape: [N, D], data }: Volume, u: Float64Array): Float64Array {
  const y = new Float64Array(D);
  for (let n = 0; n < N; n++) {
    for (let d = 0; d < D; d++) y[d] += data[n * D + d] * u[n];
  }
  return y;
}
