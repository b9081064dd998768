/** Training on a GPU, or on a program that stands in for one; where there is neither, these tests are left out. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, useBackend } from "../../lib/backend/mod.ts";
import { slice } from "../../lib/dataset/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { network, type NetworkName } from "../../lib/model/mod.ts";
import {
  type Checkpoint,
  train,
  type TrainingOptions,
  type TrainingResult,
} from "../../lib/training/mod.ts";
import { testWithGpu } from "../backend/gpu/with_gpu.ts";
import { fewDigits } from "./digits.ts";

const { training, validation } = fewDigits();
const STEPS = 3, BATCH = 20, RATE = 1e-5;
const options: TrainingOptions = {
  training: slice(training, 0, STEPS * BATCH),
  validation: slice(validation, 0, 20),
  epochs: 1,
  batchSize: BATCH,
  learningRate: RATE,
  schedule: "constant",
  augmentation: false,
  smoothing: 0.1,
  averaging: 0.9,
  seed: 5,
  workers: 1,
};

interface Run {
  readonly result: TrainingResult;
  readonly end: Checkpoint;
}

async function run(
  backend: BackendName,
  name: NetworkName,
  changes: Partial<TrainingOptions> = {},
): Promise<Run> {
  await useBackend(backend);
  const model = network(name, 3), before = tf.memory().numTensors;
  let end: Checkpoint | undefined;
  const result = await train(model, {
    ...options,
    ...changes,
    onEpoch: (_, checkpoint) => void (end = checkpoint),
  });
  assert.equal(tf.memory().numTensors, before, `${backend} leaves tensors behind`);
  model.dispose();
  return { result, end: end! };
}

/**
 * Both compute in float32 and add up in other orders: some 10⁻⁷ of the greatest term a sum, which batch
 * normalisation of ten digits enlarges to 10⁻⁵ of a gradient, as much as between the two variants of the
 * wasm kernels. But where two numbers of a pooling window are equal within that, either may be the
 * greater, and the gradient goes another way; and a gradient that is rounding alone may have either
 * sign, and Adam's step with it. Both are rare: they may not show in the mean of all differences.
 */
const LOSS = 1e-4, MOMENTS = 1e-3, STEP = 0.01 * RATE;

const mean = (values: Float32Array) =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

/** Fails if the mean difference of two runs' numbers is not small. */
function assertNear(
  gpu: Run,
  wasm: Run,
  key: "parameters" | "averages" | "mean" | "square",
  most: number,
) {
  const apart = mean(wasm.end[key].map((value, i) => value - gpu.end[key][i]));
  assert.ok(apart <= most, `${key} differ by ${apart} in the mean, allowed are ${most}`);
}

function assertAlike(gpu: Run, wasm: Run): void {
  const losses = ({ result: { stepLosses, epochs: [{ validationLoss }] } }: Run) => [
    ...stepLosses,
    validationLoss,
  ];
  losses(wasm).forEach((loss, i) => {
    const other = losses(gpu)[i];
    assert.ok(Math.abs(other - loss) <= LOSS * loss, `loss ${i}: ${other} instead of ${loss}`);
  });
  assert.equal(gpu.result.epochs[0].accuracy, wasm.result.epochs[0].accuracy);
  for (const key of ["mean", "square"] as const) {
    assertNear(gpu, wasm, key, MOMENTS * mean(wasm.end[key]));
  }
  for (const key of ["parameters", "averages"] as const) assertNear(gpu, wasm, key, STEP);
}

for (const name of ["mlp", "cnn", "light", "deep"] as const) {
  testWithGpu(`webgpu trains ${name} as wasm does`, async () => {
    assertAlike(await run("webgpu", name), await run("wasm", name));
  });
}

testWithGpu("webgpu trains with augmentation, soft targets, and pictures of no class", async () => {
  const targets = new Float32Array(10 * STEPS * BATCH).map((_, i) => i % 10 === 3 ? 0.55 : 0.05);
  const none = { ...options.training, labels: options.training.labels.slice() };
  none.labels.fill(10, 0, 7);
  for (
    const changes of [{ augmentation: true }, { targets }, { training: none }, { averaging: 0 }]
  ) {
    assertAlike(await run("webgpu", "mlp", changes), await run("wasm", "mlp", changes));
  }
});

