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

/** Runs a program on a backend; fails where it leaves a tensor behind. */
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

/** Fails where two results differ by more than 1e-4 of the greatest number. */
export function assertClose(
  actual: readonly Numbers[],
  expected: readonly Numbers[],
  what = "",
): void {
  assert.equal(actual.length, expected.length);
  for (const [i, { shape, values }] of expected.entries()) {
    assert.deepEqual(actual[i].shape, shape, what);
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    for (let j = 0; j < values.length; j++) {
      const difference = Math.abs(actual[i].values[j] - values[j]);
      assert.ok(
        difference <= 1e-4 * scale,
        `${what} output ${i}, element ${j}: ${actual[i].values[j]} instead of ${values[j]}`,
      );
    }
  }
}

/** The variants of our kernels that this machine can run: with relaxed SIMD and without. */
export const VARIANTS = KNOWS_RELAXED ? [true, false] : [false];

/** Fails if the wasm backend's results, with any variant of our kernels, differ from cpu's. */
export async function compare(
  program: Program,
  inputs: readonly Numbers[],
  what = "",
): Promise<void> {
  const expected = await run("cpu", program, inputs);
  await withEachVariant(async (variant) =>
    assertClose(await run("wasm", program, inputs), expected, `${what} (${variant} kernels)`)
  );
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
