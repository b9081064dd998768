// @ts-nocheck This is AssemblyScript.
/** One pass over memory: what stands between the matrix products. */
import { accumulate, clear, F, V } from "./simd.ts";

/** dx = dy where x > 0, else 0. */
export function reluGradient(dy: usize, x: usize, dx: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, dy += V, x += V, dx += V) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), f32x4.splat(0))));
  }
  for (; i < count; i++, dy += F, x += F, dx += F) {
    store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0);
  }
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

/** How many rows are summed before they are added to the sum of all: keeps rounding errors small. */
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
