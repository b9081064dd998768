/** `useWasm` in anybody's tfjs program: the model of tfjs-examples' mnist, trained with model.fit. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";

Deno.test("model.fit() trains tfjs-examples' mnist model on the wasm backend", async () => {
  await useWasm();
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  const convolution = { kernelSize: 5, strides: 1, activation: "relu" } as const;
  const pool = { poolSize: [2, 2], strides: [2, 2] } as { poolSize: [number, number] };
  const model = tf.sequential({
    layers: [
      conv2d({ ...convolution, inputShape: [28, 28, 1], filters: 8 }),
      maxPooling2d(pool),
      conv2d({ ...convolution, filters: 16 }),
      maxPooling2d(pool),
      flatten(),
      dense({ units: 10, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });

  // Ten pictures, each with a bar at a place of its own.
  const pictures = tf.buffer([40, 28, 28, 1]);
  for (let n = 0; n < 40; n++) {
    for (let y = 4; y < 24; y++) pictures.set(1, n, y, 4 + 2 * (n % 10), 0);
  }
  const x = pictures.toTensor();
  const y = tf.oneHot(Array.from({ length: 40 }, (_, n) => n % 10), 10);
  const { history } = await model.fit(x, y, { epochs: 30, batchSize: 20, verbose: 0 });
  assert.equal(history.acc.at(-1), 1);
  model.dispose();
  tf.dispose([x, y]);
});
