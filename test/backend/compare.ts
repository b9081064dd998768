/** Runs the same tensor program on two backends and compares what comes out. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, useBackend } from "../../lib/backend/mod.ts";
import { KNOWS_RELAXED, loadKernels } from "../../lib/backend/kernels/native.ts";
import { normal, random } from "../../lib/random.ts";

/** Numbers with their shape, on no backend yet. */
export interface Numbers {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** Normal random numbers. */
export function numbers(seed: number, ...shape: number[]): Numbers {
  const next = random(seed);
  return {
    shape,
    values: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => normal(next)),
  };
}

/** A tensor program: takes tensors of the given numbers, gives tensors. */
export type Program = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Runs a program on a backend; fails if it leaves a tensor behind. */
export async function run(
  backend: BackendName,
  program: Program,
  inputs: readonly Numbers[],
): Promise<Numbers[]> {
  await useBackend(backend);
  const before = tf.memory().numTensors;
  const outputs = tf.tidy(() =>
    program(...inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape, "float32")))
  );
  const tensors = Array.isArray(outputs) ? outputs : [outputs];
  const results = tensors.map((tensor) => ({
    shape: tensor.shape,
    values: Float32Array.from(tensor.dataSync()),
  }));
  tf.dispose(outputs);
  assert.equal(tf.memory().numTensors, before, `${backend}: tensors are left behind`);
  return results;
}

/** The first number that two results do not agree on, in a sentence, or undefined. */
function difference(
  actual: readonly Numbers[],
  expected: readonly Numbers[],
  part: number,
  sizes = expected,
): string | undefined {
  for (const [i, { values }] of expected.entries()) {
    const scale = sizes[i].values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    for (const [j, value] of values.entries()) {
      const other = actual[i].values[j];
      if (Math.abs(other - value) <= part * scale || Object.is(other, value)) continue;
      return `output ${i}, element ${j}: ${other} instead of ${value}, on a scale of ${scale}`;
    }
  }
  return undefined;
}

function assertShapes(
  actual: readonly Numbers[],
  expected: readonly Numbers[],
  what: string,
): void {
  assert.deepEqual(actual.map(({ shape }) => shape), expected.map(({ shape }) => shape), what);
}

/** Fails if two results differ by more than 1e-4 of the greatest number. */
export function assertClose(
  actual: readonly Numbers[],
  expected: readonly Numbers[],
  what = "",
): void {
  assertShapes(actual, expected, what);
  assert.equal(difference(actual, expected, 1e-4), undefined, what);
}

/** The variants of our kernels that this machine can run: with relaxed SIMD and without. */
export const VARIANTS = KNOWS_RELAXED ? [true, false] : [false];

/**
 * Fails if the wasm backend's results, with any variant of our kernels, differ from cpu's by more than
 * 1e-4 of the greatest number and by more than 1e-5 of the greatest sum of absolute terms. A sum that
 * cancels is not known any better.
 *
 * @param program the program
 * @param inputs its inputs
 * @param what is said of a failure
 * @param sizes computes the sum of the absolute terms of each output; by default the program itself, on
 *   the absolute values of its inputs, which is right for sums of products
 */
export async function compare(
  program: Program,
  inputs: readonly Numbers[],
  what = "",
  sizes: Program = (...inputs) => program(...inputs.map((input) => tf.abs(input))),
): Promise<void> {
  const expected = await run("cpu", program, inputs);
  await withEachVariant(async (variant) => {
    const results = await run("wasm", program, inputs);
    assertShapes(results, expected, what);
    if (!difference(results, expected, 1e-4)) return;
    const left = difference(results, expected, 1e-5, await run("cpu", sizes, inputs));
    assert.equal(left, undefined, `${what} (${variant} kernels)`);
  });
}

/** A test that runs with each variant of our kernels. */
export function testEachVariant(name: string, test: () => void | Promise<void>): void {
  Deno.test(name, () => withEachVariant(test));
}

/** Runs something with each variant of our kernels; the fastest is in use again afterwards. */
async function withEachVariant(run: (variant: string) => void | Promise<void>): Promise<void> {
  try {
    for (const relaxed of VARIANTS) {
      await loadKernels(relaxed);
      await run(relaxed ? "relaxed" : "plain");
    }
  } finally {
    await loadKernels(VARIANTS[0]);
  }
}
