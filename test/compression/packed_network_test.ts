import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import {
  asPacked,
  type Coding,
  type Codings,
  decoded,
  folded,
  integerLogits,
  packed,
  parameterCount,
  tinyNetwork,
  unpacked,
} from "../../lib/compression/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { network } from "../../lib/model/mod.ts";
import { evaluate, logits, train } from "../../lib/training/mod.ts";
import { options } from "../training/few_steps.ts";

await useWasm();

const digits = builtinDigits({ count: 300, seed: 2 });
const examples = options.training.images.subarray(0, 100 * 784);
const trained = tinyNetwork([[6], [6], [8]], 1);
await train(trained, { ...options, learningRate: 0.02 });
const model = folded(trained);

/** The class of the largest logit in each row. */
function classes(scores: Float32Array): number[] {
  return Array.from({ length: scores.length / 10 }, (_, n) => {
    const row = scores.subarray(10 * n, 10 * n + 10);
    return row.indexOf(Math.max(...row));
  });
}

Deno.test("packed() codes every kernel and bias, and unpacked() gives tfjs what the codes stand for", async () => {
  const kernels: Coding = { method: "uniform", levels: 15 };
  const { layers } = await packed(model, { kernels }, examples);
  const weighted = layers.filter((layer) => "kernel" in layer);
  const same = unpacked({ input: [28, 28, 1], layers }).getWeights();
  assert.equal(same.length, 2 * weighted.length);
  weighted.forEach(({ kernel, bias }, i) => {
    assert.deepEqual(same[2 * i].dataSync(), decoded(kernel));
    assert.deepEqual(same[2 * i + 1].dataSync(), decoded(bias));
    assert.equal(kernel.highest, 7);
    assert.equal(bias.highest, 127);
  });
});

Deno.test("a network with 8 bits per weight answers nearly as the float32 network", async () => {
  const kernels: Coding = { method: "uniform", levels: 255, perChannel: true };
  const small = unpacked(await packed(model, { kernels }, examples));
  const [a, b] = [await logits(model, digits.images), await logits(small, digits.images)];
  const [mean, off] = [a, a.map((x, i) => x - b[i])]
    .map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0) / row.length);
  assert.ok(off < 0.02 * mean, `${off} of ${mean}`);
});

Deno.test("packed() folds batch normalisation without changing what the network computes", async () => {
  const kernels: Coding = { method: "uniform", levels: 65_535 }; // so fine that nothing is lost
  const small = unpacked(await packed(trained, { kernels }, examples));
  const [a, b] = [await logits(trained, digits.images), await logits(small, digits.images)];
  const spread = Math.max(...a) - Math.min(...a);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 0.01 * spread, `${x} and ${b[i]}`));
});

Deno.test("packed() makes a separable convolution an ordinary one that computes the same", async () => {
  const separable = tinyNetwork([[6], [6, 8]], 1, { separable: true });
  await train(separable, { ...options, learningRate: 0.02 });
  const kernels: Coding = { method: "uniform", levels: 255, perChannel: true };
  const network = await packed(separable, { kernels }, examples), small = unpacked(network);
  assert.equal(parameterCount(network), folded(separable).countParams());
  const [a, b] = [await logits(separable, digits.images), await logits(small, digits.images)];
  const spread = Math.max(...a) - Math.min(...a);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 0.02 * spread, `${x} and ${b[i]}`));
  const integers = integerLogits(network, digits.images, { wasm: true });
  assert.deepEqual(integerLogits(network, digits.images), integers);
  b.forEach((x, i) => assert.ok(Math.abs(x - integers[i]) < 0.05 * spread, `${x}, ${integers[i]}`));
});

Deno.test("short scales and 6-bit biases change what the network computes by a few percent at most", async () => {
  const codings = (shortScales: boolean): Codings => ({
    kernels: { method: "uniform", levels: 255, perChannel: true, shortScales },
    ...(shortScales ? { biases: { method: "uniform", levels: 63 } } : {}),
  });
  const [a, b] = await Promise.all(
    [false, true].map(async (shortScales) =>
      await logits(unpacked(await packed(trained, codings(shortScales), examples)), digits.images)
    ),
  );
  const spread = Math.max(...a) - Math.min(...a);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 0.08 * spread, `${x} and ${b[i]}`));
  assert.notDeepEqual(a, b);
});

