import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "../properties.ts";
import { useBackend, useWasm } from "../../lib/backend/mod.ts";
import { batchNorm, convReluPool, dropout, softmaxCrossEntropy } from "../../lib/backend/ops.ts";
import { compare, numbers, type Program, testEachVariant } from "./compare.ts";

Deno.test("convReluPool() and its gradients equal the composed operation's for any sizes", async () => {
  const sizes = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    n: fc.integer({ min: 1, max: 5 }),
    h: fc.integer({ min: 4, max: 15 }),
    w: fc.integer({ min: 4, max: 15 }),
    c: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 48)),
    k: fc.oneof(fc.integer({ min: 1, max: 12 }).map((k) => 4 * k), fc.integer({ min: 1, max: 20 })),
    pad: fc.constantFrom<"valid" | "same">("valid", "same"),
  }).filter(({ n, h, w, c, k }) => n * h * w * c * k < 3e4);
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, n, h, w, c, k, pad }) => {
      const op = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
        convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, pad);
      const gradients = tf.grads((x, filter, bias) => op(x, filter, bias).square().sum());
      await compare(
        (x, filter, bias) => [op(x, filter, bias), ...gradients([x, filter, bias])],
        [numbers(seed, n, h, w, c), numbers(seed + 1, 3, 3, c, k), numbers(seed + 2, k)],
      );
    }),
    { numRuns: 200 },
  );
});

testEachVariant("convReluPool() gives the same bits with a gradient and without one", () => {
  for (const channels of [1, 5, 8]) {
    tf.tidy(() => {
      const image = tf.randomNormal([3, 9, 10, channels], 0, 1, "float32", 1) as tf.Tensor4D;
      const filter = tf.randomNormal([3, 3, channels, 8], 0, 1, "float32", 2) as tf.Tensor4D;
      const bias = tf.tensor1d([0, -0, 1, -1, 2, -2, 3, -3]);
      const op = (x: tf.Tensor) => convReluPool(x as tf.Tensor4D, filter, bias);
      const x = tf.relu(image);
      const { value } = tf.valueAndGrad(op)(x, tf.ones([3, 3, 4, 8]));
      assert.deepEqual(op(x).dataSync(), value.dataSync());
    });
  }
});

Deno.test("softmaxCrossEntropy() and its gradient equal the composed operation's", async () => {
  const labels = Uint8Array.from({ length: 33 }, (_, n) => n * 7 % 10);
  for (const smoothing of [0, 0.1, 1]) {
    const op = (logits: tf.Tensor) =>
      softmaxCrossEntropy(logits.mul(30) as tf.Tensor2D, labels, smoothing);
    const gradient = tf.grad((logits) => op(logits).mul(0.5));
    await compare((logits) => [op(logits), gradient(logits)], [numbers(1, 33, 10)]);
  }
});

Deno.test("softmaxCrossEntropy() pulls what belongs to no class towards equal probabilities", async () => {
  const op = (logits: tf.Tensor) => softmaxCrossEntropy(logits as tf.Tensor2D, [3, 10, 10], 0.1);
  await compare((logits) => [op(logits), tf.grad(op)(logits)], [numbers(1, 3, 10)]);
  const none = (logits: tf.Tensor) => softmaxCrossEntropy(logits as tf.Tensor2D, [10]);
  const even = tf.tensor2d([new Array(10).fill(1.5)]);
  assert.ok(Math.abs((await none(even).data())[0] - Math.log(10)) < 1e-6);
  for (const slope of await tf.grad(none)(even).data()) assert.ok(Math.abs(slope) < 1e-6);
});

Deno.test("softmaxCrossEntropy() says which label is wrong", () => {
  const logits = tf.zeros([2, 10]) as tf.Tensor2D;
  assert.throws(() => softmaxCrossEntropy(logits, [1]), /2 rows of logits with 1 labels/);
  assert.throws(
    () => softmaxCrossEntropy(logits, [1, 11]),
    /label 11: it must be a whole number from 0 to 10/,
  );
  logits.dispose();
});

Deno.test("dropout() and its gradient drop the same numbers as on the cpu backend", async () => {
  for (const [size, rate, first] of [[1, 0.5, 0], [7, 0.2, 3], [1000, 0.75, 4096], [34, 0, 1]]) {
    const op = (x: tf.Tensor) => dropout(x, rate, [1, 2, 3], first);
    const gradient = tf.grad((x) => op(x).square().sum());
    await compare((x) => [op(x), gradient(x)], [numbers(size, size)]);
  }
});

