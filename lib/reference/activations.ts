/**
 * ReLU and its relatives, each with its derivative.
 *
 * The derivative of a function with a kink is that of its left side at the kink, as tfjs has it:
 * `relu'(0) = 0`.
 */

import { expectShape, type Volume } from "./volume.ts";

/** A function that a layer applies to each number, and its derivative. */
export interface Activation {
  /** What it is called. */
  readonly name: string;
  /** The function as it is written down. */
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
 * A ReLU that lets a little through on the left, so that no unit dies (Maas et al., 2013):
 * `leaky(x) = x where x > 0, α·x elsewhere`.
 *
 * @param alpha the slope on the left; 0.2 by default, as in tfjs
 * @returns the activation
 */
export function leakyRelu(alpha = 0.2): Activation {
  return {
    name: "leaky ReLU",
    formula: `x > 0 ? x : ${alpha}·x`,
    f: (x) => x > 0 ? x : alpha * x,
    derivative: (x) => x > 0 ? 1 : alpha,
  };
}

/** `elu(x) = x where x > 0, eˣ − 1 elsewhere` (Clevert et al., 2015). */
export const elu: Activation = {
  name: "ELU",
  formula: "x > 0 ? x : eˣ − 1",
  f: (x) => x > 0 ? x : Math.expm1(x),
  derivative: (x) => x > 0 ? 1 : Math.exp(x),
};

/** `σ(x) = 1 / (1 + e⁻ˣ)`, whose slope `σ(x)·(1 − σ(x))` is never more than 1/4. */
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

/** All of them, in the order in which the book meets them. */
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
 * An activation applied to each number: `y = f(x)`.
 *
 * @param x any shape
 * @param activation which
 * @returns the same shape
 */
export function activate(x: Volume, activation: Activation): Volume {
  return { shape: x.shape, data: x.data.map(activation.f) };
}

/**
 * The gradient through an activation: `dx = dy · f'(x)`, number by number.
 *
 * @param dy the loss's gradient with respect to the output, of the shape of x
 * @param x what went in
 * @param activation which
 * @returns the same shape
 * @throws {RangeError} where the shapes differ
 */
export function activateGradient(dy: Volume, x: Volume, activation: Activation): Volume {
  expectShape(dy, x.shape, "output's gradient");
  return { shape: x.shape, data: dy.data.map((g, i) => g * activation.derivative(x.data[i])) };
}

/**
 * Φ(x), the standard normal distribution function, by a series whose terms are all positive for
 * positive x (Abramowitz and Stegun, 26.2.11).
 */
function normalBelow(x: number): number {
  if (x < 0) return 1 - normalBelow(-x);
  if (x > 8) return 1; // what is missing is less than a float64 can show
  let term = x, sum = x;
  for (let n = 3; term > sum * Number.EPSILON; n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}
