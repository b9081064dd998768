import assert from "node:assert/strict";
import {
  checkGradient,
  cnnBackward,
  cnnForward,
  cnnLoss,
  type CnnWeights,
  initialCnnWeights,
  type Volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { random } from "../../lib/random.ts";
import { assertClose, fromTensor, randomVolume, tensor, tf } from "./helpers.ts";

const NAMES = ["kernel1", "bias1", "kernel2", "bias2", "weights3", "bias3"] as const;

/** Weights with biases that are not zero, and a picture. */
function setUp(side: number, filters: [number, number]) {
  const weights = initialCnnWeights(random(1), { side, filters, classes: 4 });
  for (const bias of ["bias1", "bias2", "bias3"] as const) {
    weights[bias].data.set(randomVolume(weights[bias].shape, 2).data.map((b) => 0.1 * b));
  }
  return { weights, image: randomVolume([side, side, 1], 3) };
}

Deno.test("the forward pass has the shapes that the book prints beside the layers", () => {
  const weights = initialCnnWeights(random(1), { filters: [3, 5] });
  const trace = cnnForward(randomVolume([28, 28, 1], 1), weights);
  assert.deepEqual(trace.convolved1.shape, [26, 26, 3]);
  assert.deepEqual(trace.pooled1.y.shape, [13, 13, 3]);
  assert.deepEqual(trace.convolved2.shape, [11, 11, 5]);
  assert.deepEqual(trace.pooled2.y.shape, [5, 5, 5]);
  assert.deepEqual(trace.flat.shape, [125]);
  assert.deepEqual(trace.probabilities.shape, [10]);
  assert(Math.abs(trace.probabilities.data.reduce((a, b) => a + b) - 1) < 1e-12);
});

Deno.test("the gradients of a small network's weights and picture agree with finite differences", () => {
  const { weights, image } = setUp(12, [2, 3]);
  const gradient = cnnBackward(cnnForward(image, weights), 2, weights);
  const parameters: Record<string, Volume> = { ...weights, image };
  for (const [name, volume] of Object.entries(parameters)) {
    const claimed = gradient[name as keyof typeof gradient];
    assert.deepEqual([...claimed.shape], [...volume.shape]);
    const { error, checked } = checkGradient(() => cnnLoss(image, 2, weights), volume, claimed);
    assert.equal(checked, volume.data.length);
    assert(error < 1e-6, `${name} is off by ${error}`);
  }
});

Deno.test("the check fails on blank paper with biases of zero, where ReLU has its kink", () => {
  const { image, weights } = setUp(12, [2, 3]);
  weights.bias1.data.fill(0);
  image.data.fill(0, 0, 60); // the first rows are blank
  const gradient = cnnBackward(cnnForward(image, weights), 2, weights);
  const check = checkGradient(() => cnnLoss(image, 2, weights), weights.bias1, gradient.bias1);
  assert(check.error > 1e-3, `it is off by ${check.error} only`);
});

Deno.test("the whole network and its gradients equal tfjs's", () => {
  const { weights, image } = setUp(16, [3, 4]);
  const forward = (x: tf.Tensor, ...w: tf.Tensor[]) => {
    const first = tf.conv2d(x as tf.Tensor3D, w[0] as tf.Tensor4D, 1, "valid").add(w[1]).relu();
    const pooled = tf.maxPool(first as tf.Tensor3D, 2, 2, "valid");
    const second = tf.conv2d(pooled, w[2] as tf.Tensor4D, 1, "valid").add(w[3]).relu();
    const flat = tf.maxPool(second as tf.Tensor3D, 2, 2, "valid").as2D(1, -1);
    return tf.matMul(flat, w[4] as tf.Tensor2D).add(w[5]).as1D();
  };
  const inputs = [image, ...NAMES.map((name) => weights[name])].map((v) => tensor(v));
  const trace = cnnForward(image, weights);
  assertClose(trace.logits, fromTensor(forward(inputs[0], ...inputs.slice(1))), 1e-5);
  const loss = (x: tf.Tensor, ...w: tf.Tensor[]) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot([1], 4), forward(x, ...w).as2D(1, 4)).asScalar();
  const gradient = cnnBackward(trace, 1, weights);
  const [dImage, ...dWeights] = tf.grads(loss)(inputs);
  assertClose(gradient.image, fromTensor(dImage), 1e-5);
  NAMES.forEach((name, i) => assertClose(gradient[name], fromTensor(dWeights[i]), 1e-5));
});

Deno.test("a few steps down the gradient lower the loss", () => {
  const { weights, image } = setUp(12, [2, 3]);
  const before = cnnLoss(image, 3, weights);
  for (let step = 0; step < 5; step++) {
    const gradient: CnnWeights = cnnBackward(cnnForward(image, weights), 3, weights);
    for (const name of NAMES) {
      gradient[name].data.forEach((g, i) => weights[name].data[i] -= 0.05 * g);
    }
  }
  assert(cnnLoss(image, 3, weights) < before - 0.1);
});

Deno.test("initialCnnWeights() has biases of zero, and the same numbers from the same source", () => {
  const a = initialCnnWeights(random(7)), b = initialCnnWeights(random(7));
  assert.deepEqual(a, b);
  assert.deepEqual(a.bias1, zeros([32]));
  assert.deepEqual(a.weights3.shape, [1600, 10]);
});

Deno.test("initialCnnWeights() rejects a picture that is too small", () => {
  assert.throws(() => initialCnnWeights(random(1), { side: 8 }), RangeError);
});
