/**
 * Numbers that random ones never are: blank paper, of which pictures of digits consist and which
 * the kernels skip; windows whose four numbers are equal; a ReLU at exactly 0; NaN.
 */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { convReluPool } from "../../lib/backend/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { compare, type Numbers, numbers, type Program, run } from "./compare.ts";

/** A block and its gradients, with a weight of its own for each output. */
function blockWithGradients(pad: "valid" | "same"): Program {
  const op = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
    convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, pad);
  const gradients = tf.grads((x, filter, bias) => {
    const y = op(x, filter, bias);
    const { values } = numbers(9, ...y.shape);
    return y.mul(tf.tensor(values, y.shape)).sum();
  });
  return (x, filter, bias) => [op(x, filter, bias), ...gradients([x, filter, bias])];
}

const zeros = (...shape: number[]): Numbers => ({
  shape,
  values: new Float32Array(tf.util.sizeFromShape(shape)),
});

/** Numbers of which most rows and columns of pixels are 0, in all channels. */
function mostlyBlank(seed: number, ...[n, h, w, c]: number[]): Numbers {
  const { shape, values } = numbers(seed, n, h, w, c);
  values.forEach((_, i) => {
    const pixel = Math.floor(i / c);
    if (pixel % w % 5 !== 0 || Math.floor(pixel / w) % 6 !== 0) values[i] = 0;
  });
  return { shape, values };
}

const digits: Numbers = {
  shape: [3, 28, 28, 1],
  values: Float32Array.from(builtinDigits({ count: 3, seed: 1 }).images, (grey) => grey / 255),
};

for (const pad of ["valid", "same"] as const) {
  const block = blockWithGradients(pad);

  Deno.test(`a block on digits, whose paper is blank, equals the cpu backend's (${pad})`, async () => {
    for (const sign of [1, -1]) { // with a negative bias, blank paper stays dark
      const bias = {
        shape: [8],
        values: Float32Array.from({ length: 8 }, (_, k) => sign * (k + 1) / 8),
      };
      await compare(block, [digits, numbers(2, 3, 3, 1, 8), bias]);
    }
  });

  Deno.test(`a block on pictures with single dots equals the cpu backend's (${pad})`, async () => {
    for (const c of [1, 3, 4]) {
      for (const [h, w] of [[14, 14], [9, 12]]) {
        const x = mostlyBlank(h, 2, h, w, c);
        await compare(block, [x, numbers(2, 3, 3, c, 4), numbers(3, 4)], `${c} channels`);
      }
    }
  });

  Deno.test(`a block's dot counts wherever in its patch it lies (${pad})`, async () => {
    for (const c of [1, 4]) {
      for (let place = 0; place < 36; place++) {
        const x = zeros(1, 6, 6, c);
        x.values[place * c] = 1;
        await compare(block, [x, numbers(2, 3, 3, c, 4), numbers(3, 4)], `place ${place}`);
      }
    }
  });

  Deno.test(`a block of zeros whose ReLU stands at exactly 0 has no gradient (${pad})`, async () => {
    for (const c of [1, 4]) {
      const inputs = [zeros(1, 8, 8, c), numbers(2, 3, 3, c, 4), zeros(4)];
      await compare(block, inputs);
      for (const { values } of await run("wasm", block, inputs)) {
        assert.ok(values.every((value) => value === 0));
      }
    }
  });

  Deno.test(`of equal outputs in a block's window the first gets the gradient (${pad})`, async () => {
    for (const c of [1, 4]) {
      const flat = zeros(1, 8, 8, c);
      flat.values.fill(1);
      const filter = numbers(2, 3, 3, c, 4);
      filter.values.forEach((value, i) => filter.values[i] = Math.abs(value));
      await compare(block, [flat, filter, zeros(4)]);
    }
  });
}

Deno.test("relu() at exactly 0 gives 0 and lets no gradient through, in first and second gradients", async () => {
  const x: Numbers = { shape: [9], values: Float32Array.of(-1, 0, 1, -0, 2, 0, 0, 0, 0) };
  const gradient = tf.grad((x) => tf.relu(x).mul(tf.range(1, 10)).sum());
  const second = tf.grad((x) => tf.grad((x) => tf.relu(x).square().sum())(x).square().sum());
  await compare((x) => [tf.relu(x), gradient(x), second(x)], [x]);
});

Deno.test("maxPool() of blank paper equals the cpu backend's, gradient included", async () => {
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same");
  const gradient = tf.grad((x) => pool(x).add(1).square().sum());
  await compare((x) => [pool(x), gradient(x)], [mostlyBlank(1, 2, 9, 9, 5)]);
});

Deno.test("relu(), and fused activations, pass NaN on as cpu does", async () => {
  const x = numbers(1, 7, 9);
  x.values.set([NaN, -1, NaN, Infinity, -Infinity]);
  x.values[62] = NaN; // behind the last whole vector
  const w = numbers(2, 9, 11), [a, filter] = [numbers(3, 1, 5, 5, 2), numbers(4, 3, 3, 2, 5)];
  a.values[24] = NaN;
  for (const activation of ["relu", "relu6"] as const) {
    const outputs = (x: tf.Tensor, w: tf.Tensor, a: tf.Tensor, filter: tf.Tensor) =>
      [
        tf.relu(x),
        tf.fused.matMul({ a: x as tf.Tensor2D, b: w as tf.Tensor2D, activation }),
        tf.fused.conv2d({
          ...{ x: a as tf.Tensor4D, filter: filter as tf.Tensor4D, activation },
          ...{ strides: 2, pad: "same" as const },
        }),
      ].map((y) => tf.isNaN(y).cast("float32"));
    await compare(outputs as Program, [x, w, a, filter], activation);
    const [direct, product, convolved] = await run("wasm", outputs as Program, [x, w, a, filter]);
    assert.deepEqual([...direct.values.subarray(0, 5)], [1, 0, 1, 0, 0], activation);
    assert.ok(product.values[0] === 1 && convolved.values.includes(1), activation);
  }
});
