import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { folded, tinyNetwork } from "../../lib/compression/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { network } from "../../lib/model/mod.ts";
import { normal, random } from "../../lib/random.ts";
import { logits } from "../../lib/training/mod.ts";

await useWasm();

/** Gives every weight of a network a random value; variances stay positive. */
function shake(model: ReturnType<typeof tinyNetwork>) {
  const next = random(7);
  model.weights.forEach((weight) => {
    const positive = weight.originalName.endsWith("moving_variance");
    const values = Float32Array.from({ length: weight.read().size }, () => 0.5 * normal(next))
      .map((x) => positive ? 0.2 + Math.abs(x) : x);
    weight.write(tf.tensor(values, weight.shape as number[]));
  });
  return model;
}

Deno.test("folded() computes the same without batch normalisation, whatever sign its factors have", async () => {
  const { images } = builtinDigits({ count: 20, seed: 1 });
  for (const options of [{}, { separable: true }, { separable: true, columnsAndRows: true }]) {
    const model = shake(tinyNetwork([[4], [5, 6], [7]], 1, options)), plain = folded(model);
    assert.ok(plain.layers.every((layer) => layer.getClassName() !== "BatchNormalization"));
    const [a, b] = [await logits(model, images), await logits(plain, images)];
    const largest = Math.max(...a.map(Math.abs));
    a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 1e-4 * largest, `${x} became ${b[i]}`));
  }
});

Deno.test("folded() copies a network without batch normalisation, less its dropout", async () => {
  const { images } = builtinDigits({ count: 5, seed: 1 });
  const model = network("cnn", 1), plain = folded(model);
  assert.equal(plain.layers.length, model.layers.length - 1);
  assert.deepEqual(await logits(plain, images), await logits(model, images));
});

Deno.test("folded() refuses padding after a normalisation, and a normalisation that nothing follows", () => {
  assert.throws(() => folded(network("small", 1)), /Cannot fold .* before "conv2": it has padding/);
  const first = tf.sequential({
    layers: [
      tf.layers.batchNormalization({ name: "norm", inputShape: [28, 28, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
  assert.throws(() => folded(first), /Cannot fold "norm": no weighted layer comes before/);
});
