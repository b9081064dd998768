// @ts-nocheck This is AssemblyScript.
/** Max-pooling and its gradient: input [N, H, W, C], output [N, OH, OW, C]. */
import {
  C,
  dilationX,
  dilationY,
  FH,
  FW,
  H,
  left,
  N,
  OH,
  OW,
  strideX,
  strideY,
  top,
  W,
} from "./geometry.ts";
import { clear, F, V } from "./simd.ts";

// The window at hand, cut off at the input's edges.
let firstY: i32 = 0, endY: i32 = 0, firstX: i32 = 0, endX: i32 = 0;

function setWindow(oy: i32, ox: i32): void {
  firstY = oy * strideY - top, endY = min(H, firstY + (FH - 1) * dilationY + 1);
  firstX = ox * strideX - left, endX = min(W, firstX + (FW - 1) * dilationX + 1);
  while (firstY < 0) firstY += dilationY;
  while (firstX < 0) firstX += dilationX;
}

/** y = the greatest of each window. */
export function maxPool(x: usize, y: usize): void {
  for (let n = 0; n < N; n++, x += (H * W * C) * F) {
    for (let oy = 0; oy < OH; oy++) {
      for (let ox = 0; ox < OW; ox++, y += C * F) {
        setWindow(oy, ox);
        let c = 0;
        for (; c + 4 <= C; c += 4) {
          let best = f32x4.splat(-Infinity);
          for (let iy = firstY; iy < endY; iy += dilationY) {
            for (let ix = firstX; ix < endX; ix += dilationX) {
              best = f32x4.pmax(best, v128.load(x + ((iy * W + ix) * C + c) * F));
            }
          }
          v128.store(y + c * F, best);
        }
        for (; c < C; c++) {
          let best: f32 = -Infinity;
          for (let iy = firstY; iy < endY; iy += dilationY) {
            for (let ix = firstX; ix < endX; ix += dilationX) {
              const value = load<f32>(x + ((iy * W + ix) * C + c) * F);
              if (value > best) best = value;
            }
          }
          store<f32>(y + c * F, best);
        }
      }
    }
  }
}

/** dx = dy at the first of the greatest of each window, summed over the windows. */
export function maxPoolGradient(x: usize, dy: usize, dx: usize): void {
  clear(dx, N * H * W * C);
  const size = (H * W * C) * F;
  for (let n = 0; n < N; n++, x += size, dx += size) {
    for (let oy = 0; oy < OH; oy++) {
      for (let ox = 0; ox < OW; ox++, dy += C * F) {
        setWindow(oy, ox);
        let c = 0;
        for (; c + 4 <= C; c += 4) {
          let best = f32x4.splat(-Infinity);
          let where = i32x4.splat(-1);
          for (let iy = firstY; iy < endY; iy += dilationY) {
            for (let ix = firstX; ix < endX; ix += dilationX) {
              const place = (iy * W + ix) * C + c;
              const value = v128.load(x + place * F);
              const better = f32x4.gt(value, best);
              best = v128.bitselect(value, best, better);
              where = v128.bitselect(i32x4.splat(place), where, better);
            }
          }
          const gradient = v128.load(dy + c * F);
          for (let iy = firstY; iy < endY; iy += dilationY) {
            for (let ix = firstX; ix < endX; ix += dilationX) {
              const place = (iy * W + ix) * C + c;
              const to = dx + place * F;
              const mine = v128.and(gradient, i32x4.eq(where, i32x4.splat(place)));
              v128.store(to, f32x4.add(v128.load(to), mine));
            }
          }
        }
        for (; c < C; c++) {
          let best: f32 = -Infinity;
          let where = -1;
          for (let iy = firstY; iy < endY; iy += dilationY) {
            for (let ix = firstX; ix < endX; ix += dilationX) {
              const place = (iy * W + ix) * C + c;
              const value = load<f32>(x + place * F);
              if (value > best) best = value, where = place;
            }
          }
          if (where >= 0) {
            const to = dx + where * F;
            store<f32>(to, load<f32>(to) + load<f32>(dy + c * F));
          }
        }
      }
    }
  }
}