testWithGpu("webgpu trains a batch that has no equal halves", async () => {
  const changes = { batchSize: 15, smoothing: 0 };
  assertAlike(await run("webgpu", "slim", changes), await run("wasm", "slim", changes));
});

testWithGpu("webgpu goes on from a checkpoint as if it had not been interrupted", async () => {
  const checkpoints: Checkpoint[] = [];
  const whole = await run("webgpu", "mlp", {
    checkpointSteps: 2,
    onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint),
  });
  assert.equal(checkpoints.length, 1);
  const rest = await run("webgpu", "mlp", { resume: checkpoints[0] });
  assert.deepEqual(rest.result.stepLosses, whole.result.stepLosses);
  assert.deepEqual(rest.end.parameters, whole.end.parameters);
  assert.deepEqual(rest.end.averages, whole.end.averages);
});

/** Four epochs of 60 steps. */
const LONG = { training: slice(training, 0, 240), batchSize: 4, epochs: 4, validation: undefined };

testWithGpu("webgpu reads nothing in a step: the losses of many come at once", async () => {
  await useBackend("webgpu");
  const backend = tf.backend() as unknown as { read: (dataId: object) => Promise<unknown> };
  const { read } = backend, { mapAsync } = GPUBuffer.prototype, { now } = performance;
  let reads = 0, maps = 0;
  backend.read = (dataId) => (reads++, read.call(backend, dataId));
  GPUBuffer.prototype.mapAsync = function (...args) {
    maps++;
    return mapAsync.apply(this, args);
  };
  performance.now = () => 0; // as if steps took no time, so that twice as many are sent each time
  try {
    const { result: { stepLosses } } = await run("webgpu", "mlp", LONG);
    assert.equal(stepLosses.length, 4 * 60);
    assert.ok(stepLosses.every((loss) => loss > 0));
    assert.equal(reads, 4, "the four tensors of weights are read once, at the start");
    const losses = 7 + 3; // after 1, 2, 4, 8, 16, 32 and 60 steps; at the end of the other epochs
    const state = 4; // at the end of each
    assert.ok(maps <= 4 + losses + state, `${maps} reads for ${stepLosses.length} steps`);
  } finally {
    performance.now = now;
    backend.read = read;
    GPUBuffer.prototype.mapAsync = mapAsync;
  }
});

testWithGpu(
  "a signal stops training on webgpu, and a checkpoint holds the steps so far",
  async () => {
    await useBackend("webgpu");
    const controller = new AbortController(), model = network("mlp", 3);
    let kept: Checkpoint | undefined;
    const { stopped, stepLosses } = await train(model, {
      ...options,
      ...LONG,
      epochs: 10_000,
      signal: controller.signal,
      onStep: () => controller.abort(),
      onCheckpoint: (checkpoint) => void (kept = checkpoint),
    });
    assert.ok(stopped && stepLosses.length > 0 && stepLosses.length < 60 * 10_000);
    assert.equal(kept?.stepTallies.length, 2 * stepLosses.length);
    assert.ok(kept.square.some((value) => value > 0));
    model.dispose();
  },
);

testWithGpu("webgpu says at which step a loss is no number, and keeps nothing of it", async () => {
  await useBackend("webgpu");
  // Of the last layer: a GPU's ReLU may make 0 of NaN.
  const model = network("mlp", 3), [hidden, bias, output, ...rest] = model.getWeights();
  model.setWeights([hidden, bias, output.mul(NaN), ...rest]);
  const told = () => assert.fail("nothing may be kept of it");
  await assert.rejects(
    train(model, { ...options, ...LONG, onEpoch: told, onCheckpoint: told }),
    (error) => error instanceof UserError && /at step 1: the loss is NaN/.test(error.message),
  );
  model.dispose();
});
