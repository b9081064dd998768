// @ts-nocheck This is AssemblyScript.
/**
 * Convolution in three dimensions and its gradients: input [N, D, H, W, C], filter
 * [FD, FH, FW, C, K], output [N, OD, OH, OW, K].
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
  K,
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
import { clear, F, madd, V } from "./simd.ts";

/** The sum wanted: the output, the input's gradient or the filter's. */
const OUTPUT: i32 = 0, INPUT: i32 = 1, FILTER: i32 = 2;

/** y = x ∗ w. */
export function convolve3(x: usize, w: usize, y: usize): void {
  clear(y, N * OD * OH * OW * K);
  walk(OUTPUT, x, w, y);
}

/** dx: the gradient with respect to the input. */
export function convolve3InputGradient(dy: usize, w: usize, dx: usize): void {
  clear(dx, N * D * H * W * C);
  walk(INPUT, dx, w, dy);
}

/** dw: the gradient with respect to the filter. */
export function convolve3FilterGradient(x: usize, dy: usize, dw: usize): void {
  clear(dw, FD * FH * FW * C * K);
  walk(FILTER, x, dw, dy);
}

/** Walks over every place of the output and every tap of the filter that meets the input there. */
function walk(which: i32, x: usize, w: usize, y: usize): void {
  for (let n = 0; n < N; n++) {
    for (let oz = 0; oz < OD; oz++) {
      for (let oy = 0; oy < OH; oy++) {
        for (let ox = 0; ox < OW; ox++, y += K * F) {
          for (let h = 0; h < FD; h++) {
            const z = oz * strideZ - front + h * dilationZ;
            if (z < 0 || z >= D) continue;
            for (let i = 0; i < FH; i++) {
              const row = oy * strideY - top + i * dilationY;
              if (row < 0 || row >= H) continue;
              for (let j = 0; j < FW; j++) {
                const column = ox * strideX - left + j * dilationX;
                if (column < 0 || column >= W) continue;
                const place = x + (((n * D + z) * H + row) * W + column) * C * F;
                meet(which, place, w + ((h * FH + i) * FW + j) * C * K * F, y);
              }
            }
          }
        }
      }
    }
  }
}

/** One place and one tap, all channels: y += x·w, or x += w·y, or w += x·y. */
function meet(which: i32, x: usize, w: usize, y: usize): void {
  for (let c = 0; c < C; c++, x += F, w += K * F) {
    if (which == INPUT) {
      store<f32>(x, load<f32>(x) + dot(w, y));
      continue;
    }
    const from = which == OUTPUT ? w : y, to = which == OUTPUT ? y : w;
    const factor = load<f32>(x), factors = f32x4.splat(factor);
    let k = 0;
    for (; k + 4 <= K; k += 4) {
      v128.store(to + k * F, madd(factors, v128.load(from + k * F), v128.load(to + k * F)));
    }
    for (; k < K; k++) {
      store<f32>(to + k * F, load<f32>(to + k * F) + factor * load<f32>(from + k * F));
    }
  }
}

/** Σ of the K products of two rows. */
function dot(a: usize, b: usize): f32 {
  let sums = f32x4.splat(0), k = 0;
  for (; k + 4 <= K; k += 4) sums = madd(v128.load(a + k * F), v128.load(b + k * F), sums);
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  for (; k < K; k++) sum += load<f32>(a + k * F) * load<f32>(b + k * F);
  return sum;
}
