/**
 * One step downhill, in three ways. Each changes the weights in place; g is the gradient of the loss
 * with respect to them, of the same length.
 */

/** Options of {@linkcode momentumStep}. */
export interface MomentumOptions {
  /** The learning rate; 0.01 by default. */
  readonly learningRate?: number;
  /** The share of the last step's velocity that is kept; 0.9 by default. */
  readonly momentum?: number;
}

/** Options of {@linkcode adamStep}. The defaults are the paper's; ε is that of Keras and tfjs. */
export interface AdamOptions {
  /** The learning rate; 0.001 by default. */
  readonly learningRate?: number;
  /** The share of the mean gradient that is kept; 0.9 by default. */
  readonly beta1?: number;
  /** The share of the mean squared gradient that is kept; 0.999 by default. */
  readonly beta2?: number;
  /** Keeps the division away from zero; 1e-7 by default. */
  readonly epsilon?: number;
}

/** Adam's memory of the steps before. */
export interface AdamState {
  /** The moving average of the gradient. */
  readonly m: Float64Array;
  /** The moving average of the squared gradient. */
  readonly v: Float64Array;
  /** Steps taken. */
  t: number;
}

/**
 * Takes a step of gradient descent: `w ← w − η·g`. It is stochastic (SGD) if g comes from a few
 * examples.
 *
 * @param w the weights; changed in place
 * @param g the gradient
 * @param learningRate η; 0.01 by default
 *
 * @example Downhill by a tenth of the slope
 * ```ts
 * import assert from "node:assert/strict";
 * import { sgdStep } from "@pixel/convnet/reference";
 *
 * const w = Float64Array.of(1);
 * sgdStep(w, Float64Array.of(5), 0.1);
 * assert.equal(w[0], 0.5);
 * ```
 */
export function sgdStep(w: Float64Array, g: Float64Array, learningRate = 0.01): void {
  for (let i = 0; i < w.length; i++) w[i] -= learningRate * g[i];
}

/**
 * Takes a step of gradient descent with momentum: `u ← μ·u + g`, `w ← w − η·u`.
 *
 * @param w the weights; changed in place
 * @param g the gradient
 * @param velocity u, zeros at first; changed in place
 * @param options η and μ
 *
 * @example The second step is longer: it has the first one's momentum
 * ```ts
 * import assert from "node:assert/strict";
 * import { momentumStep } from "@pixel/convnet/reference";
 *
 * const w = Float64Array.of(0), velocity = Float64Array.of(0), g = Float64Array.of(1);
 * momentumStep(w, g, velocity, { learningRate: 1, momentum: 0.5 });
 * momentumStep(w, g, velocity, { learningRate: 1, momentum: 0.5 });
 * assert.equal(w[0], -1 - 1.5);
 * ```
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
 * Makes Adam's memory before its first step.
 *
 * @param length how many weights there are
 * @returns zeros
 *
 * @example For two weights
 * ```ts
 * import assert from "node:assert/strict";
 * import { adamState } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(adamState(2), { m: Float64Array.of(0, 0), v: Float64Array.of(0, 0), t: 0 });
 * ```
 */
export function adamState(length: number): AdamState {
  return { m: new Float64Array(length), v: new Float64Array(length), t: 0 };
}

/**
 * Takes a step of Adam (Kingma and Ba, 2015): `m ← β₁·m + (1−β₁)·g`, `v ← β₂·v + (1−β₂)·g²`,
 * `w ← w − η · m̂ / (√v̂ + ε)`, in which `m̂ = m / (1−β₁ᵗ)` and `v̂ = v / (1−β₂ᵗ)` correct for m and v
 * having started from zero. The length of the first step is η, whatever the gradient's size.
 *
 * @param w the weights; changed in place
 * @param g the gradient
 * @param state Adam's memory; changed in place
 * @param options η, β₁, β₂ and ε
 *
 * @example The first step is as long as the learning rate
 * ```ts
 * import assert from "node:assert/strict";
 * import { adamState, adamStep } from "@pixel/convnet/reference";
 *
 * const w = Float64Array.of(1, 1);
 * adamStep(w, Float64Array.of(0.001, 1000), adamState(2), { learningRate: 0.5 });
 * assert.deepEqual([...w].map((weight) => weight.toFixed(3)), ["0.500", "0.500"]);
 * ```
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
