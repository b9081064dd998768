/** One step after the other: what each sees, drops and draws, told apart by its loss. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { slice } from "../../lib/dataset/mod.ts";
import { evaluate, train, type TrainingOptions } from "../../lib/training/mod.ts";
import { fewDigits } from "./digits.ts";

await useWasm();
const { training, validation } = fewDigits();

/** Steps so short that the network stays as it is: losses differ by what the steps see alone. */
const STILL: TrainingOptions = {
  training: slice(training, 0, 60),
  epochs: 3,
  batchSize: 20,
  learningRate: 1e-12,
  schedule: "constant",
  augmentation: false,
  smoothing: 0,
  averaging: 0,
  seed: 5,
  workers: 1,
};

/** A dense layer after as much dropout as is asked for. */
function shallow(...rates: number[]): tf.Sequential {
  const { dense, dropout, flatten } = tf.layers;
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  return tf.sequential({
    layers: [
      flatten({ inputShape: [28, 28, 1] }),
      ...rates.map((rate) => dropout({ rate })),
      dense({ units: 10, activation: "softmax", kernelInitializer }),
    ],
  });
}

async function stepLosses(model: tf.Sequential, changes: Partial<TrainingOptions>) {
  const { stepLosses } = await train(model, { ...STILL, ...changes });
  model.dispose();
  return stepLosses;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

Deno.test("each epoch sees all digits once, in an order of its own", async () => {
  const losses = await stepLosses(shallow(), {});
  const epochs = [0, 1, 2].map((epoch) => losses.slice(3 * epoch, 3 * epoch + 3));
  for (const epoch of epochs) assert.ok(Math.abs(sum(epoch) - sum(epochs[0])) < 1e-5 * sum(epoch));
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
    const apart = epochs[a].map((loss, i) => Math.abs(loss - epochs[b][i]));
    assert.ok(Math.max(...apart) > 1e-3, `epochs ${a} and ${b} have the same batches`);
  }
});

Deno.test("dropout drops other units in each step", async () => {
  const one = { training: slice(training, 0, 1), batchSize: 1, epochs: 4 }; // in the same place
  const still = await stepLosses(shallow(), one);
  for (const loss of still) assert.ok(Math.abs(loss - still[0]) < 1e-5);
  const dropped = await stepLosses(shallow(0.5), one);
  for (let i = 1; i < 4; i++) assert.ok(Math.abs(dropped[i] - dropped[i - 1]) > 1e-3, `${dropped}`);
});

Deno.test("augmentation draws a digit in another way each time it is seen", async () => {
  const one = { training: slice(training, 0, 1), batchSize: 1, epochs: 5 };
  const still = await stepLosses(shallow(), one);
  assert.equal(new Set(still.map((loss) => loss.toFixed(4))).size, 1, "it is the same digit");
  const drawn = await stepLosses(shallow(), { ...one, augmentation: true });
  assert.equal(new Set(drawn.map((loss) => loss.toFixed(4))).size, 5, `${drawn}`);
});

Deno.test("the first step moves every weight with a gradient by the learning rate, as Adam's does", async () => {
  const model = shallow();
  const before = await model.getWeights()[0].data();
  await train(model, {
    ...STILL,
    training: slice(training, 0, 20),
    epochs: 1,
    learningRate: 0.01,
  });
  const after = await model.getWeights()[0].data();
  const moves = Array.from(after, (weight, i) => Math.abs(weight - before[i]));
  const moved = moves.filter((move) => move > 0);
  assert.ok(moved.length > 2_000, "most pixels have ink in some digit");
  const near = moved.filter((move) => Math.abs(move - 0.01) < 1e-4).length;
  assert.ok(near > 0.95 * moved.length, `${near} of ${moved.length} moved by 0.01`);
});

Deno.test("the network that is validated is the one that training leaves, averaged or not", async () => {
  for (const averaging of [0, 0.99]) {
    const model = shallow();
    const options = { ...STILL, training, validation, learningRate: 0.01, averaging };
    const { epochs } = await train(model, options);
    const { loss, accuracy } = await evaluate(model, validation);
    assert.ok(Math.abs(epochs.at(-1)!.validationLoss - loss) < 1e-5 * loss);
    assert.equal(epochs.at(-1)!.validationAccuracy, accuracy);
    model.dispose();
  }
});
