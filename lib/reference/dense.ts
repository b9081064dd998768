/** The dense layer, in which every output depends on every input, and the flattening before it. */

import { expectRank, expectShape, sizeOf, type Volume, zeros } from "./volume.ts";

/** The gradients of a dense layer. */
export interface DenseGradient {
  /** With respect to the input, `[I]`. */
  readonly x: Volume;
  /** With respect to the weights, `[I, K]`. */
  readonly weights: Volume;
  /** With respect to the bias, `[K]`. */
  readonly bias: Volume;
}

/**
 * Flattens a volume: its numbers stay in their order, its shape is lost.
 *
 * @param x any shape
 * @returns `[I]`, with I the product of x's lengths; it shares x's numbers
 *
 * @example Four pixels in a row
 * ```ts
 * import assert from "node:assert/strict";
 * import { flatten, fromRows } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...flatten(fromRows([[1, 2], [3, 4]])).data], [1, 2, 3, 4]);
 * ```
 */
export function flatten(x: Volume): Volume {
  return { shape: [sizeOf(x.shape)], data: x.data };
}

/**
 * The backward pass of {@linkcode flatten}: gives the gradient the input's shape.
 *
 * @param dy the gradient of the loss with respect to the output, `[I]`
 * @param shape the input's shape
 * @returns the gradient, of that shape; it shares dy's numbers
 * @throws {RangeError} if the shape does not hold as many numbers
 *
 * @example Two rows again
 * ```ts
 * import assert from "node:assert/strict";
 * import { flattenGradient, toRows, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(toRows(flattenGradient(volume([4], [1, 2, 3, 4]), [2, 2, 1])), [[1, 2], [3, 4]]);
 * ```
 */
export function flattenGradient(dy: Volume, shape: readonly number[]): Volume {
  expectShape(dy, [sizeOf(shape)], "output's gradient");
  return { shape: [...shape], data: dy.data };
}

/**
 * Computes the dense layer of the tutorial's §4.4: `y(k) = Σ_i x(i) · W(i,k) + b(k)`. (The tutorial
 * writes W(k,i). Here the input's axis comes first, as in tfjs.)
 *
 * @param x `[I]`
 * @param weights `[I, K]`
 * @param bias `[K]`
 * @returns `[K]`
 * @throws {RangeError} if the shapes do not fit
 *
 * @example Two inputs, one output
 * ```ts
 * import assert from "node:assert/strict";
 * import { dense, volume } from "@pixel/convnet/reference";
 *
 * const y = dense(volume([2], [3, 4]), volume([2, 1], [10, 1]), volume([1], [0.5]));
 * assert.deepEqual([...y.data], [34.5]); // 3·10 + 4·1 + 0.5
 * ```
 */
export function dense(x: Volume, weights: Volume, bias: Volume): Volume {
  const [I, K] = sizes(x, weights);
  expectShape(bias, [K], "bias");
  const y = zeros([K]); // [I] → [K]
  for (let k = 0; k < K; k++) {
    let sum = bias.data[k];
    for (let i = 0; i < I; i++) sum += x.data[i] * weights.data[i * K + k];
    y.data[k] = sum;
  }
  return y;
}

/**
 * The backward pass of {@linkcode dense}: `∂L/∂W(i,k) = x(i) · dy(k)`, `∂L/∂b(k) = dy(k)`,
 * `∂L/∂x(i) = Σ_k W(i,k) · dy(k)`.
 *
 * @param dy the gradient of the loss with respect to the output, `[K]`
 * @param x `[I]`
 * @param weights `[I, K]`
 * @returns the gradients of input, weights and bias, each of its own shape
 * @throws {RangeError} if the shapes do not fit
 *
 * @example A weight's gradient is its input times the output's gradient
 * ```ts
 * import assert from "node:assert/strict";
 * import { denseGradient, volume } from "@pixel/convnet/reference";
 *
 * const gradient = denseGradient(volume([1], [2]), volume([2], [3, 4]), volume([2, 1], [10, 1]));
 * assert.deepEqual([...gradient.weights.data], [6, 8]);
 * assert.deepEqual([...gradient.x.data], [20, 2]);
 * ```
 */
export function denseGradient(dy: Volume, x: Volume, weights: Volume): DenseGradient {
  const [I, K] = sizes(x, weights);
  expectShape(dy, [K], "output's gradient");
  const dx = zeros([I]), dWeights = zeros([I, K]), dBias = zeros([K]);
  for (let k = 0; k < K; k++) {
    dBias.data[k] = dy.data[k];
    for (let i = 0; i < I; i++) {
      dWeights.data[i * K + k] = x.data[i] * dy.data[k];
      dx.data[i] += weights.data[i * K + k] * dy.data[k];
    }
  }
  return { x: dx, weights: dWeights, bias: dBias };
}

function sizes(x: Volume, weights: Volume): [inputs: number, outputs: number] {
  expectRank(weights, 2, "weights");
  const [I, K] = weights.shape;
  expectShape(x, [I], "input");
  return [I, K];
}
