// @ts-nocheck This is AssemblyScript.
/**
 * The innermost loop of every matrix product: a tile of 5 rows and 8 columns of A·B.
 *
 * The tile's ten vectors stay in registers, of which a processor with 128-bit vectors has sixteen,
 * while the loop walks along the inner dimension. Loads are dear where the engine checks the bounds of
 * each (Deno's V8 does: it has no trap handler), so a step takes few of them for its ten multiply-adds:
 * two of B, one of four rows of A, each of which is then spread over a vector, and one of the fifth
 * row, spread as it is loaded. (Six rows would need one register too many.) B is packed:
 * `[depth, 8]` without gaps.
 */
import { F, madd, V } from "./simd.ts";

/** Rows of a tile. */
export const ROWS: i32 = 5;

/** Columns of a tile. */
export const COLUMNS: i32 = 8;

/** The activations, computed before a result is stored. */
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;

/** max(x, 0) or min(max(x, 0), 6); NaN stays NaN. */
export function activate(x: v128, activation: i32): v128 {
  if (activation == LINEAR) return x;
  x = f32x4.pmax(x, f32x4.splat(0));
  if (activation == RELU6) x = f32x4.pmin(x, f32x4.splat(6));
  return x;
}

/**
 * A whole tile: out = activation(start + A·B).
 *
 * @param a A's first element; the five elements of a column are neighbours
 * @param aStride bytes from a column to the next
 * @param b `[depth, 8]`
 * @param depth the inner dimension
 * @param start what the sums start from: a row, such as `zeros`, or rows
 * @param startStride bytes from a row of `start` to the next; 0 for one row
 * @param out the tile's place
 * @param outStride bytes from a row of the tile to the next
 * @param activation LINEAR, RELU or RELU6
 */
export function tile(
  a: usize,
  aStride: i32,
  b: usize,
  depth: i32,
  start: usize,
  startStride: i32,
  out: usize,
  outStride: i32,
  activation: i32,
): void {
  let c00 = v128.load(start), c01 = v128.load(start, V);
  start += startStride;
  let c10 = v128.load(start), c11 = v128.load(start, V);
  start += startStride;
  let c20 = v128.load(start), c21 = v128.load(start, V);
  start += startStride;
  let c30 = v128.load(start), c31 = v128.load(start, V);
  start += startStride;
  let c40 = v128.load(start), c41 = v128.load(start, V);
  for (const end = b + depth * COLUMNS * F; b < end; b += COLUMNS * F, a += aStride) {
    const b0 = v128.load(b), b1 = v128.load(b, V);
    let x = v128.load32_splat(a, 4 * F);
    c40 = madd(x, b0, c40), c41 = madd(x, b1, c41);
    const rows = v128.load(a);
    x = v128.shuffle<f32>(rows, rows, 0, 0, 0, 0);
    c00 = madd(x, b0, c00), c01 = madd(x, b1, c01);
    x = v128.shuffle<f32>(rows, rows, 1, 1, 1, 1);
    c10 = madd(x, b0, c10), c11 = madd(x, b1, c11);
    x = v128.shuffle<f32>(rows, rows, 2, 2, 2, 2);
    c20 = madd(x, b0, c20), c21 = madd(x, b1, c21);
    x = v128.shuffle<f32>(rows, rows, 3, 3, 3, 3);
    c30 = madd(x, b0, c30), c31 = madd(x, b1, c31);
  }
  if (activation != LINEAR) {
    c00 = activate(c00, activation), c01 = activate(c01, activation);
    c10 = activate(c10, activation), c11 = activate(c11, activation);
    c20 = activate(c20, activation), c21 = activate(c21, activation);
    c30 = activate(c30, activation), c31 = activate(c31, activation);
    c40 = activate(c40, activation), c41 = activate(c41, activation);
  }
  v128.store(out, c00), v128.store(out, c01, V);
  out += outStride;
  v128.store(out, c10), v128.store(out, c11, V);
  out += outStride;
  v128.store(out, c20), v128.store(out, c21, V);
  out += outStride;
  v128.store(out, c30), v128.store(out, c31, V);
  out += outStride;
  v128.store(out, c40), v128.store(out, c41, V);
}

/**
 * Packs rows of A as a tile reads them: `[rows, depth]` becomes `[depth, 5]`.
 *
 * @param stride bytes from a row to the next
 * @param rows 1 to 5; in place of what is missing, the first row is repeated
 */
export function packRows(from: usize, stride: i32, rows: i32, depth: i32, to: usize): void {
  let p0 = from, p1 = rows > 1 ? p0 + stride : p0, p2 = rows > 2 ? p1 + stride : p0;
  let p3 = rows > 3 ? p2 + stride : p0, p4 = rows > 4 ? p3 + stride : p0;
  let k = 0;
  for (; k + 4 <= depth; k += 4, to += 4 * ROWS * F) {
    const x0 = v128.load(p0), x1 = v128.load(p1), x2 = v128.load(p2), x3 = v128.load(p3);
    const x4 = v128.load(p4);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5),
      low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store32_lane(to, x4, 0, 4 * F);
    v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 5 * F);
    v128.store32_lane(to, x4, 1, 9 * F);
    v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 10 * F);
    v128.store32_lane(to, x4, 2, 14 * F);
    v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 15 * F);
    v128.store32_lane(to, x4, 3, 19 * F);
    p0 += V, p1 += V, p2 += V, p3 += V, p4 += V;
  }
  for (; k < depth; k++, to += ROWS * F) {
    store<f32>(to, load<f32>(p0)), store<f32>(to, load<f32>(p1), F);
    store<f32>(to, load<f32>(p2), 2 * F), store<f32>(to, load<f32>(p3), 3 * F);
    store<f32>(to, load<f32>(p4), 4 * F);
    p0 += F, p1 += F, p2 += F, p3 += F, p4 += F;
  }
}
