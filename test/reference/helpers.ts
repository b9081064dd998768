/** Shared by the tests of this folder: random volumes, closeness, and conversion to and from tfjs. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { checkGradient, type Volume, volume, zeros } from "../../lib/reference/mod.ts";
import { normal, random } from "../../lib/random.ts";

await tf.setBackend("cpu");
export { tf };

/** A volume of normally distributed numbers. */
export function randomVolume(shape: readonly number[], seed: number): Volume {
  const next = random(seed), x = zeros(shape);
  for (let i = 0; i < x.data.length; i++) x.data[i] = normal(next);
  return x;
}

/** The numbers without their signs: from them, a formula computes the size of the terms it sums. */
export function absolute({ shape, data }: Volume): Volume {
  return { shape, data: data.map(Math.abs) };
}

/**
 * Throws if two volumes differ in shape, or in any number by more than the tolerance, relative to the
 * terms that were summed for it: rounding grows with them, also if the terms cancel.
 *
 * @param actual a result
 * @param expected what it should be
 * @param tolerance the difference allowed, as a share of the terms
 * @param terms the sum of the absolute terms of each number; by default the number itself, at least 1
 */
export function assertClose(
  actual: Volume,
  expected: Volume,
  tolerance = 1e-4,
  terms?: Volume,
): void {
  assert.deepEqual([...actual.shape], [...expected.shape]);
  for (let i = 0; i < expected.data.length; i++) {
    const allowed = tolerance * (terms?.data[i] ?? Math.max(1, Math.abs(expected.data[i])));
    assert(
      Math.abs(actual.data[i] - expected.data[i]) <= allowed,
      `number ${i} is ${actual.data[i]}, not ${expected.data[i]}`,
    );
  }
}

/** Throws if a gradient disagrees with finite differences of the output's dot product with dy. */
export function assertGradient(
  forward: () => Volume,
  dy: Volume,
  parameters: Volume,
  gradient: Volume,
): void {
  assert.deepEqual([...gradient.shape], [...parameters.shape]);
  const dot = () => forward().data.reduce((sum, y, i) => sum + y * dy.data[i], 0);
  const { error } = checkGradient(dot, parameters, gradient);
  assert(error < 1e-6, `the gradient is off by ${error}`);
}

/** A volume as a tensor. */
export function tensor<R extends tf.Rank>(x: Volume): tf.Tensor<R> {
  return tf.tensor(Float32Array.from(x.data), [...x.shape] as tf.ShapeMap[R]);
}

/** A tensor as a volume. */
export function fromTensor(t: tf.Tensor): Volume {
  return volume(t.shape, t.dataSync());
}
