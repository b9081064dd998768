// @ts-nocheck This is AssemblyScript.
/**
 * Pooling in three dimensions, and its gradient: input [N, D, H, W, C], output [N, OD, OH, OW, C]. A
 * pooling in two dimensions has a depth of 1. Padding does not count.
 */
import {
  C,
  D,
  dilationX,
  dilationY,
  dilationZ,
  FD,
  FH,
  front,
  FW,
  H,
  left,
  N,
  OD,
  OH,
  OW,
  strideX,
  strideY,
  strideZ,
  top,
  W,
} from "./geometry.ts";
import { clear, F, V } from "./simd.ts";

// The current window, without the padding.
let firstZ: i32 = 0, endZ: i32 = 0, firstY: i32 = 0, endY: i32 = 0, firstX: i32 = 0, endX: i32 = 0;

/** The first place of a window that is not in the padding before the input. */
function begin(corner: i32, dilation: i32): i32 {
  return corner >= 0 ? corner : (-corner + dilation - 1) / dilation * dilation + corner;
}

/** Finds the window of an output; returns how many of its places lie in the input. */
function setWindow(oz: i32, oy: i32, ox: i32): i32 {
  const z = oz * strideZ - front, y = oy * strideY - top, x = ox * strideX - left;
  firstZ = begin(z, dilationZ), endZ = min(D, z + (FD - 1) * dilationZ + 1);
  firstY = begin(y, dilationY), endY = min(H, y + (FH - 1) * dilationY + 1);
  firstX = begin(x, dilationX), endX = min(W, x + (FW - 1) * dilationX + 1);
  return count(firstZ, endZ, dilationZ) * count(firstY, endY, dilationY) *
    count(firstX, endX, dilationX);
}

function count(first: i32, end: i32, step: i32): i32 {
  return first < end ? (end - first + step - 1) / step : 0;
}

/** Returns where a place of the input begins, of image `n`. */
function place(n: i32, z: i32, y: i32, x: i32): i32 {
  return (((n * D + z) * H + y) * W + x) * C;
}

/** to += from · factor, all channels. */
function addScaled(to: usize, from: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  let c = 0;
  for (; c + 4 <= C; c += 4, to += V, from += V) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(from), factors)));
  }
  for (; c < C; c++, to += F, from += F) store<f32>(to, load<f32>(to) + load<f32>(from) * factor);
}

/**
 * y = the mean of each window.
 *
 * @param least the least size to divide by: tfjs's mean of an empty window is NaN in two dimensions
 *   (0) and 0 in three (1)
 */
export function averagePool(x: usize, y: usize, least: i32): void {
  clear(y, N * OD * OH * OW * C);
  for (let n = 0; n < N; n++) {
    for (let oz = 0; oz < OD; oz++) {
      for (let oy = 0; oy < OH; oy++) {
        for (let ox = 0; ox < OW; ox++, y += C * F) {
          const size = <f32> max(least, setWindow(oz, oy, ox));
          for (let z = firstZ; z < endZ; z += dilationZ) {
            for (let iy = firstY; iy < endY; iy += dilationY) {
              for (let ix = firstX; ix < endX; ix += dilationX) {
                addScaled(y, x + place(n, z, iy, ix) * F, 1);
              }
            }
          }
          const sizes = f32x4.splat(size);
          let c = 0;
          for (; c + 4 <= C; c += 4) {
            v128.store(y + c * F, f32x4.div(v128.load(y + c * F), sizes));
          }
          for (; c < C; c++) store<f32>(y + c * F, load<f32>(y + c * F) / size);
        }
      }
    }
  }
}

/** dx = dy / the window's size, summed over the windows that a place is in. */
export function averagePoolGradient(dy: usize, dx: usize): void {
  clear(dx, N * D * H * W * C);
  for (let n = 0; n < N; n++) {
    for (let oz = 0; oz < OD; oz++) {
      for (let oy = 0; oy < OH; oy++) {
        for (let ox = 0; ox < OW; ox++, dy += C * F) {
          const share: f32 = 1 / <f32> setWindow(oz, oy, ox);
          for (let z = firstZ; z < endZ; z += dilationZ) {
            for (let iy = firstY; iy < endY; iy += dilationY) {
              for (let ix = firstX; ix < endX; ix += dilationX) {
                addScaled(dx + place(n, z, iy, ix) * F, dy, share);
              }
            }
          }
        }
      }
    }
  }
}

/**
 * y = the greatest of each window, or, where `dy` is not 0, dx = dy at the last of the greatest of
 * each window, summed over the windows. NaN is never the greatest.
 */
function walk(x: usize, y: usize, dy: usize, dx: usize): void {
  for (let n = 0; n < N; n++) {
    for (let oz = 0; oz < OD; oz++) {
      for (let oy = 0; oy < OH; oy++) {
        for (let ox = 0; ox < OW; ox++) {
          setWindow(oz, oy, ox);
          for (let c = 0; c < C; c++) {
            let best: f32 = -Infinity, where = -1;
            for (let z = firstZ; z < endZ; z += dilationZ) {
              for (let iy = firstY; iy < endY; iy += dilationY) {
                for (let ix = firstX; ix < endX; ix += dilationX) {
                  const at = place(n, z, iy, ix) + c;
                  const value = load<f32>(x + at * F);
                  if (value >= best) best = value, where = at;
                }
              }
            }
            if (!dy) {
              store<f32>(y, best);
              y += F;
            } else {
              if (where >= 0) {
                const to = dx + where * F;
                store<f32>(to, load<f32>(to) + load<f32>(dy));
              }
              dy += F;
            }
          }
        }
      }
    }
  }
}

/** y = the greatest of each window. */
export function maxPool3(x: usize, y: usize): void {
  walk(x, y, 0, 0);
}

/** dx = dy at the last of the greatest of each window, as tfjs has it in three dimensions. */
export function maxPool3Gradient(x: usize, dy: usize, dx: usize): void {
  clear(dx, N * D * H * W * C);
  walk(x, 0, dy, dx);
}
