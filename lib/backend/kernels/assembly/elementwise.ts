// @ts-nocheck This is AssemblyScript.
/** One pass over memory: what stands between the matrix products. */
import { clear, copy, F, V } from "./simd.ts";
import { RELU, RELU6 } from "./tile.ts";

/** dx = dy where x > 0, NaN where x is NaN, else 0. */
export function reluGradient(dy: usize, x: usize, dx: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, dy += V, x += V, dx += V) {
    const at = v128.load(x);
    const passed = v128.and(v128.load(dy), f32x4.gt(at, f32x4.splat(0)));
    v128.store(dx, v128.or(passed, f32x4.ne(at, at))); // all bits set are NaN
  }
  for (; i < count; i++, dy += F, x += F, dx += F) {
    const at = load<f32>(x);
    store<f32>(dx, at > 0 ? load<f32>(dy) : at != at ? NaN : 0);
  }
}

/** y = x / 255, of bytes; x may be the last quarter of y's own memory. */
export function scaleBytes(x: usize, y: usize, count: i32): void {
  const most = f32x4.splat(255);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 4, y += V) {
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(x)));
    v128.store(y, f32x4.div(f32x4.convert_i32x4_u(four), most));
  }
  for (; i < count; i++, x++, y += F) store<f32>(y, <f32> load<u8>(x) / 255);
}

/** y = x where it is from `least` to `most`, else the nearer of them; NaN stays NaN. */
export function clip(x: usize, y: usize, count: i32, least: f32, most: f32): void {
  const low = f32x4.splat(least), high = f32x4.splat(most);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += V, y += V) {
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x), low), high));
  }
  for (; i < count; i++, x += F, y += F) {
    const at = load<f32>(x);
    store<f32>(y, at < least ? least : at > most ? most : at);
  }
}

/**
 * y = the greater or the lesser of a and b; NaN if either is NaN.
 *
 * @param aOne whether a is one number for all of b's
 * @param bOne the reverse
 */
export function extreme(
  a: usize,
  aOne: bool,
  b: usize,
  bOne: bool,
  y: usize,
  count: i32,
  greatest: bool,
): void {
  const aStep = aOne ? 0 : 1, bStep = bOne ? 0 : 1;
  let i = 0;
  for (; i + 4 <= count; i += 4, a += aStep * V, b += bStep * V, y += V) {
    const p = aOne ? v128.load32_splat(a) : v128.load(a);
    const q = bOne ? v128.load32_splat(b) : v128.load(b);
    v128.store(y, greatest ? f32x4.max(p, q) : f32x4.min(p, q));
  }
  for (; i < count; i++, a += aStep * F, b += bStep * F, y += F) {
    const p = load<f32>(a), q = load<f32>(b);
    store<f32>(y, greatest ? max(p, q) : min(p, q));
  }
}

/** y = x where x is not below zero, else alpha · x, for each row of x; alpha is `[columns]`. */
export function prelu(x: usize, alpha: usize, y: usize, rows: i32, columns: i32): void {
  const zero = f32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= columns; c += 4, x += V, y += V) {
      const at = v128.load(x), steep = f32x4.mul(at, v128.load(alpha + c * F));
      v128.store(y, v128.bitselect(steep, at, f32x4.lt(at, zero)));
    }
    for (; c < columns; c++, x += F, y += F) {
      const at = load<f32>(x);
      store<f32>(y, at < 0 ? at * load<f32>(alpha + c * F) : at);
    }
  }
}

/** Fills rows with a bias, or with zeros if it is 0. */
export function fillRows(y: usize, bias: usize, rows: i32, columns: i32): void {
  if (!bias) clear(y, rows * columns);
  else for (let row = 0; row < rows; row++) copy(y + row * columns * F, bias, columns);
}

/** Applies an activation to numbers in place. */
export function activateRows(y: usize, count: i32, activation: i32): void {
  if (activation == RELU) clip(y, y, count, 0, Infinity);
  else if (activation == RELU6) clip(y, y, count, 0, 6);
}

/** y = x + row, for each row of x: `[rows, columns]`. */
export function addRow(x: usize, row: usize, y: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= columns; c += 4, x += V, y += V) {
      v128.store(y, f32x4.add(v128.load(x), v128.load(row + c * F)));
    }
    for (; c < columns; c++, x += F, y += F) {
      store<f32>(y, load<f32>(x) + load<f32>(row + c * F));
    }
  }
}

/** Rows summed before they are added to the sum of all, which keeps rounding errors small. */
export const SOME: i32 = 256;

/** sum = Σ of the rows of x: `[rows, columns]`. */
export function sumRows(x: usize, sum: usize, rows: i32, columns: i32): void {
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    let all = f32x4.splat(0);
    for (let r0 = 0; r0 < rows; r0 += SOME) {
      let some = f32x4.splat(0);
      const end = min(rows, r0 + SOME);
      for (let r = r0; r < end; r++) {
        some = f32x4.add(some, v128.load(x + (r * columns + c) * F));
      }
      all = f32x4.add(all, some);
    }
    v128.store(sum + c * F, all);
  }
  for (; c < columns; c++) {
    let all: f32 = 0;
    for (let r0 = 0; r0 < rows; r0 += SOME) {
      let some: f32 = 0;
      const end = min(rows, r0 + SOME);
      for (let r = r0; r < end; r++) some += load<f32>(x + (r * columns + c) * F);
      all += some;
    }
    store<f32>(sum + c * F, all);
  }
}
