import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { cnn, mlp, network } from "../../lib/model/mod.ts";
import { type StepResult, train } from "../../lib/training/mod.ts";
import { options, weightsAfter } from "./few_steps.ts";

Deno.test("train() teaches both networks the built-in digits", async () => {
  for (const name of ["mlp", "cnn"] as const) {
    const { result: { epochs, stepLosses } } = await weightsAfter(name, { epochs: 5 });
    assert.equal(epochs.length, 5);
    assert.equal(stepLosses.length, 5 * 600 / 50);
    assert.ok(stepLosses[0] > 1.8, "the first loss is near ln 10, that of a guess");
    assert.ok(epochs[4].validationAccuracy > 0.7, `${name}: ${epochs[4].validationAccuracy}`);
    assert.ok(epochs[4].validationLoss < epochs[0].validationLoss);
  }
});

Deno.test("train() teaches networks with batch normalisation, whose running means and variances are used", async () => {
  for (const [name, epochs] of [["light", 6], ["deep", 3]] as const) {
    const { result, weights } = await weightsAfter(name, { epochs, learningRate: 0.01 });
    const { validationAccuracy, accuracy } = result.epochs.at(-1)!;
    assert.ok(validationAccuracy > 0.65, `${name}: ${accuracy}, ${validationAccuracy}`);
    const [mean, variance] = weights.slice(-2); // tfjs lists them last
    assert.ok(mean.some((value) => value !== 0) && variance.some((value) => value !== 1));
  }
});

Deno.test("train() needs no validation digits, and reports NaN for them", async () => {
  await useWasm();
  const { validation: _, ...rest } = options;
  for (const workers of [1, 2]) {
    const { epochs: [first] } = await train(mlp(1), { ...rest, workers, epochs: 1 });
    assert.ok(first.loss > 0);
    assert.deepEqual([first.validationLoss, first.validationAccuracy], [NaN, NaN]);
  }
});

Deno.test("layers that are frozen keep their weights, batch normalisation its running means", async () => {
  await useWasm();
  for (const workers of [1, 3]) {
    const model = network("light", 1);
    const [conv, norm, next] = ["conv1", "norm1", "conv2"].map((name) => model.getLayer(name));
    conv.trainable = norm.trainable = false;
    const values = async (layer: typeof conv) =>
      (await Promise.all(layer.getWeights().map((w) => w.data()))).flatMap((v) => [...v]);
    const before = [await values(conv), await values(norm), await values(next)];
    await train(model, { ...options, epochs: 1, workers });
    assert.deepEqual(await values(conv), before[0]);
    assert.deepEqual(await values(norm), before[1]);
    assert.notDeepEqual(await values(next), before[2]);
    model.dispose();
  }
});

Deno.test("train() keeps no tensors from the second step on", async () => {
  await useWasm();
  const model = cnn(1);
  const counts: number[] = [];
  await train(model, {
    ...options,
    onEpoch: () => void counts.push(tf.memory().numTensors),
  });
  await train(model, { ...options, epochs: 1 });
  assert.equal(counts[0], counts[1]);
  assert.equal(tf.memory().numTensors, counts[1]);
  model.dispose();
});

Deno.test("train() tells of every step once, in order, and of every epoch", async () => {
  await useWasm();
  const steps: StepResult[] = [], epochs: number[] = [];
  const { stepLosses } = await train(mlp(1), {
    ...options,
    onStep: (step) => steps.push(step),
    onEpoch: ({ epoch }) => void epochs.push(epoch),
  });
  assert.deepEqual(steps.map(({ step }) => step), Array.from({ length: 24 }, (_, i) => i + 1));
  assert.deepEqual(steps.map(({ loss }) => loss), stepLosses);
  assert.deepEqual(
    steps.map(({ epoch }) => epoch),
    Array.from({ length: 24 }, (_, i) => i < 12 ? 1 : 2),
  );
  assert.deepEqual(epochs, [1, 2]);
});

Deno.test("onEpoch finds the epoch's weights in the network", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const model = mlp(1);
    const seen: number[] = [];
    await train(model, {
      ...options,
      workers,
      onEpoch: async () => void seen.push((await model.getWeights()[3].data())[0]),
    });
    assert.notEqual(seen[0], seen[1]);
    assert.equal((await model.getWeights()[3].data())[0], seen[1]);
  }
});
