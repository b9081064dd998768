import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { activations, cnn, weights } from "../../lib/model/mod.ts";

const image = Uint8Array.from({ length: 784 }, (_, i) => (i * 7) % 256);

Deno.test("activations() ends in what the network predicts", async () => {
  await tf.setBackend("cpu");
  const model = cnn(2);
  const found = await activations(model, image);
  assert.deepEqual([...found.keys()], model.layers.map((layer) => layer.name));
  const input = tf.tensor4d(Float32Array.from(image, (p) => p / 255), [1, 28, 28, 1]);
  const said = await (model.predict(input) as tf.Tensor).data();
  assert.deepEqual(found.get("output")!.values, said);
  assert.deepEqual(found.get("pool2")!.shape, [5, 5, 64]);
  assert.equal(found.get("pool2")!.values.length, 5 * 5 * 64);
});

Deno.test("activations() of the first layer are its convolution by hand", async () => {
  const model = cnn(2);
  const { values } = (await activations(model, image)).get("conv1")!;
  const kernel = (await weights(model, "conv1")).values; // [3, 3, 1, 32]
  const [row, column, filter] = [5, 9, 17];
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      sum += image[(row + i) * 28 + column + j] / 255 * kernel[(i * 3 + j) * 32 + filter];
    }
  }
  assert.ok(Math.abs(values[(row * 26 + column) * 32 + filter] - Math.max(0, sum)) < 1e-5);
});

Deno.test("activations() keeps no tensors, weights() hands out copies", async () => {
  const model = cnn(2);
  const before = tf.memory().numTensors;
  await activations(model, image);
  assert.equal(tf.memory().numTensors, before);
  (await weights(model, "conv1")).values.fill(0);
  assert.notEqual((await weights(model, "conv1")).values[0], 0);
  await assert.rejects(weights(model, "pool1"), /Cannot read weights 0 of layer "pool1"/);
});
