/**
 * What stands between a dense layer and a convolution: weights of their own for every output.
 *
 * The formula that books print for "the convolution" is often one of these two. Both have an
 * output of one channel here: it is the indices that matter.
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
 * The formula of the tutorial's §4.1, to the letter:
 *
 * `y(k,m) = Σ_i Σ_j x(i,j) · W(k,m,i,j) + b(k,m)`.
 *
 * The weights depend on the output's place (k, m), and x does not: every output looks at the same
 * s × s pixels with weights of its own. With s the side of the picture, that is a dense layer.
 *
 * @param x the picture, `[H, W, 1]`; of it, the first s rows and columns count
 * @param weights `[K, M, s, s]`
 * @param bias `[K, M]`
 * @returns `[K, M, 1]`
 * @throws {RangeError} where the shapes do not fit
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
 * A locally connected layer: the window moves, the weights still change with it.
 *
 * `y(k,m) = Σ_i Σ_j x(k+i, m+j) · W(k,m,i,j) + b(k,m)`.
 *
 * One step is left to a convolution: the same W and b at every (k, m).
 *
 * @param x the picture, `[H, W, 1]`
 * @param weights `[K, M, s, s]`, with K = H − s + 1 and M = W − s + 1
 * @param bias `[K, M]`
 * @returns `[K, M, 1]`
 * @throws {RangeError} where the shapes do not fit
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
 * The gradients of {@linkcode locallyConnected}.
 *
 * `∂L/∂W(k,m,i,j) = dy(k,m) · x(k+i, m+j)`, no sum over places, for no weight is shared;
 * `∂L/∂b(k,m) = dy(k,m)`; `∂L/∂x(k+i, m+j) += dy(k,m) · W(k,m,i,j)`.
 *
 * @param dy the loss's gradient with respect to the output, `[K, M, 1]`
 * @param x the picture, `[H, W, 1]`
 * @param weights `[K, M, s, s]`
 * @returns the gradients, each of the shape of what it belongs to
 * @throws {RangeError} where the shapes do not fit
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