testEachVariant("dropout() drops as many as it should, and others with another key", async () => {
  await useWasm();
  const ones = tf.ones([100_000]);
  const [a, b] = [1, 2].map((seed) => dropout(ones, 0.3, [seed]).dataSync());
  const zeros = (values: ArrayLike<number>) =>
    Array.from(values).filter((value) => value === 0).length;
  assert.ok(Math.abs(zeros(a) - 30_000) < 1_000);
  assert.ok(Math.abs(zeros(a.map((value, i) => value + b[i])) - 9_000) < 600);
  ones.dispose();
});

testEachVariant("dropout() in parts equals dropout() of the whole", async () => {
  await useWasm();
  const x = tf.ones([10, 37]);
  const whole = dropout(x, 0.5, [7]).dataSync();
  const part = dropout(x.slice([4], [6]), 0.5, [7], 4 * 37).dataSync();
  assert.deepEqual(part, whole.slice(4 * 37));
  x.dispose();
});

Deno.test("softmaxCrossEntropy() refuses half a label and smoothing over 1", () => {
  const logits = tf.zeros([2, 10]) as tf.Tensor2D;
  assert.throws(
    () => softmaxCrossEntropy(logits, [1, 1.5]),
    /label 1.5: it must be a whole number/,
  );
  assert.throws(() => softmaxCrossEntropy(logits, [1, 2], 2), /by 2: it must be from 0 to 1/);
  assert.throws(() => softmaxCrossEntropy(logits, [1, 2], NaN), /by NaN/);
  logits.dispose();
});

Deno.test("dropout() refuses int32, on every backend", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await useBackend(backend);
    const x = tf.tensor1d([1, 2, 3], "int32");
    assert.throws(() => dropout(x, 0.5, [1]), /Cannot drop numbers of int32 \[3\]/);
    x.dispose();
  }
});

Deno.test("convReluPool() refuses images that are too small for a window, on every backend", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await useBackend(backend);
    tf.tidy(() => {
      const filter = tf.ones([3, 3, 1, 4]) as tf.Tensor4D, bias = tf.ones([4]) as tf.Tensor1D;
      const image = (height: number, width: number) =>
        tf.ones([1, height, width, 1]) as tf.Tensor4D;
      for (const [height, width] of [[2, 9], [3, 9], [9, 3]]) {
        assert.throws(() => convReluPool(image(height, width), filter, bias), /at least 4×4/);
      }
      assert.throws(() => convReluPool(image(1, 9), filter, bias, "same"), /at least 2×2/);
      assert.deepEqual(convReluPool(image(4, 5), filter, bias).shape, [1, 1, 1, 4]);
      assert.deepEqual(convReluPool(image(2, 3), filter, bias, "same").shape, [1, 1, 1, 4]);
    });
  }
});

Deno.test("dropout() refuses a rate that drops all", () => {
  assert.throws(() => dropout(tf.scalar(1), 1, [1]), /rate 1: it must be at least 0/);
});

Deno.test("batchNorm() and its gradients equal the composed operation's for any sizes", async () => {
  const sizes = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    c: fc.integer({ min: 1, max: 20 }),
    shift: fc.constantFrom(0, 3, -20),
    first: fc.integer({ min: 0, max: 8 }), // images of the first of two groups; 0: only one group
  }).filter(({ shape: [N, ...rest], first }) => { // of two numbers, both are ±1 nearly
    const numbers = tf.util.sizeFromShape(rest);
    return first < N && (N - first) * numbers > 2 && (first === 0 || first * numbers > 2);
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, shape, c, shift, first }) => {
      const here = first === 0 ? [shape[0]] : [first, shape[0] - first];
      const op = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        batchNorm(x.add(shift), gamma as tf.Tensor1D, beta as tf.Tensor1D, 0.01, { here });
      const weights = numbers(seed + 3, ...shape, c);
      const gradients = tf.grads((x, gamma, beta) => {
        const w = tf.tensor(weights.values, weights.shape);
        return op(x, gamma, beta).y.square().mul(w).sum();
      });
      const inputs = [numbers(seed, ...shape, c), numbers(seed + 1, c), numbers(seed + 2, c)];
      const program = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
        const { y, mean, variance } = op(x, gamma, beta);
        return [y, mean, variance, ...gradients([x, gamma, beta])];
      };
      await compare(
        program as Program,
        inputs,
        "",
        (x, gamma, beta) =>
          batchNormSizes(x.add(shift), gamma, beta, tf.tensor(weights.values, weights.shape)),
      );
    }),
    { numRuns: 200 },
  );
});

