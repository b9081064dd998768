// @ts-nocheck This is AssemblyScript.
/**
 * Depthwise convolution and its gradients: each channel has filters of its own. Input [N, H, W, C],
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
import { activateRows, fillRows } from "./elementwise.ts";
import { clear, F, madd, V } from "./simd.ts";

/** The sum wanted: the output, the input's gradient or the filter's. */
const OUTPUT: i32 = 0, INPUT: i32 = 1, FILTER: i32 = 2;

/** y = activation(x ∗ w + bias); bias is `[K]`, or 0. */
export function depthwise(x: usize, w: usize, bias: usize, y: usize, activation: i32): void {
  const rows = N * OH * OW;
  if (K == C) convolveEach(x, w, bias, y);
  else {
    fillRows(y, bias, rows, K);
    walk(OUTPUT, x, w, y);
  }
  activateRows(y, rows * K, activation);
}

/** Convolves with one filter per channel: sums stay in registers, eight channels at a time. */
function convolveEach(x: usize, w: usize, bias: usize, y: usize): void {
  const down = dilationY * W * C * F, right = dilationX * C * F;
  for (let n = 0; n < N; n++) {
    for (let oy = 0; oy < OH; oy++) {
      const y0 = oy * strideY - top;
      const firstRow = firstTap(y0, dilationY), endRow = endTap(y0, dilationY, FH, H);
      for (let ox = 0; ox < OW; ox++, y += C * F) {
        const x0 = ox * strideX - left;
        const first = firstTap(x0, dilationX), end = endTap(x0, dilationX, FW, W);
        const corner = x + ((n * H + y0) * W + x0) * C * F;
        let c = 0;
        for (; c + 8 <= C; c += 8) {
          let a = bias ? v128.load(bias + c * F) : f32x4.splat(0);
          let b = bias ? v128.load(bias + c * F, V) : f32x4.splat(0);
          for (let i = firstRow; i < endRow; i++) {
            let p = corner + i * down + first * right + c * F;
            let q = w + ((i * FW + first) * C + c) * F;
            for (let j = first; j < end; j++, p += right, q += C * F) {
              a = madd(v128.load(p), v128.load(q), a);
              b = madd(v128.load(p, V), v128.load(q, V), b);
            }
          }
          v128.store(y + c * F, a);
          v128.store(y + c * F, b, V);
        }
        for (; c < C; c++) {
          let sum: f32 = bias ? load<f32>(bias + c * F) : 0;
          for (let i = firstRow; i < endRow; i++) {
            let p = corner + i * down + first * right + c * F;
            let q = w + ((i * FW + first) * C + c) * F;
            for (let j = first; j < end; j++, p += right, q += C * F) {
              sum += load<f32>(p) * load<f32>(q);
            }
          }
          store<f32>(y + c * F, sum);
        }
      }
    }
  }
}

/** The first tap of a filter that is not in the padding before the input. */
function firstTap(corner: i32, dilation: i32): i32 {
  return corner >= 0 ? 0 : (-corner + dilation - 1) / dilation;
}

/** The end of the taps that are not in the padding behind the input. */
function endTap(corner: i32, dilation: i32, taps: i32, size: i32): i32 {
  return corner >= size ? 0 : min(taps, (size - corner + dilation - 1) / dilation);
}

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
function walk(which: i32, x: usize, w: usize, y: usize): void {
  for (let n = 0; n < N; n++) {
    for (let oy = 0; oy < OH; oy++) {
      for (let ox = 0; ox < OW; ox++, y += K * F) {
        for (let i = 0; i < FH; i++) {
          const row = oy * strideY - top + i * dilationY;
          if (row < 0 || row >= H) continue;
          for (let j = 0; j < FW; j++) {
            const column = ox * strideX - left + j * dilationX;
            if (column < 0 || column >= W) continue;
            const place = x + ((n * H + row) * W + column) * C * F;
            add(which, place, w + (i * FW + j) * K * F, y);
          }
        }
      }
    }
  }
}

/** One place and one tap, all channels: y += x·w, or x += w·y, or w += x·y. */
function add(which: i32, x: usize, w: usize, dy: usize): void {
  const each = K / C;
  let c = 0;
  if (each == 1) {
    for (; c + 4 <= C; c += 4, x += V, w += V, dy += V) {
      const p = v128.load(x), q = v128.load(w), r = v128.load(dy);
      if (which == OUTPUT) v128.store(dy, madd(p, q, r));
      else if (which == INPUT) v128.store(x, madd(q, r, p));
      else v128.store(w, madd(p, r, q));
    }
  }
  for (; c < C; c++, x += F) {
    for (let m = 0; m < each; m++, w += F, dy += F) {
      const p = load<f32>(x), q = load<f32>(w), r = load<f32>(dy);
      if (which == OUTPUT) store<f32>(dy, r + p * q);
      else if (which == INPUT) store<f32>(x, p + q * r);
      else store<f32>(w, q + p * r);
    }
  }
}
