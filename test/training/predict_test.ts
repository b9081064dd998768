import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits, gather } from "../../lib/dataset/mod.ts";
import { mlp } from "../../lib/model/mod.ts";
import { logits, predict } from "../../lib/training/mod.ts";

const set = builtinDigits({ count: 260, seed: 5 }); // more than one forward pass takes

Deno.test("predict() gives what tfjs's own predict gives: probabilities", async () => {
  await useWasm();
  const model = mlp(2);
  const pixels = Float32Array.from(set.images, (grey) => grey / 255);
  const theirs = model.predict(tf.tensor4d(pixels, [260, 28, 28, 1])) as tf.Tensor;
  const expected = await theirs.data();
  const ours = await predict(model, set.images);
  assert.equal(ours.length, 2_600);
  ours.forEach((p, i) => assert.ok(Math.abs(p - expected[i]) < 1e-6));
});

Deno.test("logits() gives the scores whose softmax predict() gives", async () => {
  await useWasm();
  const model = mlp(2), images = set.images.subarray(0, 3 * 784);
  const scores = await logits(model, images);
  const softmax = await tf.softmax(tf.tensor2d(scores, [3, 10])).data();
  (await predict(model, images)).forEach((p, i) => assert.ok(Math.abs(p - softmax[i]) < 1e-6));
  assert.ok(scores.some((score) => score < 0), "scores are no probabilities");
});

Deno.test("predict() takes one batch of floats as well as bytes, one picture as well as none", async () => {
  await useWasm();
  const model = mlp(2);
  const { images } = gather(set, [7, 3]);
  const [seven] = [set.images.subarray(7 * 784, 8 * 784)];
  assert.deepEqual((await predict(model, images)).subarray(0, 10), await predict(model, seven));
  assert.equal((await predict(model, new Uint8Array())).length, 0);
});

Deno.test("predict() refuses what it cannot read as pictures of the network", async () => {
  await useWasm();
  await assert.rejects(predict(mlp(1), new Uint8Array(785)), {
    name: "RangeError",
    message: "Cannot read pictures: 785 pixels are not whole pictures of 28 × 28 × 1",
  });
  await assert.rejects(predict(mlp(1), [0] as never), { name: "TypeError" });
});
