/**
 * A convolution at the pace of a pen: the products of `reference/`'s loops in the same order, so the same
 * numbers to the last bit, but four filters at two places at once, which share what they load.
 */

import { places, type Volume } from "../../../reference/mod.ts";
import type { Convolution } from "./layers.ts";

/** Filters that are computed at once. */
const FILTERS = 4;

/** Kernels in the order in which they are read; a kernel keeps its own as long as it lives. */
const packedKernels = new WeakMap<Volume, Float64Array>();

/**
 * Convolves as `convolution()` of `reference/` does.
 *
 * @param x `[H, W, D]`
 * @param layer the kernel, `[kh, kw, D, C]`, and how it moves
 * @returns `[K, M, C]`, without the activation
 */
export function convolve(x: Volume, layer: Convolution): Volume {
  const { kernel, bias, stride } = layer;
  const [kh, kw, D, C] = kernel.shape;
  const rows = places(x.shape[0], kh, layer), columns = places(x.shape[1], kw, layer);
  const K = rows.count, M = columns.count;
  const width = (M + 1) * stride + kw; // two places at once may look one beyond the last
  const padded = pad(x, rows.before, columns.before, (K - 1) * stride + kh, width);
  const weights = packed(kernel), y = new Float64Array(K * M * C);
  const line = kw * D, next = stride * D;
  for (let c = 0; c < C; c += FILTERS) {
    const [bias0, bias1 = 0, bias2 = 0, bias3 = 0] = bias.data.subarray(c, c + FILTERS);
    for (let k = 0; k < K; k++) {
      for (let m = 0; m < M; m += 2) {
        let a0 = bias0, a1 = bias1, a2 = bias2, a3 = bias3; // at (k, m)
        let b0 = bias0, b1 = bias1, b2 = bias2, b3 = bias3; // at (k, m + 1)
        let w = c * kh * line;
        for (let i = 0; i < kh; i++) {
          const from = ((k * stride + i) * width + m * stride) * D;
          for (let at = from; at < from + line; at++, w += FILTERS) {
            const a = padded[at], b = padded[at + next];
            const w0 = weights[w], w1 = weights[w + 1], w2 = weights[w + 2], w3 = weights[w + 3];
            a0 += a * w0, a1 += a * w1, a2 += a * w2, a3 += a * w3;
            b0 += b * w0, b1 += b * w1, b2 += b * w2, b3 += b * w3;
          }
        }
        const to = (k * M + m) * C + c;
        store(y, to, C - c, a0, a1, a2, a3);
        if (m + 1 < M) store(y, to + C, C - c, b0, b1, b2, b3);
      }
    }
  }
  return { shape: [K, M, C], data: y };
}

/** Stores four filters' numbers, or as many as there are left. */
function store(
  y: Float64Array,
  to: number,
  left: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): void {
  y[to] = first;
  if (left > 1) y[to + 1] = second;
  if (left > 2) y[to + 2] = third;
  if (left > 3) y[to + 3] = fourth;
}

/** The picture with zeros around it. */
function pad(
  { shape: [H, W, D], data }: Volume,
  above: number,
  before: number,
  height: number,
  width: number,
): Float64Array {
  const padded = new Float64Array(height * width * D);
  const count = Math.min(W, width - before) * D;
  for (let y = 0; y < Math.min(H, height - above); y++) {
    padded.set(data.subarray(y * W * D, y * W * D + count), ((y + above) * width + before) * D);
  }
  return padded;
}

/** Four filters side by side, `[⌈C / 4⌉, kh, kw, D, 4]`; filters that are missing are zero. */
function packed(kernel: Volume): Float64Array {
  const known = packedKernels.get(kernel);
  if (known) return known;
  const { shape: [kh, kw, D, C], data } = kernel, size = kh * kw * D;
  const weights = new Float64Array(Math.ceil(C / FILTERS) * size * FILTERS);
  for (let at = 0; at < size; at++) {
    for (let c = 0; c < C; c++) {
      const block = c - c % FILTERS;
      weights[block * size + at * FILTERS + c % FILTERS] = data[at * C + c];
    }
  }
  packedKernels.set(kernel, weights);
  return weights;
}