Deno.test("integerLogits() reads the same digits as tfjs does with the same coded weights", async () => {
  const codings: Coding[] = [
    { method: "uniform", levels: 255 },
    { method: "uniform", levels: 15, perChannel: true },
    { method: "ternary" },
    { method: "binary" },
  ];
  for (const kernels of codings) {
    const small = await packed(model, { kernels }, examples);
    const [a, b] = [
      await logits(unpacked(small), digits.images),
      integerLogits(small, digits.images),
    ];
    assert.deepEqual(integerLogits(small, digits.images, { wasm: true }), b);
    const others = classes(b), differ = classes(a).filter((digit, n) => digit !== others[n]).length;
    assert.ok(differ <= 6, `${JSON.stringify(kernels)}: ${differ} of 300 differ`);
    const spread = Math.max(...a) - Math.min(...a);
    const off = a.reduce((sum, x, i) => sum + Math.abs(x - b[i]), 0) / a.length;
    assert.ok(off < 0.01 * spread, `${JSON.stringify(kernels)}: ${off} of ${spread}`);
  }
});

Deno.test("integerLogits() computes padded convolutions, flattened maps and hidden dense layers", async () => {
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  const padded = tf.sequential({
    layers: [
      conv2d({
        ...{ inputShape: [28, 28, 1], filters: 3, kernelSize: [3, 5], padding: "same" },
        ...{ activation: "relu", kernelInitializer: tf.initializers.heUniform({ seed: 1 }) },
      }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({
        ...{ units: 9, activation: "relu" },
        kernelInitializer: tf.initializers.heUniform({ seed: 2 }),
      }),
      dense({
        ...{ units: 10, activation: "softmax" },
        kernelInitializer: tf.initializers.heUniform({ seed: 3 }),
      }),
    ],
  });
  const eight: Coding = { method: "uniform", levels: 255 };
  const small = await packed(padded, { kernels: eight }, digits.images); // so that none is cut off
  const a = await logits(unpacked(small), digits.images), b = integerLogits(small, digits.images);
  assert.deepEqual(integerLogits(small, digits.images, { wasm: true }), b);
  const spread = Math.max(...a) - Math.min(...a);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 0.02 * spread, `${x} and ${b[i]}`));
});

Deno.test("integerLogits() refuses shared values and hidden layers without ReLU", async () => {
  const shared = await packed(model, { kernels: { method: "clusters", clusters: 8 } }, examples);
  assert.throws(() => integerLogits(shared, digits.images), /not evenly spaced/);
  const even = await packed(model, { kernels: { method: "ternary" } }, examples);
  const [first, ...others] = even.layers;
  const linear = { ...even, layers: [{ ...first, activation: "linear" as const }, ...others] };
  assert.throws(
    () => integerLogits(linear as typeof even, digits.images),
    /a hidden layer is linear/,
  );
});

Deno.test("packed() refuses strides, and normalisation that cannot be folded", async () => {
  const codings = { kernels: { method: "ternary" } } as const;
  const { conv2d, flatten, dense } = tf.layers;
  const strided = tf.sequential({
    layers: [
      conv2d({ name: "strided", inputShape: [28, 28, 1], filters: 2, kernelSize: 3, strides: 2 }),
      flatten(),
      dense({ units: 10, activation: "softmax" }),
    ],
  });
  await assert.rejects(packed(strided, codings, examples), /Cannot pack layer "strided"/);
  await assert.rejects(packed(network("small", 1), codings, examples), /Cannot fold .* padding/);
  const clusters = { kernels: { method: "clusters", clusters: 8 } } as const;
  await assert.rejects(
    packed(trained, clusters, examples),
    /shared values of "conv1": fold it first/,
  );
});

Deno.test("training sees weights as packed() codes them, so that nothing is lost when they are packed", async () => {
  const kernels: Coding = { method: "uniform", levels: 7 };
  const aware = tinyNetwork([[6], [6], [8]], 1);
  const { epochs } = await train(aware, { ...options, view: asPacked({ kernels }) });
  const { accuracy } = await evaluate(
    unpacked(await packed(aware, { kernels }, examples)),
    options.validation!,
  );
  assert.equal(accuracy, epochs.at(-1)!.validationAccuracy);
});
