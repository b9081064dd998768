/**
 * Pooling: each window of each channel becomes one number, its largest or its mean.
 *
 * Padding does not count, neither for the largest nor for the mean.
 */

import { expectRank, expectShape, sizeOf, type Volume, zeros } from "./volume.ts";
import { type Places, places, type WindowOptions } from "./window.ts";

/** The size of the window, and how it moves. */
export interface PoolingOptions extends WindowOptions {
  /** Side of the window, in pixels; 2 by default. */
  readonly size?: number;
  /** Pixels from one window to the next; the window's side by default, so that none overlap. */
  readonly stride?: number;
}

/** The result of max pooling. */
export interface MaxPooled {
  /** The largest number of each window, `[K, M, D]`. */
  readonly y: Volume;
  /** `[K × M × D]`: the index of each of them in the input's data. */
  readonly winners: Uint32Array;
}

/**
 * Pools by the maximum: `y_d(k,m) = max x_d(i,j)` over the window of (k, m). Of equal numbers, the
 * first wins.
 *
 * @param x the picture, `[H, W, D]`
 * @param options size, stride and padding of the window
 * @returns the pooled picture, `[K, M, D]`, and where each of its numbers came from
 * @throws {RangeError} if the window does not fit, or could hold nothing but padding
 *
 * @example The winner is the third number
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows, maxPool } from "@pixel/convnet/reference";
 *
 * const { y, winners } = maxPool(fromRows([[1, 2], [4, 3]]));
 * assert.deepEqual([y.data[0], winners[0]], [4, 2]);
 * ```
 */
export function maxPool(x: Volume, options: PoolingOptions = {}): MaxPooled {
  const { shape } = layOut(x, options);
  const y = zeros(shape); // [H, W, D] → [K, M, D]
  y.data.fill(-Infinity);
  const winners = new Uint32Array(y.data.length);
  eachPixelOfEachWindow(x, options, (output, pixel) => {
    if (x.data[pixel] <= y.data[output]) return;
    y.data[output] = x.data[pixel];
    winners[output] = pixel;
  });
  return { y, winners };
}

/**
 * The backward pass of {@linkcode maxPool}: the whole gradient goes to the winner, `dx(winner) +=
 * dy(k,m)`, since a small change of any other pixel changes nothing.
 *
 * @param dy the gradient of the loss with respect to the output, `[K, M, D]`
 * @param winners as returned by {@linkcode maxPool}
 * @param shape the input's shape, `[H, W, D]`
 * @returns the gradient with respect to the input, `[H, W, D]`
 * @throws {RangeError} if there are not as many winners as numbers in dy
 *
 * @example Only the winner gets a gradient
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows, maxPoolGradient, toRows } from "@pixel/convnet/reference";
 *
 * const dx = maxPoolGradient(fromRows([[5]]), Uint32Array.of(2), [2, 2, 1]);
 * assert.deepEqual(toRows(dx), [[0, 0], [5, 0]]);
 * ```
 */
export function maxPoolGradient(
  dy: Volume,
  winners: Uint32Array,
  shape: readonly number[],
): Volume {
  if (winners.length !== sizeOf(dy.shape)) {
    throw new RangeError(
      `Cannot pass the gradient back: ${winners.length} winners do not fit outputs of [${dy.shape}]`,
    );
  }
  const dx = zeros(shape);
  for (let output = 0; output < winners.length; output++) {
    dx.data[winners[output]] += dy.data[output];
  }
  return dx;
}

/**
 * Pools by the mean: `y_d(k,m) = (1/n) Σ x_d(i,j)` over the n pixels in the window of (k, m).
 *
 * @param x the picture, `[H, W, D]`
 * @param options size, stride and padding of the window
 * @returns `[K, M, D]`
 * @throws {RangeError} if the window does not fit, or could hold nothing but padding
 *
 * @example The mean of four numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { averagePool, fromRows } from "@pixel/convnet/reference";
 *
 * assert.equal(averagePool(fromRows([[1, 2], [4, 3]])).data[0], 2.5);
 * ```
 */
export function averagePool(x: Volume, options: PoolingOptions = {}): Volume {
  const { shape } = layOut(x, options);
  const y = zeros(shape); // [H, W, D] → [K, M, D]
  const n = pixelsPerWindow(x, options);
  eachPixelOfEachWindow(x, options, (output, pixel) => {
    y.data[output] += x.data[pixel] / n[output];
  });
  return y;
}

/**
 * The backward pass of {@linkcode averagePool}: each pixel of a window gets an equal share,
 * `dx(i,j) += dy(k,m) / n`.
 *
 * @param dy the gradient of the loss with respect to the output, `[K, M, D]`
 * @param x the picture, `[H, W, D]`
 * @param options as in the forward pass
 * @returns the gradient with respect to the picture, `[H, W, D]`
 * @throws {RangeError} if the shapes do not fit
 *
 * @example Each pixel gets a quarter
 * ```ts
 * import assert from "node:assert/strict";
 * import { averagePoolGradient, fromRows, toRows } from "@pixel/convnet/reference";
 *
 * const dx = averagePoolGradient(fromRows([[4]]), fromRows([[1, 2], [4, 3]]));
 * assert.deepEqual(toRows(dx), [[1, 1], [1, 1]]);
 * ```
 */
export function averagePoolGradient(
  dy: Volume,
  x: Volume,
  options: PoolingOptions = {},
): Volume {
  expectShape(dy, layOut(x, options).shape, "output's gradient");
  const dx = zeros(x.shape);
  const n = pixelsPerWindow(x, options);
  eachPixelOfEachWindow(x, options, (output, pixel) => {
    dx.data[pixel] += dy.data[output] / n[output];
  });
  return dx;
}

function pixelsPerWindow(x: Volume, options: PoolingOptions): Uint32Array {
  const n = new Uint32Array(sizeOf(layOut(x, options).shape));
  eachPixelOfEachWindow(x, options, (output) => n[output]++);
  return n;
}

/** Visits each pixel of each window: its output's index, and its own index in x. */
function eachPixelOfEachWindow(
  x: Volume,
  options: PoolingOptions,
  visit: (output: number, pixel: number) => void,
): void {
  const [H, W, D] = x.shape;
  const { size, stride, rows, columns } = layOut(x, options);
  for (let k = 0; k < rows.count; k++) {
    for (let m = 0; m < columns.count; m++) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const row = k * stride + i - rows.before, column = m * stride + j - columns.before;
          if (row < 0 || row >= H || column < 0 || column >= W) continue;
          for (let d = 0; d < D; d++) {
            visit((k * columns.count + m) * D + d, (row * W + column) * D + d);
          }
        }
      }
    }
  }
}

interface Layout {
  size: number;
  stride: number;
  rows: Places;
  columns: Places;
  shape: number[];
}

function layOut(x: Volume, options: PoolingOptions): Layout {
  expectRank(x, 3, "picture");
  const { size = 2, stride = size, padding } = options;
  if (typeof padding === "number" && padding >= size) {
    throw new RangeError(
      `Cannot pool with ${padding} of padding and a window of ${size}: some windows would hold ` +
        "nothing but padding",
    );
  }
  const rows = places(x.shape[0], size, { stride, padding });
  const columns = places(x.shape[1], size, { stride, padding });
  return { size, stride, rows, columns, shape: [rows.count, columns.count, x.shape[2]] };
}
