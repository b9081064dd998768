// @ts-nocheck This is AssemblyScript.
/**
 * Batch normalisation in training, a pass over memory at a time. x is `[rows, columns]`, a column a
 * channel; what stands for a channel is a row of `columns` numbers.
 */
import { SOME } from "./elementwise.ts";
import { accumulate, clear, F, madd, V } from "./simd.ts";

/** sum = Σ (x − mean)²; `some` is a row of scratch. */
export function sumSquares(
  x: usize,
  mean: usize,
  some: usize,
  sum: usize,
  rows: i32,
  columns: i32,
): void {
  clear(sum, columns);
  for (let r0 = 0; r0 < rows; r0 += SOME) {
    clear(some, columns);
    const end = min(rows, r0 + SOME);
    for (let r = r0; r < end; r++) {
      let c = 0;
      for (; c + 4 <= columns; c += 4, x += V) {
        const d = f32x4.sub(v128.load(x), v128.load(mean + c * F));
        v128.store(some + c * F, madd(d, d, v128.load(some + c * F)));
      }
      for (; c < columns; c++, x += F) {
        const d = load<f32>(x) - load<f32>(mean + c * F);
        store<f32>(some + c * F, load<f32>(some + c * F) + d * d);
      }
    }
    accumulate(sum, some, columns);
  }
}

/** y = (x − mean) · factor + offset. */
export function normalize(
  x: usize,
  mean: usize,
  factor: usize,
  offset: usize,
  y: usize,
  rows: i32,
  columns: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= columns; c += 4, x += V, y += V) {
      const d = f32x4.sub(v128.load(x), v128.load(mean + c * F));
      v128.store(y, madd(d, v128.load(factor + c * F), v128.load(offset + c * F)));
    }
    for (; c < columns; c++, x += F, y += F) {
      const d = load<f32>(x) - load<f32>(mean + c * F);
      store<f32>(y, d * load<f32>(factor + c * F) + load<f32>(offset + c * F));
    }
  }
}

/** sum = Σ dy, along = Σ dy · (x − mean); `some` is two rows of scratch. */
export function sumGradients(
  dy: usize,
  x: usize,
  mean: usize,
  some: usize,
  sum: usize,
  along: usize,
  rows: i32,
  columns: i32,
): void {
  const someAlong = some + columns * F;
  clear(sum, columns);
  clear(along, columns);
  for (let r0 = 0; r0 < rows; r0 += SOME) {
    clear(some, 2 * columns);
    const end = min(rows, r0 + SOME);
    for (let r = r0; r < end; r++) {
      let c = 0;
      for (; c + 4 <= columns; c += 4, x += V, dy += V) {
        const g = v128.load(dy), d = f32x4.sub(v128.load(x), v128.load(mean + c * F));
        v128.store(some + c * F, f32x4.add(g, v128.load(some + c * F)));
        v128.store(someAlong + c * F, madd(g, d, v128.load(someAlong + c * F)));
      }
      for (; c < columns; c++, x += F, dy += F) {
        const g = load<f32>(dy), d = load<f32>(x) - load<f32>(mean + c * F);
        store<f32>(some + c * F, load<f32>(some + c * F) + g);
        store<f32>(someAlong + c * F, load<f32>(someAlong + c * F) + g * d);
      }
    }
    accumulate(sum, some, columns);
    accumulate(along, someAlong, columns);
  }
}

/** dx = dy · factor + (x − mean) · slope + offset. */
export function normalizeGradient(
  dy: usize,
  x: usize,
  mean: usize,
  factor: usize,
  slope: usize,
  offset: usize,
  dx: usize,
  rows: i32,
  columns: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= columns; c += 4, x += V, dy += V, dx += V) {
      const d = f32x4.sub(v128.load(x), v128.load(mean + c * F));
      const far = madd(d, v128.load(slope + c * F), v128.load(offset + c * F));
      v128.store(dx, madd(v128.load(dy), v128.load(factor + c * F), far));
    }
    for (; c < columns; c++, x += F, dy += F, dx += F) {
      const d = load<f32>(x) - load<f32>(mean + c * F);
      const far = d * load<f32>(slope + c * F) + load<f32>(offset + c * F);
      store<f32>(dx, load<f32>(dy) * load<f32>(factor + c * F) + far);
    }
  }
}
