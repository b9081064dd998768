// @ts-nocheck This is AssemblyScript.
/** How fast multiplication and addition can be at best: what the benchmark compares with. */
import { madd } from "./simd.ts";

/** Does 96 · n floating-point operations in registers, in twelve chains that do not wait for each other. */
export function multiplyAdds(n: i32): f32 {
  const x = f32x4.splat(0.999), z = f32x4.splat(0.001);
  let a = f32x4.splat(0), b = f32x4.splat(1), c = f32x4.splat(2), d = f32x4.splat(3);
  let e = f32x4.splat(4), f = f32x4.splat(5), g = f32x4.splat(6), h = f32x4.splat(7);
  let i = f32x4.splat(8), j = f32x4.splat(9), k = f32x4.splat(10), l = f32x4.splat(11);
  for (; n > 0; n--) {
    a = madd(x, a, z), b = madd(x, b, z), c = madd(x, c, z), d = madd(x, d, z);
    e = madd(x, e, z), f = madd(x, f, z), g = madd(x, g, z), h = madd(x, h, z);
    i = madd(x, i, z), j = madd(x, j, z), k = madd(x, k, z), l = madd(x, l, z);
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  i = f32x4.add(f32x4.add(i, j), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(a, f32x4.add(e, i)), 0);
}
