/** Passes on the kernels themselves, beside those through tfjs's engine. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { pixels, softmaxCrossEntropy } from "../../lib/backend/ops.ts";
import { useBackend } from "../../lib/backend/mod.ts";
import { sha256 } from "../../lib/checksum.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { network, type NetworkName, NETWORKS } from "../../lib/model/mod.ts";
import type { Network } from "../../lib/model/network.ts";
import { directly } from "../../lib/training/direct.ts";
import { forward, type TrainingPass } from "../../lib/training/forward.ts";
import { RECIPES, train } from "../../lib/training/mod.ts";

const N = 6, SHAPE = [N, 28, 28, 1], SMOOTHING = 0.1;
const DIGITS = builtinDigits({ count: N, seed: 3 }), { images, labels } = DIGITS;
const PASS: TrainingPass = { key: [1, 7], first: 12, groups: { here: [2, 4] } };

/** A checksum of numbers, since lists of so many take minutes to compare where they differ. */
const bits = (values: ArrayLike<number>) =>
  sha256(new Uint8Array(Float32Array.from(values).buffer));

/** Bits of the logits, of each gradient by its variable's place, and of all weights afterwards. */
interface Outcome {
  readonly logits: string;
  readonly gradients: readonly string[];
  readonly weights: readonly string[];
}

function outcome(model: Network, logits: string, byName: Record<string, string>): Outcome {
  const gradients = model.trainableWeights.map((weight) =>
    byName[(weight.read() as tf.Variable).name]
  );
  return {
    logits,
    gradients,
    weights: model.getWeights().map((weight) => bits(weight.dataSync())),
  };
}

function onKernels(model: Network): Outcome | undefined {
  const byName: Record<string, string> = {};
  const logits = directly(model, PASS, (pass) => {
    const logits = bits(pass.forward(images, SHAPE));
    pass.backward(labels, SMOOTHING, 1 / N, ({ name }, gradient) => byName[name] = bits(gradient));
    return logits;
  });
  return logits ? outcome(model, logits, byName) : undefined;
}

function throughEngine(model: Network): Outcome {
  let found!: Outcome;
  tf.tidy(() => {
    let said!: tf.Tensor2D;
    const { grads } = tf.variableGrads(() => {
      said = tf.keep(forward(model, pixels(images, SHAPE), PASS));
      return tf.div(softmaxCrossEntropy(said, labels, SMOOTHING), N) as tf.Scalar;
    }, model.trainableWeights.map((weight) => weight.read() as tf.Variable));
    const byName = Object.entries(grads).map(([name, grad]) => [name, bits(grad.dataSync())]);
    found = outcome(model, bits(said.dataSync()), Object.fromEntries(byName));
    said.dispose();
  });
  return found;
}

for (const name of NETWORKS) {
  Deno.test(`a step of ${name} on the kernels has the bits of tfjs's engine`, async () => {
    await useBackend("wasm");
    const [here, there] = [network(name, 5), network(name, 5)];
    for (let step = 0; step < 2; step++) { // in the second the running means have moved
      assert.deepEqual(onKernels(here), throughEngine(there));
    }
  });

  Deno.test(`a prediction by ${name} on the kernels has the bits of tfjs's engine`, async () => {
    await useBackend("wasm");
    const model = network(name, 5);
    onKernels(model); // the running means are no longer those at the start
    const logits = directly(model, undefined, (pass) => bits(pass.forward(images, SHAPE)));
    const said = tf.tidy(() => forward(model, pixels(images, SHAPE)));
    assert.deepEqual(logits, bits(said.dataSync()));
  });
}

Deno.test("the kernels see weights that were replaced, and the backend that is in use", async () => {
  await useBackend("wasm");
  const model = network("cnn", 1), other = network("cnn", 2);
  const logits = (model: Network) =>
    directly(model, undefined, (pass) => bits(pass.forward(images, SHAPE)));
  const expected = logits(other);
  assert.notDeepEqual(logits(model), expected);
  model.setWeights(other.getWeights());
  assert.deepEqual(logits(model), expected);
  await useBackend("cpu");
  assert.equal(logits(model), undefined);
  model.setWeights(model.getWeights().map((weight) => tf.add(weight, 0))); // they lie on cpu now
  await useBackend("wasm");
  assert.deepEqual(logits(model), expected);
  model.dispose();
  assert.throws(() => logits(model), /disposed/);
});

