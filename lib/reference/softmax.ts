/**
 * The output layer: logits become probabilities, and a probability becomes a loss.
 *
 * A logit is a score without bounds, `[K]` of them, one a class.
 */

import { expectRank, type Volume } from "./volume.ts";

/**
 * Softmax as it is defined: `p(k) = e^z(k) / Σ_l e^z(l)`. A logit over 709 overflows a float64 and
 * makes NaN of it; a float32 gives up at 88. Use {@linkcode softmax}.
 *
 * @param logits `[K]`
 * @returns `[K]` probabilities, or NaN
 */
export function naiveSoftmax(logits: Volume): Volume {
  const powers = logits.data.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return { shape: logits.shape, data: powers.map((power) => power / sum) };
}

/**
 * Softmax without its trap: `p(k) = e^(z(k) − m) / Σ_l e^(z(l) − m)` with m the largest logit. The
 * factor e^−m cancels, and no exponent is over 0.
 *
 * @param logits `[K]`
 * @returns `[K]` probabilities, which sum to 1
 * @throws {RangeError} where there are no logits, or more than one axis of them
 *
 * @example A logit of 1000 is no trouble
 * ```ts
 * import assert from "node:assert/strict";
 * import { softmax, volume } from "@pixel/convnet/reference";
 *
 * const { data } = softmax(volume([2], [1000, 1000]));
 * assert.deepEqual([...data], [0.5, 0.5]);
 * ```
 */
export function softmax(logits: Volume): Volume {
  const m = largest(logits);
  const powers = logits.data.map((z) => Math.exp(z - m));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { shape: logits.shape, data: powers.map((power) => power / sum) };
}

/**
 * `ln Σ_k e^z(k) = m + ln Σ_k e^(z(k) − m)`, with m the largest logit: a smooth maximum, and the
 * logarithm of softmax's denominator.
 *
 * @param logits `[K]`
 * @returns the number
 * @throws {RangeError} where there are no logits, or more than one axis of them
 */
export function logSumExp(logits: Volume): number {
  const m = largest(logits);
  return m + Math.log(logits.data.reduce((sum, z) => sum + Math.exp(z - m), 0));
}

/**
 * The cross-entropy of one example, in nats: `L = −ln p(label) = logSumExp(z) − z(label)`. From
 * the logits: the logarithm of a probability that was rounded to 0 would be infinite.
 *
 * @param logits `[K]`
 * @param label the right class, 0 to K − 1
 * @returns the loss: 0 where the right class has all the probability, ln K for a blind guess
 * @throws {RangeError} where there is no such class
 */
export function crossEntropy(logits: Volume, label: number): number {
  expectClass(logits, label);
  return logSumExp(logits) - logits.data[label];
}

/**
 * The gradient of {@linkcode crossEntropy} with respect to the logits: `∂L/∂z(k) = p(k) − 1` for
 * the label, `p(k)` for the others: what was said, less what is true.
 *
 * @param logits `[K]`
 * @param label the right class, 0 to K − 1
 * @returns `[K]`; the numbers sum to 0
 * @throws {RangeError} where there is no such class
 */
export function crossEntropyGradient(logits: Volume, label: number): Volume {
  expectClass(logits, label);
  const dz = softmax(logits);
  dz.data[label] -= 1;
  return dz;
}

/**
 * The derivatives of softmax itself: `∂p(k)/∂z(l) = p(k) · ([k = l] − p(l))`. A step on the way to
 * {@linkcode crossEntropyGradient}, where most of it cancels.
 *
 * @param logits `[K]`
 * @returns `[K, K]`, k down and l across
 */
export function softmaxJacobian(logits: Volume): Volume {
  const p = softmax(logits).data, K = p.length;
  const data = new Float64Array(K * K);
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < K; l++) data[k * K + l] = p[k] * ((k === l ? 1 : 0) - p[l]);
  }
  return { shape: [K, K], data };
}

function largest(logits: Volume): number {
  expectRank(logits, 1, "logits");
  if (logits.data.length === 0) throw new RangeError("Cannot take a softmax: there are no logits");
  return logits.data.reduce((a, b) => Math.max(a, b));
}

function expectClass(logits: Volume, label: number): void {
  if (!(label in logits.data)) {
    throw new RangeError(`Cannot find class ${label} among ${logits.data.length}`);
  }
}
