// @ts-nocheck This is AssemblyScript.
/** Resizing of pictures: input [N, H, W, C], output [N, OH, OW, C]. */
import { C, H, N, OH, OW, W } from "./geometry.ts";
import { F, V } from "./simd.ts";

/** Old pixels per new pixel along an axis. */
function ratioOf(from: i32, to: i32, alignCorners: bool): f64 {
  return alignCorners && to > 1 ? <f64> (from - 1) / <f64> (to - 1) : <f64> from / <f64> to;
}

/** Returns where a new pixel lies among the old ones. */
function placeOf(index: i32, ratio: f64, halfPixelCenters: bool): f64 {
  return halfPixelCenters ? ratio * (<f64> index + 0.5) - 0.5 : ratio * <f64> index;
}

/** y = x, interpolated between the four nearest pixels. */
export function resizeBilinear(
  x: usize,
  y: usize,
  alignCorners: bool,
  halfPixelCenters: bool,
): void {
  const ratioY = ratioOf(H, OH, alignCorners), ratioX = ratioOf(W, OW, alignCorners);
  for (let n = 0; n < N; n++, x += H * W * C * F) {
    for (let oy = 0; oy < OH; oy++) {
      const atY = placeOf(oy, ratioY, halfPixelCenters);
      const y0 = max(0, <i32> Math.floor(atY)), y1 = min(H - 1, <i32> Math.ceil(atY));
      const down = <f32> (atY - <f64> y0);
      for (let ox = 0; ox < OW; ox++) {
        const atX = placeOf(ox, ratioX, halfPixelCenters);
        const x0 = max(0, <i32> Math.floor(atX)), x1 = min(W - 1, <i32> Math.ceil(atX));
        const right = <f32> (atX - <f64> x0);
        let p = x + (y0 * W + x0) * C * F, q = x + (y0 * W + x1) * C * F;
        let r = x + (y1 * W + x0) * C * F, s = x + (y1 * W + x1) * C * F;
        let c = 0;
        for (; c + 4 <= C; c += 4, p += V, q += V, r += V, s += V, y += V) {
          const above = between(v128.load(p), v128.load(q), right);
          const below = between(v128.load(r), v128.load(s), right);
          v128.store(y, between(above, below, down));
        }
        for (; c < C; c++, p += F, q += F, r += F, s += F, y += F) {
          const a = load<f32>(p), b = load<f32>(r);
          const above = a + (load<f32>(q) - a) * right, below = b + (load<f32>(s) - b) * right;
          store<f32>(y, above + (below - above) * down);
        }
      }
    }
  }
}

function between(a: v128, b: v128, part: f32): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(part)));
}