/**
 * The sums of the absolute terms of what the property above compares, for all images as one group: y,
 * mean, variance, and the gradients of Σ w·y² by x, γ and β.
 */
function batchNormSizes(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  w: tf.Tensor,
): tf.Tensor[] {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const { variance } = tf.moments(x, axes);
  const s = tf.rsqrt(tf.add(variance, 0.01));
  const apart = tf.abs(x).add(tf.mean(tf.abs(x), axes)); // |x| + |mean|
  const far = apart.mul(s), steep = gamma.abs().mul(s);
  const y = far.mul(gamma.abs()).add(beta.abs());
  const dy = y.mul(w.abs()).mul(2);
  const dx = dy.add(tf.mean(dy, axes)).add(far.mul(tf.mean(dy.mul(far), axes))).mul(steep);
  const mean = tf.mean(tf.abs(x), axes), squares = tf.mean(apart.square(), axes);
  return [y, mean, squares, dx, tf.sum(dy.mul(far), axes), tf.sum(dy, axes)];
}

testEachVariant(
  "batchNorm() of many rows: each channel has mean β and standard deviation γ",
  async () => {
    await useWasm();
    const [rows, c] = [20_000, 5];
    const { y } = batchNorm(
      tf.tensor(numbers(1, rows, c).values, [rows, c]).add(1000),
      tf.tensor1d([1, 2, 3, 4, 5]),
      tf.tensor1d([5, 4, 3, 2, 1]),
      1e-6,
    );
    const { mean, variance } = tf.moments(y, 0);
    Array.from(mean.dataSync()).forEach((value, i) => assert.ok(Math.abs(value - (5 - i)) < 1e-3));
    Array.from(variance.sqrt().dataSync())
      .forEach((value, i) => assert.ok(Math.abs(value - (1 + i)) < 1e-3));
  },
);

testEachVariant("batchNorm() takes each group of images by itself", async () => {
  await useWasm();
  const x = tf.tensor([1, 3, 5, 10, 20, 60], [6, 1]);
  const [gamma, beta] = [tf.ones([1]), tf.zeros([1])] as tf.Tensor1D[];
  const { y, mean } = batchNorm(x, gamma, beta, 0, { here: [3, 3] });
  const alone = (rows: number[]) => {
    const middle = rows.reduce((a, b) => a + b) / 3;
    const spread = Math.sqrt(rows.reduce((sum, v) => sum + (v - middle) ** 2, 0) / 3);
    return rows.map((v) => (v - middle) / spread);
  };
  [...alone([1, 3, 5]), ...alone([10, 20, 60])]
    .forEach((value, i) => assert.ok(Math.abs(y.dataSync()[i] - value) < 1e-5));
  assert.ok(Math.abs(mean.dataSync()[0] - 16.5) < 1e-5, "the mean of 3 and 30");
});

Deno.test("batchNorm() and convReluPool() refuse what does not fit, on every backend", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    await useBackend(backend);
    const [one, five] = [tf.ones([1]), tf.ones([5])] as tf.Tensor1D[];
    const x = tf.ones([4, 5]);
    assert.throws(() => batchNorm(x, one, five, 0.1), /Cannot normalise float32 \[4,5\] with γ/);
    assert.throws(() => batchNorm(x, five, five, 0.1, { here: [3] }), /groups of \[3\]/);
    assert.throws(() => batchNorm(x.toInt(), five, five, 0.1), /Cannot normalise int32/);

    const images = tf.ones([1, 8, 8, 3]) as tf.Tensor4D;
    const filter = (...shape: number[]) =>
      tf.ones(shape as [number, number, number, number]) as tf.Tensor4D;
    assert.throws(() => convReluPool(images, filter(3, 3, 1, 5), five), /Cannot convolve/);
    assert.throws(() => convReluPool(images, filter(3, 3, 3, 4), five), /bias of float32 \[5\]/);
    assert.throws(() => convReluPool(images, filter(5, 5, 3, 5), five), /Cannot convolve/);
    assert.throws(() => convReluPool(images.toInt(), filter(3, 3, 3, 5), five), /int32/);
  }
});
