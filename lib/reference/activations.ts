/**
 * ReLU and other activation functions, each with its derivative.
 *
 * At a kink, the derivative is that of the left side, as in tfjs: `relu'(0) = 0`.
 */

import { expectShape, type Volume } from "./volume.ts";

/** An activation function, which a layer applies to each number, and its derivative. */
export interface Activation {
  /** Its name. */
  readonly name: string;
  /** The function as a formula. */
  readonly formula: string;
  /** The function. */
  readonly f: (x: number) => number;
  /** Its derivative. */
  readonly derivative: (x: number) => number;
}

/** `relu(x) = max(0, x)`: the tutorial's §4.2. */
export const relu: Activation = {
  name: "ReLU",
  formula: "max(0, x)",
  f: (x) => Math.max(0, x),
  derivative: (x) => x > 0 ? 1 : 0,
};

/**
 * Leaky ReLU, which has a small slope for negative numbers too, so that no unit dies (Maas et al.,
 * 2013): `leaky(x) = x if x > 0, else α·x`.
 *
 * @param alpha the slope for negative numbers; 0.2 by default, as in tfjs
 * @returns the activation
 *
 * @example A tenth of what is negative
 * ```ts
 * import assert from "node:assert/strict";
 * import { leakyRelu } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([-10, 0, 3].map(leakyRelu(0.1).f), [-1, 0, 3]);
 * ```
 */
export function leakyRelu(alpha = 0.2): Activation {
  return {
    name: "leaky ReLU",
    formula: `x > 0 ? x : ${alpha}·x`,
    f: (x) => x > 0 ? x : alpha * x,
    derivative: (x) => x > 0 ? 1 : alpha,
  };
}

/** `elu(x) = x if x > 0, else eˣ − 1` (Clevert et al., 2015). */
export const elu: Activation = {
  name: "ELU",
  formula: "x > 0 ? x : eˣ − 1",
  f: (x) => x > 0 ? x : Math.expm1(x),
  derivative: (x) => x > 0 ? 1 : Math.exp(x),
};

/** `σ(x) = 1 / (1 + e⁻ˣ)`; its slope `σ(x)·(1 − σ(x))` is at most 1/4. */
export const sigmoid: Activation = {
  name: "sigmoid",
  formula: "1 / (1 + e⁻ˣ)",
  f: (x) => 1 / (1 + Math.exp(-x)),
  derivative: (x) => sigmoid.f(x) * sigmoid.f(-x), // 1 − σ(x) = σ(−x), which keeps its digits
};

/** `tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`. */
export const tanh: Activation = {
  name: "tanh",
  formula: "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
  f: Math.tanh,
  derivative: (x) => 1 - Math.tanh(x) ** 2,
};

/** `softplus(x) = ln(1 + eˣ)`: a ReLU without the kink. */
export const softplus: Activation = {
  name: "softplus",
  formula: "ln(1 + eˣ)",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), // e to a large x would overflow
  derivative: (x) => sigmoid.f(x),
};

/**
 * `gelu(x) = x·Φ(x)`, with Φ the standard normal distribution function (Hendrycks and Gimpel,
 * 2016).
 */
export const gelu: Activation = {
  name: "GELU",
  formula: "x·Φ(x)",
  f: (x) => x * normalBelow(x),
  derivative: (x) => normalBelow(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI),
};

/** `swish(x) = x·σ(x)`, also called SiLU (Ramachandran et al., 2017). */
export const swish: Activation = {
  name: "swish",
  formula: "x·σ(x)",
  f: (x) => x * sigmoid.f(x),
  derivative: (x) => sigmoid.f(x) * (1 + x * sigmoid.f(-x)),
};

/** All activation functions, in the order in which the book introduces them. */
export const activations: readonly Activation[] = [
  relu,
  leakyRelu(),
  elu,
  softplus,
  sigmoid,
  tanh,
  gelu,
  swish,
];

/**
 * Applies an activation function to each number: `y = f(x)`.
 *
 * @param x any shape
 * @param activation the function
 * @returns the result, of x's shape
 *
 * @example ReLU of three numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { activate, relu, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...activate(volume([3], [-2, 0, 3]), relu).data], [0, 0, 3]);
 * ```
 */
export function activate(x: Volume, activation: Activation): Volume {
  return { shape: x.shape, data: x.data.map(activation.f) };
}

/**
 * The backward pass of {@linkcode activate}: `dx = dy · f'(x)`, element by element.
 *
 * @param dy the gradient of the loss with respect to the output, of x's shape
 * @param x the input of the forward pass
 * @param activation the function
 * @returns the gradient with respect to x, of x's shape
 * @throws {RangeError} if the shapes differ
 *
 * @example ReLU passes a gradient on where its input was positive
 * ```ts
 * import assert from "node:assert/strict";
 * import { activateGradient, relu, volume } from "@pixel/convnet/reference";
 *
 * const x = volume([3], [-2, 1, 3]), dy = volume([3], [5, 6, 7]);
 * assert.deepEqual([...activateGradient(dy, x, relu).data], [0, 6, 7]);
 * ```
 */
export function activateGradient(dy: Volume, x: Volume, activation: Activation): Volume {
  expectShape(dy, x.shape, "output's gradient");
  return { shape: x.shape, data: dy.data.map((g, i) => g * activation.derivative(x.data[i])) };
}

/**
 * Φ(x), the standard normal distribution function, from a series whose terms are all positive for
 * positive x (Abramowitz and Stegun, 26.2.11).
 */
function normalBelow(x: number): number {
  if (x < 0) return 1 - normalBelow(-x);
  if (x > 8) return 1; // the rest is less than a float64 can show
  let term = x, sum = x;
  for (let n = 3; term > sum * Number.EPSILON; n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}
