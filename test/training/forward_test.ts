import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/mod.ts";
import { cnn, mlp } from "../../lib/model/mod.ts";
import { forward } from "../../lib/training/forward.ts";

function images(count: number): tf.Tensor4D {
  return tf.randomUniform([count, 28, 28, 1], 0, 1, "float32", 9);
}

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`the softmax of forward() is what the network predicts, on ${backend}`, async () => {
    await useBackend(backend);
    for (const model of [cnn(3), mlp(3)]) {
      const x = images(5);
      const direct = await (model.predict(x) as tf.Tensor).data();
      const said = await tf.softmax(forward(model, x)).data();
      said.forEach((p, i) => assert.ok(Math.abs(p - direct[i]) < 1e-5));
    }
  });
}

Deno.test("convolution, ReLU and pooling in one go have the gradients of the three in turn", async () => {
  await useBackend("wasm");
  const model = cnn(3), x = images(4);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const gradients = (f: () => tf.Tensor) =>
    tf.variableGrads(() => tf.sum(f()) as tf.Scalar, variables);
  const blocks = gradients(() => tf.square(forward(model, x))).grads;
  const layers = gradients(() => {
    let y: tf.Tensor = x;
    for (const layer of model.layers.slice(0, -2)) y = layer.apply(y) as tf.Tensor;
    const [weights, bias] = model.layers.at(-1)!.weights.map((weight) => weight.read());
    return tf.square(tf.add(tf.matMul(y as tf.Tensor2D, weights as tf.Tensor2D), bias));
  }).grads;
  for (const { name } of variables) {
    const [a, b] = await Promise.all([blocks[name].data(), layers[name].data()]);
    const largest = Math.max(...b.map(Math.abs));
    a.forEach((g, i) => assert.ok(Math.abs(g - b[i]) < 1e-4 * largest, `${name} ${i}`));
  }
});

Deno.test("on wasm the network's convolutions are computed in blocks", async () => {
  await useBackend("wasm");
  const { kernels } = await tf.profile(() => forward(cnn(3), images(2)));
  assert.ok(kernels.every(({ name }) => !/conv2d|maxpool/i.test(name)), "no convolution by itself");
});

Deno.test("a network that begins with an explicit input layer works as well", async () => {
  await useBackend("wasm");
  const flatten = tf.layers.flatten();
  const dense = tf.layers.dense({ units: 10, activation: "softmax" });
  const input = tf.layers.inputLayer({ inputShape: [28, 28, 1] });
  const said = forward(tf.sequential({ layers: [input, flatten, dense] }), images(2));
  assert.deepEqual(said.shape, [2, 10]);
});

Deno.test("dropout changes logits in training alone, and by the step", async () => {
  await useBackend("wasm");
  const model = mlp(3), x = images(2);
  const pass = (step: number) => ({ key: [1, step], first: 0, groups: { here: [2] } } as const);
  const said = (step?: number) =>
    Array.from(forward(model, x, step === undefined ? undefined : pass(step)).dataSync());
  assert.deepEqual(said(), said());
  assert.deepEqual(said(1), said(1));
  assert.notDeepEqual(said(1), said());
  assert.notDeepEqual(said(1), said(2));
});

Deno.test("forward() refuses a network that does not end in dense with softmax", () => {
  const strange = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: 10, activation: "relu" }),
    ],
  });
  assert.throws(
    () => forward(strange, images(1)),
    /must be dense with softmax, it is Dense .* relu/,
  );
});

Deno.test("batch normalisation in training is tfjs's, and moves its running means as tfjs does", async () => {
  await useBackend("wasm");
  const { conv2d, batchNormalization, flatten, dense } = tf.layers;
  const [ours, theirs] = [1, 2].map(() =>
    tf.sequential({
      layers: [
        conv2d({
          inputShape: [28, 28, 1],
          filters: 6,
          kernelSize: 5,
          strides: 3,
          kernelInitializer: tf.initializers.heUniform({ seed: 5 }),
        }),
        batchNormalization({ momentum: 0.8 }),
        flatten(),
        dense({
          units: 10,
          activation: "softmax",
          kernelInitializer: tf.initializers.heUniform({ seed: 6 }),
        }),
      ],
    })
  );
  const x = images(20);
  const said = tf.softmax(forward(ours, x, { key: [1, 1], first: 0, groups: { here: [20] } }));
  const direct = theirs.apply(x, { training: true }) as tf.Tensor;
  const pairs = [[said, direct], ...ours.getWeights().map((w, i) => [w, theirs.getWeights()[i]])];
  for (const [a, b] of pairs) {
    const expected = await b.data();
    (await a.data()).forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5));
  }
  assert.notEqual((await ours.getWeights()[4].data())[0], 0, "the running mean has moved");
});

Deno.test("each layer of dropout drops units of its own", async () => {
  await useBackend("wasm");
  const { dense, dropout, flatten } = tf.layers;
  const model = tf.sequential({
    layers: [
      flatten({ inputShape: [28, 28, 1] }),
      dropout({ rate: 0.5 }),
      dropout({ rate: 0.5 }),
      dense({ units: 10, activation: "softmax", kernelInitializer: "ones" }),
    ],
  });
  const pass = { key: [1, 1], first: 0, groups: { here: [1] } } as const;
  const [sum] = forward(model, tf.ones([1, 28, 28, 1]), pass).dataSync();
  // Two layers that choose independently leave a quarter of the 784 units, four times as large; two
  // that choose alike leave half of them.
  assert.ok(Math.abs(sum - 784) < 4 * 60, `${sum}`); // 5 sigma
});
