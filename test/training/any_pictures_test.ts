import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { type Digits, digits } from "../../lib/dataset/mod.ts";
import { activations, learnedFrom, loadModel, mlp, network } from "../../lib/model/mod.ts";
import { NETWORKS, saveModel } from "../../lib/model/mod.ts";
import {
  evaluate,
  logits,
  predict,
  RECIPES,
  train,
  type TrainingOptions,
} from "../../lib/training/mod.ts";
import { inFolder } from "../cli/deno_task.ts";
import { pictures } from "../dataset/small_idx.ts";

await useWasm();

/** Pictures of 10 × 12 in three colours, of 26 classes. */
function letters(count: number, seed: number): Digits {
  const { images, labels } = pictures([count, 10, 12, 3], 26, seed);
  const classes = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  return digits("letters", images, labels, { shape: [10, 12, 3], classes });
}

const training = letters(26 * 24, 1), validation = letters(52, 2);
const options: TrainingOptions = {
  ...RECIPES.cnn,
  ...{ training, validation, epochs: 5, batchSize: 32, learningRate: 0.01, seed: 1, workers: 1 },
};

for (const name of NETWORKS) {
  Deno.test(`${name} learns pictures of 10 × 12 in three colours and 26 classes`, async () => {
    const model = network(name, 1, training);
    const workers = name === "mlp" ? 2 : 1;
    const { epochs } = await train(model, { ...options, workers });
    assert.ok(epochs.at(-1)!.validationAccuracy > 0.8, `${epochs.at(-1)!.validationAccuracy}`);
    const { accuracy, confusion, classes } = await evaluate(model, validation);
    assert.equal(accuracy, epochs.at(-1)!.validationAccuracy);
    assert.deepEqual([confusion.length, confusion[0].length, classes[25]], [26, 26, "Z"]);
    model.dispose();
  });
}

Deno.test("predict(), logits() and activations() take the shapes from the network", async () => {
  const model = network("cnn", 1, training);
  const two = training.images.subarray(0, 2 * 360);
  assert.equal((await predict(model, two)).length, 52);
  assert.equal((await logits(model, two)).length, 52);
  const inside = await activations(model, two.subarray(0, 360));
  assert.deepEqual(inside.get("conv1")!.shape, [8, 10, 32]);
  assert.deepEqual(inside.get("output")!.shape, [26]);
  await assert.rejects(activations(model, two), { name: "RangeError" });
});

Deno.test("tables name the classes, and call them digits only if they are", async () => {
  const report = String(await evaluate(network("mlp", 1, validation), validation));
  assert.match(report, /class +images +precision +recall/);
  assert.match(report, /^Z +2 /m);
});

Deno.test("a network that takes a row of pixels learns pictures of as many", async () => {
  const row = tf.sequential({
    layers: [tf.layers.dense({ inputShape: [360], units: 26, activation: "softmax" })],
  });
  const { epochs } = await train(row, { ...options, epochs: 3 });
  assert.ok(epochs[2].validationAccuracy > 0.8);
  assert.equal((await evaluate(row, validation)).accuracy, epochs[2].validationAccuracy);
});

Deno.test("network() refuses pictures that would shrink to nothing, and shapes that are none", () => {
  for (const name of ["cnn", "light", "deep"] as const) {
    assert.equal(network(name, 1, { shape: [10, 10, 1] }).outputs[0].shape[1], 10);
    for (const shape of [[9, 28, 1], [28, 9, 1], [28, 28, 0], [28.5, 28, 1], [28, 28]]) {
      assert.throws(() => network(name, 1, { shape: shape as never }), {
        name: "RangeError",
        message: new RegExp(`Cannot make ${name} for pictures of .* at least 10 × 10`),
      });
    }
  }
  assert.throws(() => mlp(1, { classes: 0 }), /for 0 classes: need a whole number from 1/);
  assert.throws(() => mlp(1, { classes: 2.5 }), RangeError);
});

Deno.test("sets that do not fit a network are refused at the start, in a sentence", async () => {
  const model = network("mlp", 1, training);
  const other = (changes: Partial<Digits>): Digits => ({ ...training, ...changes });
  const cases: [Digits, RegExp][] = [
    [
      other({ shape: [12, 10, 3] }),
      /its pictures are 12 × 10 × 3, and network "mlp" takes 10 × 12 × 3/,
    ],
    [other({ shape: [28, 28, 1] }), /its pictures are 28 × 28 × 1/],
    [
      other({ images: training.images.subarray(1) }),
      /624 labels need 224640 pixels, there are 224639/,
    ],
    [other({ classes: ["A", "B"] }), /it has 2 classes, and network "mlp" tells 26 apart/],
    [other({ labels: training.labels.map(() => 27) }), /label 0 is 27, expected 0 to 2[56]/],
    [other({ images: [...training.images] as never }), /must each be a Uint8Array/],
  ];
  for (const [set, message] of cases) {
    for (const workers of [1, 2]) {
      await assert.rejects(train(model, { ...options, workers, training: set }), message);
    }
    await assert.rejects(train(model, { ...options, validation: set }), message);
    await assert.rejects(evaluate(model, set), message);
  }
  await assert.rejects(
    train(model, { ...options, augmentation: true }),
    /Cannot augment pictures of 10 × 12 × 3: only those of 28 × 28 × 1/,
  );
});

Deno.test("a network records what it learned from, and its file keeps the record", () =>
  inFolder(async (folder) => {
    const model = network("mlp", 1, training);
    assert.deepEqual(learnedFrom(model), []);
    const origin = { name: "alphabet", checksum: "abc" };
    await train(model, { ...options, epochs: 1, training: { ...training, origin } });
    assert.deepEqual(learnedFrom(model), [origin]);
    await train(model, { ...options, epochs: 1 }); // from a set of the program's own making
    await train(model, { ...options, epochs: 1 });
    const [, own, ...more] = learnedFrom(model);
    assert.deepEqual([own.name, own.checksum.length, more], ["letters", 64, []]);
    await saveModel(model, folder);
    assert.deepEqual(learnedFrom(await loadModel(folder)), [origin, own]);
  }));
