/** The page's backward pass, held against tfjs's and the library's own. */

import assert from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy, useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import {
  loadPacked,
  pack,
  parameterCount,
  tinyNetwork,
  unpacked,
} from "../../lib/compression/mod.ts";
import {
  cnn,
  loadModel,
  modelFiles,
  type Network,
  network,
  NETWORKS,
} from "../../lib/model/mod.ts";
import { predict } from "../../lib/training/mod.ts";
import { layersOf } from "../../lib/model/network.ts";
import { type Backward, backward } from "../../lib/page/app/backward/gradients.ts";
import { descend } from "../../lib/page/app/backward/descend.ts";
import { occlude, spread } from "../../lib/page/app/backward/occlusion.ts";
import { type GradientTerms, termsOf } from "../../lib/page/app/backward/terms.ts";
import { numbersOf } from "../../lib/page/app/network/count.ts";
import { unpackNetwork } from "../../lib/page/app/network/unpack.ts";
import type { PlainNetwork } from "../../lib/page/app/network/layers.ts";
import { parseNetwork } from "../../lib/page/app/network/parse.ts";
import { probabilitiesOf, traceNetwork } from "../../lib/page/app/network/trace.ts";
import { cnnBackward, cnnForward, type CnnWeights, volume } from "../../lib/reference/mod.ts";
import { random } from "../../lib/random.ts";
import { forward } from "../../lib/training/forward.ts";

const DIGITS = builtinDigits({ count: 6, seed: 9 });
const next = random(9);

/**
 * Digits with a grain: where ink is evenly black, two numbers in a pooling window are equal but for
 * rounding, and which of them wins is chance.
 */
const GRAINY = DIGITS.images.map((grey) => Math.abs(grey - 20 * next()));
const digit = (i: number) => GRAINY.slice(i * 784, (i + 1) * 784);
const SMALL = join(import.meta.dirname!, "..", "..", "data", "model", "small");

/** A network of tfjs as the page has it. */
async function plain(model: Network): Promise<PlainNetwork> {
  const [json, weights] = await modelFiles(model);
  return parseNetwork("test", JSON.parse(new TextDecoder().decode(json.bytes)), weights.bytes);
}

/** Fails unless two lists of numbers agree, relative to the largest. */
function close(found: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  assert.equal(found.length, wanted.length, what);
  const most = Math.max(1e-6, ...Array.from(wanted, Math.abs));
  for (let i = 0; i < wanted.length; i++) {
    assert.ok(
      Math.abs(found[i] - wanted[i]) <= 1e-4 * most,
      `${what} ${i}: ${found[i]}, ${wanted[i]}`,
    );
  }
}

/** The page's gradients by the names of tfjs's weights. */
function byName({ layers }: Backward): Map<string, ArrayLike<number>> {
  const tfNames: Record<string, string> = { weights: "kernel", scale: "gamma", shift: "beta" };
  return new Map(
    layers.flatMap(({ step: { layer }, weights }) =>
      weights.map(({ name, gradient }) => [`${layer.name}/${tfNames[name] ?? name}`, gradient.data])
    ),
  );
}

/** The scale of a layer's γ in the page's own number: 1 / √(variance + ε), per channel. */
function perGamma(model: Network, name: string): ArrayLike<number> {
  const layer = model.getLayer(name), { epsilon } = layer.getConfig() as { epsilon: number };
  return tf.tidy(() => tf.rsqrt(tf.add(layer.getWeights()[3], epsilon)).dataSync());
}