Deno.test("a pass on the kernels leaves no tensor behind, even if it is cut off", async () => {
  await useBackend("wasm");
  const model = network("deep", 1), before = tf.backend().numDataIds();
  onKernels(model);
  assert.throws(() =>
    directly(model, PASS, (pass) => {
      pass.forward(images, SHAPE);
      throw new Error("cut off");
    }), /cut off/);
  assert.equal(tf.backend().numDataIds(), before);
});

Deno.test("layers that the kernels do not know are left to tfjs's engine, and frozen ones in training", async () => {
  await useBackend("wasm");
  const { conv2d, dense, flatten, batchNormalization } = tf.layers;
  const shape = { inputShape: [28, 28, 1] }, kernelSize = 3, activation = "relu";
  const known = (...layers: tf.layers.Layer[]) => {
    const last = dense({ units: 10, activation: "softmax" });
    const model = tf.sequential({ layers: [...layers, flatten(), last] });
    return directly(model, undefined, () => true) ?? false;
  };
  assert(known(conv2d({ ...shape, filters: 4, kernelSize, activation, strides: 2 })));
  for (
    const layer of [
      conv2d({ ...shape, filters: 4, kernelSize, activation: "tanh" }),
      conv2d({ ...shape, filters: 4, kernelSize, activation, useBias: false }),
      conv2d({ ...shape, filters: 4, kernelSize, activation, dilationRate: 2 }),
      dense({ ...shape, units: 4, activation }), // of each pixel
      batchNormalization({ ...shape, scale: false }),
    ]
  ) {
    assert(!known(layer), layer.name);
  }
  const model = network("mlp" satisfies NetworkName, 1);
  model.layers[1].trainable = false;
  assert.equal(onKernels(model), undefined);
});

Deno.test("layers used twice, frozen weights, and dropout of everything are left to tfjs's engine", async () => {
  await useBackend("wasm");
  const { dense, dropout, flatten } = tf.layers;
  const ends = () => [
    flatten({ inputShape: [28, 28, 1] }),
    dense({ units: 8, activation: "relu" }),
    dense({ units: 10, activation: "softmax" }),
  ];
  const isKnown = (model: Network) => directly(model, PASS, () => true) ?? false;
  const [first, again, last] = [dense({ units: 8, activation: "relu" }), ...ends().slice(1)];
  const layers = [ends()[0], again, first, first, last];
  assert(isKnown(tf.sequential({ layers: ends() })));
  assert(!isKnown(tf.sequential({ layers })));
  assert(
    !isKnown(tf.sequential({ layers: [...ends().slice(0, 1), dropout({ rate: 1 }), ends()[2]] })),
  );
  const frozen = tf.sequential({ layers: ends() });
  frozen.layers[1].weights[0].trainable = false; // as a frozen base of a network has it
  assert(!isKnown(frozen));
});

Deno.test("training moves the weights of a layer that is used twice", async () => {
  await useBackend("wasm");
  const { dense, flatten } = tf.layers, twice = dense({ units: 8, activation: "relu" });
  const model = tf.sequential({
    layers: [
      flatten({ inputShape: [28, 28, 1] }),
      ...[dense({ units: 8, activation: "relu" }), twice, twice],
      dense({ units: 10, activation: "softmax" }),
    ],
  });
  const before = bits(twice.getWeights()[0].dataSync());
  await train(model, {
    ...RECIPES.cnn,
    epochs: 1,
    batchSize: 3,
    seed: 1,
    workers: 1,
    training: DIGITS,
  });
  assert.notEqual(bits(twice.getWeights()[0].dataSync()), before);
});

Deno.test("a step on the kernels ends at a normalisation that comes first", async () => {
  await useBackend("wasm");
  const { batchNormalization, dense, flatten } = tf.layers;
  const networkOfNorm = () =>
    tf.sequential({
      layers: [
        flatten({ inputShape: [28, 28, 1] }),
        batchNormalization({ name: "norm" }),
        dense({ units: 10, activation: "softmax", kernelInitializer: tf.initializers.ones() }),
      ],
    });
  assert.deepEqual(onKernels(networkOfNorm()), throughEngine(networkOfNorm()));
});
