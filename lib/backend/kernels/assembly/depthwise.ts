// @ts-nocheck This is AssemblyScript.
/**
 * The gradients of a depthwise convolution: each channel has filters of its own. Input [N, H, W, C],
 * filter [FH, FW, C, K / C], output [N, OH, OW, K].
 */
import {
  C,
  dilationX,
  dilationY,
  FH,
  FW,
  H,
  K,
  left,
  N,
  OH,
  OW,
  strideX,
  strideY,
  top,
  W,
} from "./geometry.ts";
import { clear, F, madd, V } from "./simd.ts";

/** Whether to sum up the input's gradient or the filter's. */
const INPUT: bool = true, FILTER: bool = false;

/** dx: the gradient with respect to the input. */
export function depthwiseInputGradient(dy: usize, w: usize, dx: usize): void {
  clear(dx, N * H * W * C);
  walk(INPUT, dx, w, dy);
}

/** dw: the gradient with respect to the filter. */
export function depthwiseFilterGradient(x: usize, dy: usize, dw: usize): void {
  clear(dw, FH * FW * K);
  walk(FILTER, x, dw, dy);
}

/** Walks over every place of the output and every place of the filter that meets the input there. */
function walk(which: bool, x: usize, w: usize, dy: usize): void {
  for (let n = 0; n < N; n++) {
    for (let oy = 0; oy < OH; oy++) {
      for (let ox = 0; ox < OW; ox++, dy += K * F) {
        for (let i = 0; i < FH; i++) {
          const y = oy * strideY - top + i * dilationY;
          if (y < 0 || y >= H) continue;
          for (let j = 0; j < FW; j++) {
            const column = ox * strideX - left + j * dilationX;
            if (column < 0 || column >= W) continue;
            const place = x + ((n * H + y) * W + column) * C * F;
            add(which, place, w + (i * FW + j) * K * F, dy);
          }
        }
      }
    }
  }
}

/** One place: x += w · dy, or w += x · dy, for all channels. */
function add(which: bool, x: usize, w: usize, dy: usize): void {
  const each = K / C;
  let c = 0;
  if (each == 1) {
    for (; c + 4 <= C; c += 4, x += V, w += V, dy += V) {
      const gradient = v128.load(dy);
      if (which == INPUT) v128.store(x, madd(v128.load(w), gradient, v128.load(x)));
      else v128.store(w, madd(v128.load(x), gradient, v128.load(w)));
    }
  }
  for (; c < C; c++, x += F) {
    for (let m = 0; m < each; m++, w += F, dy += F) {
      if (which == INPUT) store<f32>(x, load<f32>(x) + load<f32>(w) * load<f32>(dy));
      else store<f32>(w, load<f32>(w) + load<f32>(x) * load<f32>(dy));
    }
  }
}