async function compare(model: Network): Promise<void> {
  const network = await plain(model);
  for (let i = 0; i < DIGITS.labels.length; i++) {
    const steps = traceNetwork(network, digit(i)), label = (DIGITS.labels[i] + i % 2) % 10;
    const found = backward(steps, label)!;
    const image = tf.tensor(Float32Array.from(digit(i), (grey) => grey / 255), [1, 28, 28, 1]);
    const loss = (x: tf.Tensor) => softmaxCrossEntropy(forward(model, x), [label]) as tf.Scalar;
    const { value, grads } = tf.variableGrads(() => loss(image));
    close([found.loss], value.dataSync(), "loss");
    const own = byName(found);
    let compared = 0;
    for (const layer of layersOf(model)) {
      for (const weight of layer.trainableWeights) {
        const wanted = grads[(weight.read() as tf.Variable).name].dataSync();
        const name = weight.originalName;
        const factor = name.endsWith("/gamma") ? perGamma(model, layer.name) : undefined;
        const gradient = Array.from(own.get(name)!, (g, c) => factor ? g * factor[c] : g);
        // The page's shift holds −mean · scale too, so γ's gradient has a part from there.
        if (factor) {
          const mean = layer.getWeights()[2].dataSync(),
            beta = own.get(name.replace("gamma", "beta"))!;
          gradient.forEach((_, c) => gradient[c] -= beta[c] * mean[c] * factor[c]);
        }
        close(gradient, wanted, name);
        compared++;
      }
    }
    assert.equal(compared, own.size);
    close(found.layers[0].input.data, tf.grad(loss)(image).dataSync(), "image");
  }
}

Deno.test("the page's gradients are tfjs's, for the book's network and the small one", async () => {
  await useWasm();
  await compare(cnn(3));
  await compare(await loadModel(SMALL));
});

Deno.test("the page's gradients are those of the book's loops, to the last bit", async () => {
  await useWasm();
  const network = await plain(cnn(3));
  const steps = traceNetwork(network, digit(0));
  const found = backward(steps, 4)!, weights = found.layers.flatMap(({ weights }) => weights);
  const names = ["kernel1", "bias1", "kernel2", "bias2", "weights3", "bias3"] as const;
  const byHand = Object.fromEntries(names.map((name, i) => [name, weights[i].values]));
  const image = volume([28, 28, 1], Float64Array.from(digit(0), (grey) => grey / 255));
  const { image: dImage, ...wanted } = cnnBackward(
    cnnForward(image, byHand as unknown as CnnWeights),
    4,
    byHand as unknown as CnnWeights,
  );
  names.forEach((name, i) => assert.deepEqual(weights[i].gradient, wanted[name], name));
  assert.deepEqual(found.layers[0].input, dImage);
});

/** The sum of a gradient's terms. */
function total(terms: GradientTerms): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  switch (terms.kind) {
    case "loss":
      return terms.probability - terms.truth;
    case "dense":
      return sum(terms.terms.map(({ product }) => product));
    case "convolution":
      return sum(terms.channels.map((channel) => channel.sum));
    case "pooling":
      return sum(terms.windows.map(({ gradient, part }) => gradient * part));
    default:
      return terms.gradient * terms.factor;
  }
}

Deno.test("every network of the library and one with other layers are read, and compute what tfjs does", async () => {
  await useWasm();
  const tiny = tinyNetwork([[8], [8], [10]], 1); // with the mean of each map
  const { conv2d, reLU, averagePooling2d, flatten, dense } = tf.layers;
  const means = tf.sequential({
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 4, kernelSize: 5, strides: 2 }),
      reLU(),
      averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      flatten(),
      dense({ units: 10, useBias: false, activation: "softmax" }),
    ],
  });
  for (const model of [...NETWORKS.map((name) => network(name, 2)), tiny, means]) {
    const wanted = await predict(model, digit(2));
    close(probabilitiesOf(await plain(model), digit(2)), wanted, model.name);
    model.dispose();
  }
});

Deno.test("the packed network is read, and computes what tfjs does", async () => {
  await useWasm();
  const packed = (await loadPacked(join(SMALL, "..", "tiny")))!, model = unpacked(packed);
  const plain = unpackNetwork("tiny", pack(packed));
  for (let i = 0; i < 6; i++) {
    close(probabilitiesOf(plain, digit(i)), await predict(model, digit(i)), `digit ${i}`);
  }
  assert.equal(numbersOf(plain), parameterCount(packed));
  assert.throws(() => unpackNetwork("tiny", pack({ ...packed, input: [32, 28, 1] })), {
    name: "UserError",
    message: "Cannot read digits with tiny: its pictures are 32 × 28 × 1",
  });
});

