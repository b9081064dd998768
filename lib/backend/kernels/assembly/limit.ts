// @ts-nocheck This is AssemblyScript.
/** The best that multiplication and addition can do, with which the benchmark compares. */
import { madd } from "./simd.ts";

/**
 * Does 96 · n floating-point operations in registers, in twelve chains that do not wait for each
 * other: adds x · z, which the compiler must not know or it would write constants, again and again.
 */
export function multiplyAdds(n: i32, factor: f32, other: f32): f32 {
  const x = f32x4.splat(factor), z = f32x4.splat(other);
  let a = f32x4.splat(0), b = f32x4.splat(1), c = f32x4.splat(2), d = f32x4.splat(3);
  let e = f32x4.splat(4), f = f32x4.splat(5), g = f32x4.splat(6), h = f32x4.splat(7);
  let i = f32x4.splat(8), j = f32x4.splat(9), k = f32x4.splat(10), l = f32x4.splat(11);
  for (; n > 0; n--) {
    a = madd(x, z, a), b = madd(x, z, b), c = madd(x, z, c), d = madd(x, z, d);
    e = madd(x, z, e), f = madd(x, z, f), g = madd(x, z, g), h = madd(x, z, h);
    i = madd(x, z, i), j = madd(x, z, j), k = madd(x, z, k), l = madd(x, z, l);
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  i = f32x4.add(f32x4.add(i, j), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(a, f32x4.add(e, i)), 0);
}
