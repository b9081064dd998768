/** The kernels in training: whatever a program does with its tensors, the numbers stay right. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { convReluPool, softmaxCrossEntropy, useBackend } from "../../lib/backend/mod.ts";
import { currentWasm } from "../../lib/backend/kernels/native.ts";
import { assertClose, type Numbers, numbers, run, testEachVariant } from "./compare.ts";

/** Two blocks and a dense layer. */
const SHAPES = [[3, 3, 1, 4], [4], [3, 3, 4, 8], [8], [32, 10], [10]];

const weights = SHAPES.map((shape, i) => {
  const { values } = numbers(i + 1, ...shape);
  return { shape, values: values.map((value) => value / 3) };
});

function loss(images: tf.Tensor, labels: Uint8Array, ...weights: tf.Tensor[]): tf.Scalar {
  const [filter1, bias1, filter2, bias2, dense, bias] = weights;
  const block1 = convReluPool(images as tf.Tensor4D, filter1 as tf.Tensor4D, bias1 as tf.Tensor1D);
  const block2 = convReluPool(block1, filter2 as tf.Tensor4D, bias2 as tf.Tensor1D);
  const logits = block2.reshape([images.shape[0], 32]).matMul(dense).add(bias);
  return softmaxCrossEntropy(logits as tf.Tensor2D, labels);
}

function batch(size: number): [images: Numbers, labels: Uint8Array] {
  return [numbers(size, size, 16, 16, 1), Uint8Array.from({ length: size }, (_, n) => n % 10)];
}

/** Loss and gradients of a batch on a backend. */
async function step(backend: "cpu" | "wasm", size: number): Promise<Numbers[]> {
  const [images, labels] = batch(size);
  return await run(backend, (images, ...weights) => {
    const { value, grads } = tf.valueAndGrads((...weights) => loss(images, labels, ...weights))(
      weights,
    );
    return [value, ...grads];
  }, [images, ...weights]);
}

function setUp(): tf.Variable[] {
  return weights.map(({ values, shape }) =>
    tf.tidy(() => tf.variable(tf.tensor(values.slice(), shape)))
  );
}

/** A step of plain gradient descent; the loss. */
function descend(variables: tf.Variable[], size: number): number {
  const [{ values, shape }, labels] = batch(size);
  return tf.tidy(() => {
    const images = tf.tensor(values.slice(), shape);
    const { value, grads } = tf.variableGrads(() => loss(images, labels, ...variables), variables);
    for (const variable of variables) {
      variable.assign(variable.sub(grads[variable.name].mul(0.01 / size)));
    }
    return value.dataSync()[0];
  });
}

testEachVariant(
  "a step's loss and gradients equal the cpu backend's, also as the batch changes",
  async () => {
    const expected = new Map<number, Numbers[]>();
    for (const size of [1, 7, 32]) expected.set(size, await step("cpu", size));
    for (const size of [7, 1, 32, 7]) {
      assertClose(await step("wasm", size), expected.get(size)!, `batch ${size}`);
    }
  },
);

testEachVariant("the gradients predict what a small step does to the loss", async () => {
  await useBackend("wasm");
  const [{ values, shape }, labels] = batch(16);
  tf.tidy(() => {
    const images = tf.tensor(values, shape);
    const at = weights.map(({ values, shape }) => tf.tensor(values.slice(), shape));
    const f = (...weights: tf.Tensor[]) => loss(images, labels, ...weights);
    const gradients = tf.grads(f)(at);
    for (const [i, weight] of at.entries()) {
      const direction = tf.tensor(numbers(99 + i, ...weight.shape).values, weight.shape);
      const beside = (h: number) =>
        f(...at.map((w, j) => i === j ? w.add(direction.mul(h)) : w)).dataSync()[0];
      const measured = (beside(1e-3) - beside(-1e-3)) / 2e-3;
      const predicted = gradients[i].mul(direction).sum().dataSync()[0];
      const difference = Math.abs(measured - predicted);
      assert.ok(difference < 0.02 * Math.abs(measured) + 0.2, `${i}: ${measured}, ${predicted}`);
    }
  });
});

testEachVariant("memory that grows in the middle of a step is survived", async () => {
  tf.removeBackend("wasm"); // a new one has little memory
  await useBackend("wasm");
  const { memory } = currentWasm()!.wasm.asm;
  const [images, labels] = batch(4);
  const repeated = (times: number) =>
    run("wasm", (images, ...weights) => {
      const many = tf.tile(images, [times, 1, 1, 1]);
      const all = Uint8Array.from({ length: 4 * times }, (_, n) => labels[n % 4]);
      return tf.grads((...weights) => loss(many, all, ...weights).div(times))(weights);
    }, [images, ...weights]);
  const expected = await repeated(1), before = memory.buffer.byteLength;
  for (const times of [16, 256, 4096]) assertClose(await repeated(times), expected, `${times}`);
  assert.ok(memory.buffer.byteLength > 2 * before, "memory did not grow: the test tests nothing");
});

testEachVariant("two networks that take turns learn as each would alone", async () => {
  await useBackend("wasm");
  const alone = setUp();
  const losses = [1, 2, 3, 4].map((i) => descend(alone, 8 * i));
  tf.dispose(alone);
  const before = tf.memory().numTensors;
  const first = setUp(), second = setUp(), passing = setUp();
  descend(passing, 5);
  for (const [i, loss] of losses.entries()) {
    assert.equal(descend(first, 8 * (i + 1)), loss);
    if (i === 1) tf.dispose(passing);
    assert.equal(descend(second, 8 * (i + 1)), loss);
  }
  tf.dispose([first, second]);
  assert.equal(tf.memory().numTensors, before);
});

testEachVariant("a hundred steps leave no tensor and no memory behind", async () => {
  await useBackend("wasm");
  const variables = setUp();
  descend(variables, 32);
  const { numTensors, numBytes } = tf.memory();
  const { memory } = currentWasm()!.wasm.asm;
  const bytes = memory.buffer.byteLength;
  for (let i = 0; i < 100; i++) descend(variables, 32);
  assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  assert.equal(memory.buffer.byteLength, bytes);
  tf.dispose(variables);
});

testEachVariant("a result that memory cannot hold is refused in a sentence", async () => {
  await useBackend("wasm");
  const column = tf.zeros([40_000, 1]), row = tf.zeros([1, 40_000]);
  const before = tf.memory().numTensors;
  assert.throws(() => tf.matMul(column, row), /^UserError: Cannot allocate 6400000000 bytes/);
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([column, row]);
});

testEachVariant("sizes that do not fit together are refused in a sentence", async () => {
  await useBackend("wasm");
  tf.tidy(() => {
    const wide = tf.zeros([2, 3]), small = tf.zeros([1, 4, 4, 1]) as tf.Tensor4D;
    assert.throws(() => tf.matMul(wide, wide), /inner sizes 3 and 2 differ/);
    const filter = tf.zeros([7, 1, 1, 1]) as tf.Tensor4D;
    assert.throws(() => tf.conv2d(small, filter, 1, 0), /the output would have the shape \[1,-2,/);
  });
});
