// @ts-nocheck This is AssemblyScript.
/** Dropout: which numbers are set to zero is a hash of their places. */
import { F, V } from "./simd.ts";

/** Mixes the bits of four numbers (Wellons's `lowbias32`, found by the search "hash-prospector"). */
function mixed(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/**
 * y = 0 where the hash of a number's place is less than `threshold`, else kept · x.
 *
 * @param start what the hash begins with
 * @param first the place of the first number
 */
export function dropout(
  x: usize,
  y: usize,
  count: i32,
  start: i32,
  first: i32,
  threshold: i32,
  kept: f32,
): void {
  const begin = i32x4.splat(start), spread = i32x4.splat(0x9e3779b1);
  const limit = i32x4.splat(threshold), factor = f32x4.splat(kept);
  let place = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let i = 0;
  for (; i + 4 <= count; i += 4, x += V, y += V) {
    const dropped = i32x4.lt_u(mixed(i32x4.add(begin, i32x4.mul(place, spread))), limit);
    v128.store(y, v128.andnot(f32x4.mul(v128.load(x), factor), dropped));
    place = i32x4.add(place, i32x4.splat(4));
  }
  const dropped = i32x4.lt_u(mixed(i32x4.add(begin, i32x4.mul(place, spread))), limit);
  for (; i < count; i++, x += F, y += F) {
    const lane = i & 3;
    const zero = lane == 0
      ? i32x4.extract_lane(dropped, 0)
      : lane == 1
      ? i32x4.extract_lane(dropped, 1)
      : i32x4.extract_lane(dropped, 2);
    store<f32>(y, zero ? 0 : kept * load<f32>(x));
  }
}
