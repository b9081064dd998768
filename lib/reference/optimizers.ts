/**
 * One step downhill, three ways. Each changes the weights in place; g is the loss's gradient with
 * respect to them, of the same length.
 */

/** The settings of {@linkcode momentumStep}. */
export interface MomentumOptions {
  /** How far a step goes; 0.01 by default. */
  readonly learningRate?: number;
  /** How much of the last step's velocity is kept; 0.9 by default. */
  readonly momentum?: number;
}

/** The settings of {@linkcode adamStep}; the defaults are the paper's, ε that of Keras and tfjs. */
export interface AdamOptions {
  /** How far a step goes; 0.001 by default. */
  readonly learningRate?: number;
  /** How much of the mean gradient is kept; 0.9 by default. */
  readonly beta1?: number;
  /** How much of the mean squared gradient is kept; 0.999 by default. */
  readonly beta2?: number;
  /** Keeps the division away from zero; 1e-7 by default. */
  readonly epsilon?: number;
}

/** What Adam remembers of the steps before. */
export interface AdamState {
  /** The mean gradient, decaying. */
  readonly m: Float64Array;
  /** The mean squared gradient, decaying. */
  readonly v: Float64Array;
  /** Steps taken. */
  t: number;
}

/**
 * Gradient descent: `w ← w − η·g`. Stochastic (SGD) where g is of a few examples.
 *
 * @param w the weights; changed
 * @param g the gradient
 * @param learningRate η, how far the step goes; 0.01 by default
 */
export function sgdStep(w: Float64Array, g: Float64Array, learningRate = 0.01): void {
  for (let i = 0; i < w.length; i++) w[i] -= learningRate * g[i];
}

/**
 * Gradient descent with momentum: `u ← μ·u + g`, `w ← w − η·u`.
 *
 * @param w the weights; changed
 * @param g the gradient
 * @param velocity u, zeros at first; changed
 * @param options η and μ
 */
export function momentumStep(
  w: Float64Array,
  g: Float64Array,
  velocity: Float64Array,
  options: MomentumOptions = {},
): void {
  const { learningRate = 0.01, momentum = 0.9 } = options;
  for (let i = 0; i < w.length; i++) {
    velocity[i] = momentum * velocity[i] + g[i];
    w[i] -= learningRate * velocity[i];
  }
}

/**
 * What Adam remembers before its first step: nothing.
 *
 * @param length how many weights there are
 * @returns zeros
 */
export function adamState(length: number): AdamState {
  return { m: new Float64Array(length), v: new Float64Array(length), t: 0 };
}

/**
 * Adam (Kingma and Ba, 2015): `m ← β₁·m + (1−β₁)·g`, `v ← β₂·v + (1−β₂)·g²`,
 * `w ← w − η · m̂ / (√v̂ + ε)`, where `m̂ = m / (1−β₁ᵗ)` and `v̂ = v / (1−β₂ᵗ)` make good that m
 * and v began at zero. The first step is η long whatever the gradient's size.
 *
 * @param w the weights; changed
 * @param g the gradient
 * @param state what it remembers; changed
 * @param options η, β₁, β₂ and ε
 */
export function adamStep(
  w: Float64Array,
  g: Float64Array,
  state: AdamState,
  options: AdamOptions = {},
): void {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  const t = ++state.t;
  for (let i = 0; i < w.length; i++) {
    state.m[i] = beta1 * state.m[i] + (1 - beta1) * g[i];
    state.v[i] = beta2 * state.v[i] + (1 - beta2) * g[i] ** 2;
    const mean = state.m[i] / (1 - beta1 ** t), square = state.v[i] / (1 - beta2 ** t);
    w[i] -= learningRate * mean / (Math.sqrt(square) + epsilon);
  }
}
