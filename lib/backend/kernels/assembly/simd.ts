// @ts-nocheck This is AssemblyScript.
/** Vectors of four float32, and copies made with them. */

/** Bytes of a float32. */
export const F: i32 = 4;

/** Bytes of a vector of four float32. */
export const V: i32 = 16;

/** a·b + c; one instruction, rounded once, in the variant with relaxed SIMD. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Sets floats to zero. */
export function clear(to: usize, count: i32): void {
  memory.fill(to, 0, count * F);
}

/** Copies floats; for short rows, which take less time than a call of memory.copy. */
export function copy(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += V, from += V) v128.store(to, v128.load(from));
  for (; i < count; i++, to += F, from += F) store<f32>(to, load<f32>(from));
}

/** Adds floats to others. */
export function accumulate(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += V, from += V) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  }
  for (; i < count; i++, to += F, from += F) store<f32>(to, load<f32>(to) + load<f32>(from));
}
