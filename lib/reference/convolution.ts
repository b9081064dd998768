/**
 * Convolution: one small kernel, shared by every place of the picture.
 *
 * What networks call convolution is cross-correlation: the kernel lies on the picture as it is
 * written. {@linkcode trueConvolution} is the convolution of mathematics, whose kernel is rotated by
 * 180°.
 */

import { expectRank, expectShape, type Volume, zeros } from "./volume.ts";
import { type Places, places, type WindowOptions } from "./window.ts";

/** Stride and padding of a kernel, and the bias that is added. */
export interface ConvolutionOptions extends WindowOptions {
  /** `[C]`, one number per output channel; zeros by default. */
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
 * Convolves a picture with filters (cross-correlation):
 *
 * `y_c(k,m) = Σ_d Σ_i Σ_j x_d(k·s+i−p, m·s+j−p) · W_{d,c}(i,j) + b_c`,
 *
 * with stride s and padding p; x is zero outside the picture.
 *
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`: C filters, each of which covers all D input channels
 * @param options bias, stride and padding
 * @returns `[K, M, C]`, K and M from the output-size formula
 * @throws {RangeError} if the shapes do not fit
 *
 * @example A kernel that responds to vertical edges
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
 * The backward pass of {@linkcode convolution}: the same loops, in which each product of the forward
 * pass passes the output's gradient back to its two factors. With r = k·s+i−p and q = m·s+j−p,
 *
 * `∂L/∂W_{d,c}(i,j) = Σ_k Σ_m dy_c(k,m) · x_d(r, q)`,
 * `∂L/∂x_d(r, q) = Σ dy_c(k,m) · W_{d,c}(i,j)` over all (k, m, i, j, c) that reach (r, q),
 * `∂L/∂b_c = Σ_k Σ_m dy_c(k,m)`.
 *
 * @param dy the gradient of the loss with respect to the output, `[K, M, C]`
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`
 * @param options stride and padding, as in the forward pass
 * @returns the gradients of picture, kernel and bias, each of its own shape
 * @throws {RangeError} if the shapes do not fit
 *
 * @example A sum over four pixels passes its gradient to each of them
 * ```ts
 * import assert from "node:assert/strict";
 * import { convolutionGradient, fromRows, toRows, volume } from "@pixel/convnet/reference";
 *
 * const picture = fromRows([[1, 2], [3, 4]]), kernel = volume([2, 2, 1, 1], [1, 1, 1, 1]);
 * const gradient = convolutionGradient(fromRows([[5]]), picture, kernel);
 * assert.deepEqual(toRows(gradient.x), [[5, 5], [5, 5]]);
 * assert.deepEqual([...gradient.kernel.data], [5, 10, 15, 20]);
 * ```
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
 * Convolves as mathematics defines it: `(x ∗ W)(k,m) = Σ_i Σ_j x(k−i, m−j) · W(i,j)`. Wherever the
 * whole kernel lies on the picture, this is the cross-correlation with the flipped kernel.
 *
 * @param x the picture, `[H, W, D]`
 * @param kernel `[kh, kw, D, C]`
 * @param options bias, stride and padding
 * @returns `[K, M, C]`
 * @throws {RangeError} if the shapes do not fit
 *
 * @example A single dot draws the kernel
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows, toRows, trueConvolution, volume } from "@pixel/convnet/reference";
 *
 * const dot = fromRows([[0, 0, 0], [0, 1, 0], [0, 0, 0]]);
 * const kernel = volume([2, 2, 1, 1], [1, 2, 3, 4]);
 * assert.deepEqual(toRows(trueConvolution(dot, kernel)), [[1, 2], [3, 4]]);
 * ```
 */
export function trueConvolution(
  x: Volume,
  kernel: Volume,
  options: ConvolutionOptions = {},
): Volume {
  return convolution(x, flipped(kernel), options);
}

/**
 * Rotates a kernel by 180°: `W'(i,j) = W(kh−1−i, kw−1−j)` in each channel.
 *
 * @param kernel `[kh, kw, D, C]`
 * @returns the rotated kernel, of the same shape
 * @throws {RangeError} if it is not a kernel
 *
 * @example The last number comes first
 * ```ts
 * import assert from "node:assert/strict";
 * import { flipped, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...flipped(volume([2, 2, 1, 1], [1, 2, 3, 4])).data], [4, 3, 2, 1]);
 * ```
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
