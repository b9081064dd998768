/** NaN is passed on, forward and backward: numbers that went wrong must not look right again. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { convReluPool, softmaxCrossEntropy } from "../../lib/backend/ops.ts";

/** NaN with its sign bit clear, and set, as arithmetic makes it on x86. */
const NANS = new Float32Array(new Int32Array([0x7fc00000, 0xffc00000 | 0]).buffer);

/** Numbers with both kinds of NaN: in a vector's four lanes and in the rest of a row. */
function strange(count: number): tf.Tensor1D {
  const numbers = Float32Array.from({ length: count }, (_, i) => i % 5 - 2);
  const bits = new Int32Array(numbers.buffer), nans = new Int32Array(NANS.buffer);
  for (let i = 0; i < count; i += 3) bits[i] = nans[i / 3 % 2];
  return tf.tensor1d(numbers);
}

/** Fails unless NaN is at every third place and nowhere else. */
function assertPassed(y: tf.Tensor, what: string): void {
  y.dataSync().forEach((value, i) =>
    assert.equal(Number.isNaN(value), i % 3 === 0, `${what}, element ${i}: ${value}`)
  );
}

Deno.test("activations and their gradients pass NaN on", async () => {
  await useWasm();
  const operations: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    relu: (x) => tf.relu(x),
    relu6: (x) => tf.relu6(x),
    leakyRelu: (x) => tf.leakyRelu(x),
    elu: (x) => tf.elu(x),
    sigmoid: (x) => tf.sigmoid(x),
    tanh: (x) => tf.tanh(x),
    clip: (x) => tf.clipByValue(x, -1, 1),
    maximum: (x) => tf.maximum(x, 0),
    "maximum, the other way": (x) => tf.maximum(tf.scalar(0), x),
    minimum: (x) => tf.minimum(x, tf.zerosLike(x)),
    power: (x) => tf.pow(tf.onesLike(x), x),
  };
  tf.tidy(() => {
    for (const count of [1, 4, 7, 18]) {
      const x = strange(count);
      for (const [name, operation] of Object.entries(operations)) {
        assertPassed(operation(x), name);
      }
      assertPassed(tf.grad((x) => tf.relu(x))(x), "relu's gradient");
      assertPassed(tf.grad((x) => tf.relu6(x))(x), "relu6's gradient");
    }
  });
});

Deno.test("fused operations pass NaN on through every activation", async () => {
  await useWasm();
  tf.tidy(() => {
    const x = strange(12).reshape([12, 1]) as tf.Tensor2D, one = tf.ones([1, 1]) as tf.Tensor2D;
    const image = strange(12).reshape([1, 3, 4, 1]) as tf.Tensor4D;
    const filter = tf.ones([1, 1, 1, 1]) as tf.Tensor4D;
    for (const activation of ["linear", "relu", "relu6", "elu", "sigmoid"] as const) {
      assertPassed(tf.fused.matMul({ a: x, b: one, activation }), activation);
      const convolution = { x: image, filter, strides: 1, pad: "valid", activation } as const;
      assertPassed(tf.fused.conv2d(convolution), activation);
      assertPassed(tf.fused.depthwiseConv2d(convolution), activation);
    }
  });
});

Deno.test("reductions of NaN are NaN", async () => {
  await useWasm();
  tf.tidy(() => {
    const x = strange(4);
    const operations = { max: tf.max, min: tf.min, sum: tf.sum, mean: tf.mean, prod: tf.prod };
    for (const [name, operation] of Object.entries(operations)) {
      assert.ok(Number.isNaN(operation(x).dataSync()[0]), name);
    }
    assert.ok(tf.softmax(x).dataSync().every(Number.isNaN), "softmax");
  });
});

Deno.test("convReluPool() and its gradients pass NaN on from each of a window's places", async () => {
  await useWasm();
  for (const channels of [1, 8]) {
    for (const [y, x] of [[2, 2], [2, 3], [3, 2], [3, 3]]) {
      tf.tidy(() => {
        // One output alone sees both infinities, and ∞ − ∞ is NaN; a NaN would reach its neighbours.
        const image = tf.buffer([1, 6, 6, channels]), filter = tf.ones([3, 3, channels, 4]);
        image.set(Infinity, 0, y, x, 0);
        image.set(-Infinity, 0, y + 2, x + 2, 0);
        const inputs = [image.toTensor(), filter, tf.ones([4])];
        const op = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
          convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D);
        const alone = op(inputs[0], inputs[1], inputs[2]); // [1, 2, 2, 4]
        const { value } = tf.valueAndGrads((x, filter, bias) => op(x, filter, bias))(
          inputs,
          tf.ones(alone.shape),
        );
        for (const pooled of [alone, value]) {
          const last = pooled.dataSync().slice(12);
          assert.ok(last.every(Number.isNaN), `${channels} channels, place ${y}, ${x}: ${last}`);
        }
        const gradients = tf.grads((x, filter, bias) => op(x, filter, bias).square())(inputs);
        for (const gradient of gradients) {
          assert.ok(gradient.dataSync().some(Number.isNaN), "a gradient without NaN");
        }
      });
    }
  }
});

Deno.test("convReluPool() of blank paper passes NaN of the filter on", async () => {
  await useWasm();
  tf.tidy(() => {
    const filter = tf.buffer([3, 3, 1, 4]);
    filter.set(NaN, 0, 2, 0, 1); // of the second filter
    const blank = tf.zeros([1, 8, 8, 1]) as tf.Tensor4D;
    const pooled = convReluPool(blank, filter.toTensor() as tf.Tensor4D, tf.ones([4]));
    pooled.dataSync().forEach((value, i) => assert.equal(Number.isNaN(value), i % 4 === 1));
  });
});

Deno.test("a loss of NaN says NaN, and so does training on pictures of NaN", async () => {
  await useWasm();
  const logits = tf.tensor2d([[1, NaN], [0, 1]]);
  const gradient = tf.grad((logits) => softmaxCrossEntropy(logits as tf.Tensor2D, [0, 1]));
  assert.ok(Number.isNaN(softmaxCrossEntropy(logits, [0, 1]).dataSync()[0]));
  assert.ok(gradient(logits).dataSync().slice(0, 2).every(Number.isNaN));

  for (const activation of ["relu", "relu6"] as const) {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2, activation: "softmax" }),
      ],
    });
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const images = tf.fill([4, 8, 8, 1], NaN), labels = tf.oneHot([0, 1, 0, 1], 2);
    const { history } = await model.fit(images, labels, { verbose: 0 });
    assert.ok(Number.isNaN(history.loss[0]), `${activation}: a loss of ${history.loss[0]}`);
    model.dispose();
    tf.dispose([images, labels]);
  }
  logits.dispose();
});
