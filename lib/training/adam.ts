/** Adam, the optimizer (Kingma and Ba, 2014, arXiv:1412.6980, algorithm 1). */

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7; // Keras's

/** Adam's memory of the gradients so far: two numbers per parameter. */
export interface Moments {
  /** `[P]` running mean of the gradient. */
  readonly mean: Float32Array;
  /** `[P]` running mean of its square. */
  readonly square: Float32Array;
}

/**
 * Takes one step of Adam for the parameters `from` up to, not including, `to`.
 *
 * @param parameters `[P]` changed in place
 * @param gradient `[P]` the gradient of the loss
 * @param moments changed in place; zeros before the first step
 * @param step 1 for the first step
 * @param rate the learning rate
 * @param from the first parameter
 * @param to one past the last parameter
 */
export function adam(
  parameters: Float32Array,
  gradient: Float32Array,
  moments: Moments,
  step: number,
  rate: number,
  from = 0,
  to: number = parameters.length,
): void {
  const { mean, square } = moments;
  // Both means start at zero and are too small at first; these factors correct that.
  const correctMean = 1 / (1 - BETA1 ** step);
  const correctSquare = 1 / (1 - BETA2 ** step);
  for (let i = from; i < to; i++) {
    const g = gradient[i];
    const m = mean[i] = BETA1 * mean[i] + (1 - BETA1) * g;
    const v = square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
    parameters[i] -= rate * m * correctMean / (Math.sqrt(v * correctSquare) + EPSILON);
  }
}
