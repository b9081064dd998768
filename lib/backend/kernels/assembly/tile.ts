// @ts-nocheck This is AssemblyScript.
/**
 * The innermost loop of every matrix product: a tile of 6 rows and 8 columns of A·B.
 *
 * The tile's twelve vectors stay in registers, of which a processor with 128-bit vectors has
 * sixteen, while the loop walks along the inner dimension: two loads of B, six of A (each spread
 * over a vector) and twelve multiply-adds a step. B is packed: `[depth, 8]` without gaps.
 */
import { copy, F, madd, V } from "./simd.ts";

/** Rows of a tile. */
export const ROWS: i32 = 6;

/** Columns of a tile. */
export const COLUMNS: i32 = 8;

/** What is done to a result before it is stored. */
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;

/** How A lies in memory. */
export const BY_ROWS: i32 = 0; // a row's elements are neighbours
export const BY_COLUMNS: i32 = 1; // a column's elements are neighbours

/** max(x, 0) or min(max(x, 0), 6); NaN stays NaN. */
export function activate(x: v128, activation: i32): v128 {
  if (activation == LINEAR) return x;
  x = f32x4.pmax(x, f32x4.splat(0));
  if (activation == RELU6) x = f32x4.pmin(x, f32x4.splat(6));
  return x;
}

function first(start: usize, stride: i32, row: i32): v128 {
  return start ? v128.load(start + row * stride) : f32x4.splat(0);
}

function second(start: usize, stride: i32, row: i32): v128 {
  return start ? v128.load(start + row * stride, V) : f32x4.splat(0);
}

function put(out: usize, left: v128, right: v128, activation: i32): void {
  v128.store(out, activate(left, activation));
  v128.store(out, activate(right, activation), V);
}

/**
 * A whole tile: out = activation(start + A·B).
 *
 * @param order BY_ROWS or BY_COLUMNS
 * @param a A's first element
 * @param aStride bytes from a row to the next, or from a column to the next
 * @param rows how many rows A has; the others of the tile repeat the first
 * @param b `[depth, 8]`
 * @param depth the inner dimension
 * @param start what the sums start from, or 0 for zeros
 * @param startStride bytes from a row of `start` to the next; 0 for a bias
 * @param out the tile's place
 * @param outStride bytes from a row of the tile to the next
 * @param activation LINEAR, RELU or RELU6
 */
export function tile(
  order: i32,
  a: usize,
  aStride: i32,
  rows: i32,
  b: usize,
  depth: i32,
  start: usize,
  startStride: i32,
  out: usize,
  outStride: i32,
  activation: i32,
): void {
  let c00 = first(start, startStride, 0), c01 = second(start, startStride, 0);
  let c10 = first(start, startStride, 1), c11 = second(start, startStride, 1);
  let c20 = first(start, startStride, 2), c21 = second(start, startStride, 2);
  let c30 = first(start, startStride, 3), c31 = second(start, startStride, 3);
  let c40 = first(start, startStride, 4), c41 = second(start, startStride, 4);
  let c50 = first(start, startStride, 5), c51 = second(start, startStride, 5);
  const end = b + depth * 8 * F;
  if (order == BY_ROWS) {
    let a0 = a;
    let a1 = rows > 1 ? a + aStride : a;
    let a2 = rows > 2 ? a + 2 * aStride : a;
    let a3 = rows > 3 ? a + 3 * aStride : a;
    let a4 = rows > 4 ? a + 4 * aStride : a;
    let a5 = rows > 5 ? a + 5 * aStride : a;
    for (; b < end; b += 8 * F) {
      const b0 = v128.load(b), b1 = v128.load(b, V);
      let x = v128.load32_splat(a0);
      c00 = madd(x, b0, c00), c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1);
      c10 = madd(x, b0, c10), c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2);
      c20 = madd(x, b0, c20), c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3);
      c30 = madd(x, b0, c30), c31 = madd(x, b1, c31);
      x = v128.load32_splat(a4);
      c40 = madd(x, b0, c40), c41 = madd(x, b1, c41);
      x = v128.load32_splat(a5);
      c50 = madd(x, b0, c50), c51 = madd(x, b1, c51);
      a0 += F, a1 += F, a2 += F, a3 += F, a4 += F, a5 += F;
    }
  } else {
    for (; b < end; b += 8 * F, a += aStride) {
      const b0 = v128.load(b), b1 = v128.load(b, V);
      let x = v128.load32_splat(a);
      c00 = madd(x, b0, c00), c01 = madd(x, b1, c01);
      x = v128.load32_splat(a, F);
      c10 = madd(x, b0, c10), c11 = madd(x, b1, c11);
      x = v128.load32_splat(a, 2 * F);
      c20 = madd(x, b0, c20), c21 = madd(x, b1, c21);
      x = v128.load32_splat(a, 3 * F);
      c30 = madd(x, b0, c30), c31 = madd(x, b1, c31);
      x = v128.load32_splat(a, 4 * F);
      c40 = madd(x, b0, c40), c41 = madd(x, b1, c41);
      x = v128.load32_splat(a, 5 * F);
      c50 = madd(x, b0, c50), c51 = madd(x, b1, c51);
    }
  }
  put(out, c00, c01, activation);
  put(out + outStride, c10, c11, activation);
  put(out + 2 * outStride, c20, c21, activation);
  put(out + 3 * outStride, c30, c31, activation);
  put(out + 4 * outStride, c40, c41, activation);
  put(out + 5 * outStride, c50, c51, activation);
}
