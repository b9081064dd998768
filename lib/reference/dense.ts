/** The dense layer, in which every output sees every input, and what stands before it. */

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
 * All numbers in a row, in the order in which they lie: nothing is computed, the shape is lost.
 *
 * @param x any shape
 * @returns `[I]`, I the product of the lengths; it shares x's numbers
 */
export function flatten(x: Volume): Volume {
  return { shape: [sizeOf(x.shape)], data: x.data };
}

/**
 * The gradient through {@linkcode flatten}: the shape is put back.
 *
 * @param dy the loss's gradient with respect to the output, `[I]`
 * @param shape the input's
 * @returns that shape; it shares dy's numbers
 * @throws {RangeError} where the shape does not hold as many numbers
 */
export function flattenGradient(dy: Volume, shape: readonly number[]): Volume {
  expectShape(dy, [sizeOf(shape)], "output's gradient");
  return { shape: [...shape], data: dy.data };
}

/**
 * The dense layer of the tutorial's §4.4: `y(k) = Σ_i x(i) · W(i,k) + b(k)`. (The tutorial writes
 * W(k,i); tfjs keeps the input's axis first, and so do we.)
 *
 * @param x `[I]`
 * @param weights `[I, K]`
 * @param bias `[K]`
 * @returns `[K]`
 * @throws {RangeError} where the shapes do not fit
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
 * The gradients of {@linkcode dense}: `∂L/∂W(i,k) = x(i) · dy(k)`, `∂L/∂b(k) = dy(k)`,
 * `∂L/∂x(i) = Σ_k W(i,k) · dy(k)`.
 *
 * @param dy the loss's gradient with respect to the output, `[K]`
 * @param x `[I]`
 * @param weights `[I, K]`
 * @returns the gradients, each of the shape of what it belongs to
 * @throws {RangeError} where the shapes do not fit
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
