/**
 * Convolution: one small kernel, shared by every place of the picture.
 *
 * What networks call convolution is cross-correlation: the kernel is laid on the picture as it is
 * written. {@linkcode trueConvolution} is the mathematician's, with the kernel turned by 180°.
 */

import { expectRank, expectShape, type Volume, zeros } from "./volume.ts";
import { type Places, places, type WindowOptions } from "./window.ts";

/** How a kernel moves, and what is added where it stands. */
export interface ConvolutionOptions extends WindowOptions {
  /** `[C]`, a number for each output channel; zeros by default. */
  readonly bias?: Volume;
}

/** The gradients of a convolution. */
export interface ConvolutionGradient {
  /** With respect to the picture, `[H, W, D]`. */
  readonly x: Volume;
  /** With respect to the kernel, `[kh, kw, D, C]`. */
  readonly kernel: Volume;
  /** With respect to the bias, `[C]`. */
  readonly bias: Volume;
}

/**
 * The convolution of a picture (cross-correlation):
 *
 * `y_c(k,m) = Σ_d Σ_i Σ_j x_d(k·s+i−p, m·s+j−p) · W_{d,c}(i,j) + b_c`,
 *
 * with s the stride and p the padding; x is zero outside of the picture.
 *
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`: C filters, each over all D input channels
 * @param options bias, stride and padding
 * @returns `[K, M, C]`, K and M from the output-size formula
 * @throws {RangeError} where the shapes do not fit
 *
 * @example A kernel that answers to vertical edges
 * ```ts
 * import assert from "node:assert/strict";
 * import { convolution, fromRows, toRows, volume } from "@pixel/convnet/reference";
 *
 * const picture = fromRows([[0, 0, 1], [0, 0, 1], [0, 0, 1]]);
 * const kernel = volume([1, 2, 1, 1], [-1, 1]);
 * assert.equal(toRows(convolution(picture, kernel))[0].join(), "0,1");
 * ```
 */
export function convolution(
  x: Volume,
  kernel: Volume,
  options: ConvolutionOptions = {},
): Volume {
  const { H, W, D, kh, kw, C, stride, rows, columns } = layOut(x, kernel, options);
  const { bias = zeros([C]) } = options;
  expectShape(bias, [C], "bias");
  const K = rows.count, M = columns.count;
  const y = zeros([K, M, C]); // [H, W, D] → [K, M, C]
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) {
      for (let c = 0; c < C; c++) {
        let sum = bias.data[c];
        for (let i = 0; i < kh; i++) {
          for (let j = 0; j < kw; j++) {
            const row = k * stride + i - rows.before, column = m * stride + j - columns.before;
            if (row < 0 || row >= H || column < 0 || column >= W) continue; // padding is zero
            for (let d = 0; d < D; d++) {
              sum += x.data[(row * W + column) * D + d] *
                kernel.data[((i * kw + j) * D + d) * C + c];
            }
          }
        }
        y.data[(k * M + m) * C + c] = sum;
      }
    }
  }
  return y;
}

/**
 * The gradients of {@linkcode convolution}: the same loops, and each product of the way forward
 * hands the output's gradient back to its two factors. With r = k·s+i−p and q = m·s+j−p,
 *
 * `∂L/∂W_{d,c}(i,j) = Σ_k Σ_m dy_c(k,m) · x_d(r, q)`,
 * `∂L/∂x_d(r, q) = Σ dy_c(k,m) · W_{d,c}(i,j)` over all (k, m, i, j, c) that reach (r, q),
 * `∂L/∂b_c = Σ_k Σ_m dy_c(k,m)`.
 *
 * @param dy the loss's gradient with respect to the output, `[K, M, C]`
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`
 * @param options stride and padding, as on the way forward
 * @returns the gradients, each of the shape of what it belongs to
 * @throws {RangeError} where the shapes do not fit
 */
export function convolutionGradient(
  dy: Volume,
  x: Volume,
  kernel: Volume,
  options: WindowOptions = {},
): ConvolutionGradient {
  const { H, W, D, kh, kw, C, stride, rows, columns } = layOut(x, kernel, options);
  const K = rows.count, M = columns.count;
  expectShape(dy, [K, M, C], "output's gradient");
  const dx = zeros(x.shape), dKernel = zeros(kernel.shape), dBias = zeros([C]);
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) {
      for (let c = 0; c < C; c++) {
        const g = dy.data[(k * M + m) * C + c];
        dBias.data[c] += g;
        for (let i = 0; i < kh; i++) {
          for (let j = 0; j < kw; j++) {
            const row = k * stride + i - rows.before, column = m * stride + j - columns.before;
            if (row < 0 || row >= H || column < 0 || column >= W) continue;
            for (let d = 0; d < D; d++) {
              const pixel = (row * W + column) * D + d, weight = ((i * kw + j) * D + d) * C + c;
              dKernel.data[weight] += g * x.data[pixel];
              dx.data[pixel] += g * kernel.data[weight];
            }
          }
        }
      }
    }
  }
  return { x: dx, kernel: dKernel, bias: dBias };
}

/**
 * The convolution of mathematics: `(x ∗ W)(k,m) = Σ_i Σ_j x(k−i, m−j) · W(i,j)`. On the places
 * where the kernel lies on the picture, it is the cross-correlation with the kernel flipped.
 *
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`
 * @param options bias, stride and padding
 * @returns `[K, M, C]`
 * @throws {RangeError} where the shapes do not fit
 */
export function trueConvolution(
  x: Volume,
  kernel: Volume,
  options: ConvolutionOptions = {},
): Volume {
  return convolution(x, flipped(kernel), options);
}

/**
 * A kernel turned by 180°: `W'(i,j) = W(kh−1−i, kw−1−j)`, each channel for itself.
 *
 * @param kernel `[kh, kw, D, C]`
 * @returns the same shape
 * @throws {RangeError} where it is no kernel
 */
export function flipped(kernel: Volume): Volume {
  expectRank(kernel, 4, "kernel");
  const [kh, kw, D, C] = kernel.shape;
  const turned = zeros(kernel.shape);
  for (let place = 0; place < kh * kw; place++) {
    for (let channel = 0; channel < D * C; channel++) {
      turned.data[(kh * kw - 1 - place) * D * C + channel] = kernel.data[place * D * C + channel];
    }
  }
  return turned;
}

interface Layout {
  H: number;
  W: number;
  D: number;
  kh: number;
  kw: number;
  C: number;
  stride: number;
  rows: Places;
  columns: Places;
}

function layOut(x: Volume, kernel: Volume, options: WindowOptions): Layout {
  expectRank(x, 3, "picture");
  expectRank(kernel, 4, "kernel");
  const [H, W, D] = x.shape, [kh, kw, channels, C] = kernel.shape;
  if (channels !== D) {
    throw new RangeError(
      `Cannot convolve: the kernel is for ${channels} channels, the picture has ${D}`,
    );
  }
  const rows = places(H, kh, options), columns = places(W, kw, options);
  return { H, W, D, kh, kw, C, stride: options.stride ?? 1, rows, columns };
}
