import assert from "node:assert/strict";
import { lowRank } from "../../lib/compression/mod.ts";
import { normal, random } from "../../lib/random.ts";

/** `[D × r]` · `[r × K]` */
function product(left: Float32Array, right: Float32Array, rank: number): number[] {
  const K = right.length / rank;
  return Array.from({ length: left.length / rank * K }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += left[Math.floor(i / K) * rank + r] * right[r * K + i % K];
    return sum;
  });
}

const next = random(5);
const matrix = Float32Array.from({ length: 40 * 6 }, () => normal(next));

function error(rank: number): number {
  const { left, right } = lowRank(matrix, 6, rank);
  return product(left, right, rank).reduce((sum, x, i) => sum + (x - matrix[i]) ** 2, 0);
}

Deno.test("lowRank() gives a matrix back at full rank, and less of it at each lower one", () => {
  const errors = [1, 2, 3, 4, 5, 6].map(error);
  assert.ok(errors[5] < 1e-8, `${errors[5]}`);
  errors.slice(1).forEach((smaller, i) => assert.ok(smaller < errors[i]));
});

Deno.test("lowRank() finds the nearest product: the singular values that are left out are all it loses", () => {
  // Diagonal 3, 2, 1 in three of four rows: the singular values, so that rank 2 loses 1² in all.
  const diagonal = Float32Array.of(3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1);
  const { left, right } = lowRank(diagonal, 3, 2);
  const lost = product(left, right, 2).reduce((sum, x, i) => sum + (x - diagonal[i]) ** 2, 0);
  assert.ok(Math.abs(lost - 1) < 1e-5, `${lost}`);
});

Deno.test("lowRank() takes a matrix of zeros, and refuses ranks and columns that do not fit", () => {
  assert.ok(lowRank(new Float32Array(6), 3, 2).left.every((x) => x === 0));
  assert.throws(() => lowRank(new Float32Array(6), 3, 4), RangeError);
  assert.throws(() => lowRank(new Float32Array(6), 4, 1), RangeError);
});