Deno.test("a network's parameters are counted as tfjs counts them", async () => {
  await useWasm();
  const model = await loadModel(SMALL);
  assert.equal(numbersOf(await plain(model)), model.countParams());
});

Deno.test("the terms of a gradient add up to it, at every layer", async () => {
  await useWasm();
  for (const model of [cnn(3), await loadModel(SMALL), tinyNetwork([[8], [8], [10]], 1)]) {
    const steps = traceNetwork(await plain(model), digit(1)), found = backward(steps, 4)!;
    const views = [found.layers[0].input, ...found.layers.map(({ output }) => output)];
    views[steps.length] = found.layers.at(-1)!.sums;
    const kinds = new Set<string>();
    for (const [view, { data }] of views.entries()) {
      const next = random(1, view), most = Math.max(...data.map(Math.abs));
      for (let i = 0; i < 30; i++) {
        const at = Math.floor(next() * data.length), terms = termsOf(found, view, at, 4);
        kinds.add(terms.kind);
        assert.equal(terms.result, data[at]);
        assert.ok(Math.abs(total(terms) - data[at]) <= 1e-9 * most, `view ${view}, ${at}`);
      }
    }
    assert.ok(kinds.size >= 5, [...kinds].join());
  }
});

Deno.test("a step of gradient descent makes the true digit more probable, and leaves the network alone", async () => {
  await useWasm();
  const network = await plain(await loadModel(SMALL));
  const before = traceNetwork(network, digit(0)), label = (DIGITS.labels[0] + 1) % 10;
  const found = backward(before, label)!;
  const stepped = descend(network, found, 0.01, "stepped");
  const after = probabilitiesOf(stepped, digit(0));
  assert.ok(after[label] > before.at(-1)!.output.data[label]);
  assert.deepEqual(probabilitiesOf(network, digit(0)), before.at(-1)!.output.data);
  const { values, gradient } = found.layers[0].weights[0];
  const [moved] = stepped.layers;
  assert.ok(moved.kind === "convolution");
  assert.equal(moved.kernel.data[5], values.data[5] - 0.01 * gradient.data[5]);
});

Deno.test("occlusion tells how much less probable a digit is without each patch", () => {
  const digit = new Uint8Array(784);
  digit[10 * 28 + 12] = 255; // a single pixel of ink, which makes all of the probability
  const places = [...occlude(digit, (image) => image[10 * 28 + 12] / 255)];
  const covering = places.filter(({ drop }) => drop === 1);
  assert.equal(places.length, 12 * 12);
  assert.ok(
    covering.every(({ row, column }) => row <= 10 && row > 3 && column <= 12 && column > 5),
  );
  assert.equal(covering.length, 4 * 4); // rows 4, 6, 8, 10 and columns 6, 8, 10, 12
});

Deno.test("a pixel is worth the mean of all patches that covered it", () => {
  const drops = new Float64Array(784), counts = new Float64Array(784);
  spread({ row: 0, column: 0, drop: 0.5 }, drops, counts);
  spread({ row: 0, column: 2, drop: 0.2 }, drops, counts);
  spread({ row: 24, column: 24, drop: 0.1 }, drops, counts); // over the edge
  const worth = [0, 2, 6, 7, 8, 9, 28 * 7].map((at) => drops[at].toFixed(2));
  assert.deepEqual(worth, ["0.50", "0.35", "0.35", "0.20", "0.20", "0.00", "0.00"]);
  assert.equal(drops[783].toFixed(2), "0.10");
  assert.equal(counts.reduce((a, b) => a + b), 2 * 49 + 16);
});
