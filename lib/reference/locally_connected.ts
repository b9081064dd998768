/**
 * The steps between a dense layer and a convolution: layers with separate weights for each output.
 *
 * The formula that books print for "the convolution" is often one of these two. Both have one output
 * channel here, to keep the indices in view.
 */

import { expectRank, expectShape, type Volume, zeros } from "./volume.ts";

/** The gradients of a locally connected layer. */
export interface LocallyConnectedGradient {
  /** With respect to the picture, `[H, W, 1]`. */
  readonly x: Volume;
  /** With respect to the weights, `[K, M, s, s]`. */
  readonly weights: Volume;
  /** With respect to the bias, `[K, M]`. */
  readonly bias: Volume;
}

/**
 * Computes the formula of the tutorial's §4.1 to the letter:
 *
 * `y(k,m) = Σ_i Σ_j x(i,j) · W(k,m,i,j) + b(k,m)`.
 *
 * The weights depend on the output's place (k, m) and x does not: each output sees the same s × s
 * pixels through its own weights. If s is the side of the picture, this is a dense layer.
 *
 * @param x the picture, `[H, W, 1]`, of which the first s rows and columns count
 * @param weights `[K, M, s, s]`
 * @param bias `[K, M]`
 * @returns `[K, M, 1]`
 * @throws {RangeError} if the shapes do not fit
 *
 * @example Both outputs see the same pixel
 * ```ts
 * import assert from "node:assert/strict";
 * import { asPrinted, fromRows, volume } from "@pixel/convnet/reference";
 *
 * const weights = volume([1, 2, 1, 1], [10, 100]), bias = volume([1, 2], [0, 0]);
 * assert.deepEqual([...asPrinted(fromRows([[1, 2]]), weights, bias).data], [10, 100]);
 * ```
 */
export function asPrinted(x: Volume, weights: Volume, bias: Volume): Volume {
  const { W, K, M, s } = sizes(x, weights);
  expectShape(bias, [K, M], "bias");
  const y = zeros([K, M, 1]);
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) {
      let sum = bias.data[k * M + m];
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) {
          sum += x.data[i * W + j] * weights.data[((k * M + m) * s + i) * s + j];
        }
      }
      y.data[k * M + m] = sum;
    }
  }
  return y;
}

/**
 * Computes a locally connected layer, whose window moves and whose weights change with it:
 *
 * `y(k,m) = Σ_i Σ_j x(k+i, m+j) · W(k,m,i,j) + b(k,m)`.
 *
 * With the same W and b at every (k, m), it is a convolution.
 *
 * @param x the picture, `[H, W, 1]`
 * @param weights `[K, M, s, s]`, with K = H − s + 1 and M = W − s + 1
 * @param bias `[K, M]`
 * @returns `[K, M, 1]`
 * @throws {RangeError} if the shapes do not fit
 *
 * @example Each output sees a pixel of its own
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows, locallyConnected, volume } from "@pixel/convnet/reference";
 *
 * const weights = volume([1, 2, 1, 1], [10, 100]), bias = volume([1, 2], [0, 0]);
 * assert.deepEqual([...locallyConnected(fromRows([[1, 2]]), weights, bias).data], [10, 200]);
 * ```
 */
export function locallyConnected(x: Volume, weights: Volume, bias: Volume): Volume {
  const { H, W, K, M, s } = sizes(x, weights);
  expectShape(weights, [H - s + 1, W - s + 1, s, s], "weights");
  expectShape(bias, [K, M], "bias");
  const y = zeros([K, M, 1]);
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) {
      let sum = bias.data[k * M + m];
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) {
          sum += x.data[(k + i) * W + m + j] * weights.data[((k * M + m) * s + i) * s + j];
        }
      }
      y.data[k * M + m] = sum;
    }
  }
  return y;
}

/**
 * The backward pass of {@linkcode locallyConnected}:
 *
 * `∂L/∂W(k,m,i,j) = dy(k,m) · x(k+i, m+j)`, without a sum over places, since no weight is shared;
 * `∂L/∂b(k,m) = dy(k,m)`; `∂L/∂x(k+i, m+j) += dy(k,m) · W(k,m,i,j)`.
 *
 * @param dy the gradient of the loss with respect to the output, `[K, M, 1]`
 * @param x the picture, `[H, W, 1]`
 * @param weights `[K, M, s, s]`
 * @returns the gradients of picture, weights and bias, each of its own shape
 * @throws {RangeError} if the shapes do not fit
 *
 * @example A weight's gradient is its pixel
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromRows, locallyConnectedGradient, volume } from "@pixel/convnet/reference";
 *
 * const dy = fromRows([[1, 1]]), weights = volume([1, 2, 1, 1], [10, 100]);
 * const gradient = locallyConnectedGradient(dy, fromRows([[1, 2]]), weights);
 * assert.deepEqual([...gradient.weights.data], [1, 2]);
 * ```
 */
export function locallyConnectedGradient(
  dy: Volume,
  x: Volume,
  weights: Volume,
): LocallyConnectedGradient {
  const { W, K, M, s } = sizes(x, weights);
  expectShape(dy, [K, M, 1], "output's gradient");
  const dx = zeros(x.shape), dWeights = zeros(weights.shape), dBias = zeros([K, M]);
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) {
      const g = dy.data[k * M + m];
      dBias.data[k * M + m] = g;
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) {
          const pixel = (k + i) * W + m + j, weight = ((k * M + m) * s + i) * s + j;
          dWeights.data[weight] = g * x.data[pixel];
          dx.data[pixel] += g * weights.data[weight];
        }
      }
    }
  }
  return { x: dx, weights: dWeights, bias: dBias };
}

function sizes(x: Volume, weights: Volume) {
  expectRank(x, 3, "picture");
  expectRank(weights, 4, "weights");
  const [H, W] = x.shape, [K, M, s] = weights.shape;
  expectShape(x, [H, W, 1], "picture");
  expectShape(weights, [K, M, s, s], "weights");
  if (s > H || s > W) throw new RangeError(`Cannot lay ${s}×${s} weights on a ${H}×${W} picture`);
  return { H, W, K, M, s };
}
