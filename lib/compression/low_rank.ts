/**
 * Low rank: a matrix of D × K numbers as the product of D × r and r × K, r smaller than both, so that one
 * dense layer becomes two thin ones (Denil and others, "Predicting Parameters in Deep Learning", 2013,
 * arXiv:1306.0543). The singular value decomposition gives the product that comes nearest (Eckart and
 * Young, 1936).
 */

/** Rounds of the power iteration for each direction. */
const ROUNDS = 100;

/** The two factors of a matrix. */
export interface Factors {
  /** `[D × r]` */
  readonly left: Float32Array;
  /** `[r × K]` */
  readonly right: Float32Array;
}

/**
 * Finds the product of two thin matrices that is nearest to a matrix A: in each round v ← Aᵀ·(A·v),
 * scaled to length 1, turns towards the direction that A stretches most; A·v·vᵀ is taken off, and the
 * next direction is looked for in what is left.
 *
 * @param matrix `[D × K]`, row by row
 * @param columns K
 * @param rank r, from 1 to K
 * @returns the factors
 * @throws {RangeError} if the matrix has no whole rows, or the rank is out of range
 *
 * @example A matrix whose rows are multiples of one another has rank 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { lowRank } from "@pixel/convnet/compression";
 *
 * const { left, right } = lowRank(Float32Array.of(1, 2, 3, 6), 2, 1);
 * assert(Math.abs(left[1] * right[1] - 6) < 1e-5);
 * ```
 */
export function lowRank(matrix: Float32Array, columns: number, rank: number): Factors {
  const K = columns, D = matrix.length / K;
  if (!Number.isInteger(D) || !Number.isInteger(rank) || rank < 1 || rank > K) {
    throw new RangeError(
      `Cannot factor ${matrix.length} numbers in ${K} columns with rank ${rank}`,
    );
  }
  const rest = Float64Array.from(matrix);
  const left = new Float32Array(D * rank), right = new Float32Array(rank * K);
  for (let r = 0; r < rank; r++) {
    let v = Float64Array.from({ length: K }, (_, k) => Math.cos((k + 1) * (r + 1)));
    for (let round = 0; round < ROUNDS; round++) v = unit(timesTransposed(rest, times(rest, v)));
    const u = times(rest, v);
    for (let d = 0; d < D; d++) {
      left[d * rank + r] = u[d];
      for (let k = 0; k < K; k++) rest[d * K + k] -= u[d] * v[k];
    }
    right.set(v, r * K);
  }
  return { left, right };
}

/** A·v */
function times(A: Float64Array, v: Float64Array): Float64Array {
  const K = v.length;
  return Float64Array.from({ length: A.length / K }, (_, d) => {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += A[d * K + k] * v[k];
    return sum;
  });
}

/** Aᵀ·u */
function timesTransposed(A: Float64Array, u: Float64Array): Float64Array<ArrayBuffer> {
  const K = A.length / u.length, v = new Float64Array(K);
  for (let i = 0; i < A.length; i++) v[i % K] += A[i] * u[Math.floor(i / K)];
  return v;
}

/** The same direction with length 1; zeros stay zeros. */
function unit(v: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const length = Math.hypot(...v);
  return length > 0 ? v.map((x) => x / length) : v;
}
