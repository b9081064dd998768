/**
 * The output layer: logits become probabilities, and a probability becomes a loss.
 *
 * A logit is an unbounded score. There are K of them, one per class.
 */

import { expectRank, type Volume } from "./volume.ts";

/**
 * Computes softmax as it is defined: `p(k) = e^z(k) / Σ_l e^z(l)`. A logit over 709 overflows a
 * float64 and gives NaN, and so does a logit over 88 in float32. Use {@linkcode softmax}.
 *
 * @param logits `[K]`
 * @returns `[K]` probabilities, or NaN
 *
 * @example A logit of 1000 overflows
 * ```ts
 * import assert from "node:assert/strict";
 * import { naiveSoftmax, volume } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...naiveSoftmax(volume([2], [0, 0])).data], [0.5, 0.5]);
 * assert(Number.isNaN(naiveSoftmax(volume([2], [1000, 0])).data[0]));
 * ```
 */
export function naiveSoftmax(logits: Volume): Volume {
  const powers = logits.data.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return { shape: logits.shape, data: powers.map((power) => power / sum) };
}

/**
 * Computes softmax without overflow: `p(k) = e^(z(k) − m) / Σ_l e^(z(l) − m)`, with m the largest
 * logit. The factor e^−m cancels, and no exponent is greater than 0.
 *
 * @param logits `[K]`
 * @returns `[K]` probabilities, which sum to 1
 * @throws {RangeError} if there are no logits, or they have more than one axis
 *
 * @example Logits of 1000 do not overflow
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
 * Computes `ln Σ_k e^z(k) = m + ln Σ_k e^(z(k) − m)`, with m the largest logit: a smooth maximum, and
 * the logarithm of softmax's denominator.
 *
 * @param logits `[K]`
 * @returns the smooth maximum
 * @throws {RangeError} if there are no logits, or they have more than one axis
 *
 * @example Two equal logits
 * ```ts
 * import assert from "node:assert/strict";
 * import { logSumExp, volume } from "@pixel/convnet/reference";
 *
 * assert.equal(logSumExp(volume([2], [1000, 1000])), 1000 + Math.LN2);
 * ```
 */
export function logSumExp(logits: Volume): number {
  const m = largest(logits);
  return m + Math.log(logits.data.reduce((sum, z) => sum + Math.exp(z - m), 0));
}

/**
 * Computes the cross-entropy of one example, in nats: `L = −ln p(label) = logSumExp(z) − z(label)`. It
 * takes logits, since the logarithm of a probability that was rounded to 0 would be infinite.
 *
 * @param logits `[K]`
 * @param label the right class, 0 to K − 1
 * @returns the loss: 0 if the right class has all the probability, ln K for a blind guess
 * @throws {RangeError} if there is no such class
 *
 * @example A blind guess among ten classes
 * ```ts
 * import assert from "node:assert/strict";
 * import { crossEntropy, zeros } from "@pixel/convnet/reference";
 *
 * assert.equal(crossEntropy(zeros([10]), 4), Math.log(10));
 * ```
 */
export function crossEntropy(logits: Volume, label: number): number {
  expectClass(logits, label);
  return logSumExp(logits) - logits.data[label];
}

/**
 * The backward pass of {@linkcode crossEntropy}: `∂L/∂z(k) = p(k) − 1` for the label and `p(k)` for
 * the other classes, the prediction minus the truth.
 *
 * @param logits `[K]`
 * @param label the right class, 0 to K − 1
 * @returns `[K]`; the numbers sum to 0
 * @throws {RangeError} if there is no such class
 *
 * @example A blind guess between two classes
 * ```ts
 * import assert from "node:assert/strict";
 * import { crossEntropyGradient, zeros } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...crossEntropyGradient(zeros([2]), 1).data], [0.5, -0.5]);
 * ```
 */
export function crossEntropyGradient(logits: Volume, label: number): Volume {
  expectClass(logits, label);
  const dz = softmax(logits);
  dz.data[label] -= 1;
  return dz;
}

/**
 * Computes the derivatives of softmax: `∂p(k)/∂z(l) = p(k) · ([k = l] − p(l))`. It is a step on the
 * way to {@linkcode crossEntropyGradient}, in which most of it cancels.
 *
 * @param logits `[K]`
 * @returns `[K, K]`, k down and l across
 * @throws {RangeError} if there are no logits, or they have more than one axis
 *
 * @example What one class wins the other loses
 * ```ts
 * import assert from "node:assert/strict";
 * import { softmaxJacobian, zeros } from "@pixel/convnet/reference";
 *
 * assert.deepEqual([...softmaxJacobian(zeros([2])).data], [0.25, -0.25, -0.25, 0.25]);
 * ```
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
