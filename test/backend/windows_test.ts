/**
 * Convolutions and poolings whose sizes tfjs gets wrong on its wasm backend, some on every backend:
 * the right values, worked out by hand.
 */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";

type Pad = "valid" | "same" | number;

const ones = (...shape: [number, number, number, number]) => tf.ones(shape) as tf.Tensor4D;

/** Numbers 1, 2, 3 … in a shape. */
const counted = (...shape: number[]) =>
  tf.range(1, tf.util.sizeFromShape(shape) + 1).reshape(shape) as tf.Tensor4D;

/** Fails if a result has other values or another shape, or if memory is damaged. */
async function assertValues(
  compute: () => tf.Tensor,
  shape: number[],
  values: number[],
): Promise<void> {
  await useWasm();
  tf.tidy(() => {
    const y = compute();
    assert.deepEqual(y.shape, shape);
    y.dataSync().forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-5, `${y}`));
    for (let i = 0; i < 5; i++) {
      const sum = tf.add(tf.tensor([1, 2, 3]), tf.tensor([4, 5, 6]));
      assert.deepEqual([...sum.dataSync()], [5, 7, 9], "memory is damaged");
    }
  });
}

const filled = (count: number, value: number) => Array.from({ length: count }, () => value);

Deno.test("avgPool() with a window of 3×1 leaves the width as it is", async () => {
  await assertValues(() => tf.avgPool(ones(1, 7, 6, 3), [3, 1], 1, 0), [1, 5, 6, 3], filled(90, 1));
});

Deno.test("maxPool() with unequal strides takes each axis by its own", async () => {
  const pool = () => tf.maxPool(counted(1, 4, 6, 1), 2, [1, 3], 0);
  await assertValues(pool, [1, 3, 2, 1], [8, 11, 14, 17, 20, 23]);
});

Deno.test("depthwiseConv2d() with a filter of 3×1 leaves the width as it is", async () => {
  const convolve = () => tf.depthwiseConv2d(ones(1, 5, 4, 3), ones(3, 1, 3, 1), 1, 0);
  await assertValues(convolve, [1, 3, 4, 3], filled(36, 3));
});

Deno.test("a window larger than the input is refused in a sentence, and nothing is damaged", async () => {
  await useWasm();
  const image = ones(1, 2, 2, 1),
    refusal = /^RangeError: Cannot (pool|convolve) \[1,2,2,1\] with a /;
  assert.throws(() => tf.maxPool(image, 5, 1, "valid"), refusal);
  assert.throws(() => tf.avgPool(image, 5, 1, "valid"), refusal);
  assert.throws(() => tf.depthwiseConv2d(image, ones(5, 5, 1, 1), 1, "valid"), refusal);
  assert.throws(() => tf.conv2d(image, ones(5, 5, 1, 1), 1, "valid"), refusal);
  const cube = tf.ones([1, 2, 2, 2, 1]) as tf.Tensor5D; // tfjs takes the output for empty
  await assertValues(() => tf.maxPool3d(cube, 5, 1, "valid"), [1, 0, 0, 0, 1], []);
  await assertValues(() => tf.maxPool(image, 2, 1, "valid"), [1, 1, 1, 1], [1]);
  tf.dispose([image, cube]);
});

Deno.test("depthwiseConv2d() with a stride over the filter's width skips what lies between", async () => {
  const convolve = () => tf.depthwiseConv2d(ones(1, 4, 4, 1), ones(3, 1, 1, 1), 2, "same");
  await assertValues(convolve, [1, 2, 2, 1], [3, 3, 2, 2]);
});

Deno.test("conv3d() trains to the right weights: each input and each tap counts once", async () => {
  const x = tf.ones([1, 3, 3, 3, 1]) as tf.Tensor5D,
    filter = tf.ones([2, 2, 2, 1, 1]) as tf.Tensor5D;
  const gradients = tf.grads((x, filter) =>
    tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 2, "valid")
  );
  const row = [1, 1, 0, 1, 1, 0, 0, 0, 0]; // the first two rows and columns
  const dx = [...row, ...row, ...filled(9, 0)];
  await assertValues(() => gradients([x, filter])[0], [1, 3, 3, 3, 1], dx);
  await assertValues(() => gradients([x, filter])[1], [2, 2, 2, 1, 1], filled(8, 1));
});

Deno.test("maxPool3d() of negative numbers is negative", async () => {
  const pool = () => tf.maxPool3d(tf.neg(tf.ones([1, 2, 2, 2, 1])) as tf.Tensor5D, 2, 1, "valid");
  await assertValues(pool, [1, 1, 1, 1, 1], [-1]);
});

Deno.test("avgPool()'s gradient at the border divides by what lies in the input", async () => {
  // Windows of 2×2 on 3×3, stride 2, padding below and to the right: 4, 2, 2 and 1 places.
  const gradient = tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "same"));
  const quarter = 1 / 4, half = 1 / 2;
  await assertValues(() => gradient(ones(1, 3, 3, 1)), [1, 3, 3, 1], [
    ...[quarter, quarter, half],
    ...[quarter, quarter, half],
    ...[half, half, 1],
  ]);
});

Deno.test("avgPool3d()'s gradient at the border divides by what lies in the input", async () => {
  const gradient = tf.grad((x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, "same"));
  await assertValues(() => gradient(tf.ones([1, 1, 1, 3, 1])), [1, 1, 1, 3, 1], [0.5, 0.5, 1]);
});

Deno.test("upsampling a batch to nearest neighbours has its gradient in each picture", async () => {
  const upsample = (x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2, 2]);
  const weights = counted(2, 2, 2, 1);
  const gradient = tf.grad((x) => upsample(x).mul(weights).sum());
  await assertValues(() => gradient(ones(2, 1, 1, 1)), [2, 1, 1, 1], [
    1 + 2 + 3 + 4,
    5 + 6 + 7 + 8,
  ]);
  weights.dispose();
});

Deno.test("a pooling whose output is rounded up has a gradient of the same size", async () => {
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 0 as Pad, "ceil");
  const gradient = tf.grad((x) => pool(x));
  await assertValues(() => pool(counted(1, 3, 3, 1)), [1, 2, 2, 1], [5, 6, 8, 9]);
  const dx = [0, 0, 0, 0, 1, 1, 0, 1, 1];
  await assertValues(() => gradient(counted(1, 3, 3, 1)), [1, 3, 3, 1], dx);
});

Deno.test("a dilated convolution trains, with and without an activation", async () => {
  await useWasm();
  for (const activation of ["linear", "relu"] as const) {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          ...{ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, dilationRate: 2, activation },
          kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({
          units: 1,
          kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "meanSquaredError" });
    const x = tf.randomNormal([16, 8, 8, 1], 0, 1, "float32", 3), y = tf.mean(x, [1, 2]);
    const { history } = await model.fit(x, y, { epochs: 40, verbose: 0 });
    const [first, last] = [history.loss[0], history.loss.at(-1)!] as number[];
    assert.ok(last < first / 4, `${activation}: the loss went from ${first} to ${last}`);
    model.dispose();
    tf.dispose([x, y]);
  }
});

Deno.test("the gradients of a dilated convolution are those of one whose filter has holes", async () => {
  await useWasm();
  const x = tf.randomNormal([2, 7, 6, 3], 0, 1, "float32", 1) as tf.Tensor4D;
  const filter = tf.randomNormal([2, 2, 3, 4], 0, 1, "float32", 2) as tf.Tensor4D;
  const holes = (filter: tf.Tensor) => { // [2, 2, C, K] → [3, 3, C, K]
    const [top, bottom] = tf.split(filter, 2, 0).map((row) => {
      const [left, right] = tf.split(row, 2, 1);
      return tf.concat([left, tf.zerosLike(left), right], 1);
    });
    return tf.concat([top, tf.zerosLike(top), bottom], 0) as tf.Tensor4D;
  };
  const op = (x: tf.Tensor, filter: tf.Tensor, dilations: number) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same", "NHWC", dilations).square();
  const dilated = tf.grads((x, filter) => op(x, filter, 2));
  const plain = tf.grads((x, filter) => op(x, holes(filter), 1));
  const expected = plain([x, filter]);
  dilated([x, filter]).forEach((gradient, i) => {
    const apart = tf.max(tf.abs(tf.sub(gradient, expected[i]))).dataSync()[0];
    assert.ok(apart < 1e-3, `gradient ${i} is off by ${apart}`);
  });
  // A gradient of the gradient, which passes through it too.
  const second = tf.grad((x) => dilated([x as tf.Tensor4D, filter])[0].square());
  const right = tf.grad((x) => plain([x as tf.Tensor4D, filter])[0].square());
  const apart = tf.max(tf.abs(tf.sub(second(x), right(x)))).dataSync()[0];
  assert.ok(apart < 0.05, `the second derivative is off by ${apart}`);
});

Deno.test("fused convolutions have the gradients of their parts, dilated or not", async () => {
  await useWasm();
  const random = (seed: number, ...shape: number[]): tf.Tensor =>
    tf.randomNormal(shape as [number], 0, 1, "float32", seed);
  tf.tidy(() => {
    const inputs = [random(1, 2, 7, 6, 3), random(2, 3, 2, 3, 2), random(3, 1)];
    for (const dilations of [1, 2]) {
      for (const name of ["conv2d", "depthwiseConv2d"] as const) {
        const fused = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
          tf.fused[name]({
            ...{ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, dilations },
            ...{ strides: 1, pad: "same" },
          });
        const parts = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
          tf[name](x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same", "NHWC", dilations).add(bias);
        const [actual, expected] = [fused, parts].map((f) =>
          tf.grads((x, filter, bias) => f(x, filter, bias).square())(inputs)
        );
        actual.forEach((gradient, i) => {
          assert.deepEqual(gradient.shape, inputs[i].shape);
          const apart = tf.max(tf.abs(tf.sub(gradient, expected[i]))).dataSync()[0];
          assert.ok(apart < 1e-3, `${name}, dilation ${dilations}, input ${i}: off by ${apart}`);
        });
      }
    }
  });
});

Deno.test("a fused convolution whose output is rounded up has the gradients of its parts", async () => {
  await useWasm();
  tf.tidy(() => {
    const x = counted(1, 8, 8, 2), filter = counted(3, 3, 2, 2);
    const pad = 0, strides = 2, dimRoundingMode = "ceil"; // 8 × 8 → 4 × 4
    const [actual, expected] = [
      (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.fused.conv2d({ x, filter, strides, pad, dimRoundingMode }),
      (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2d(x, filter, strides, pad, "NHWC", 1, dimRoundingMode),
    ].map((f) => tf.grads(f as (...tensors: tf.Tensor[]) => tf.Tensor)([x, filter]));
    actual.forEach((gradient, i) => assert.deepEqual(gradient.dataSync(), expected[i].dataSync()));
  });
});

Deno.test("a gradient of one's own stays, though a convolution is fused in the function", async () => {
  const op = tf.customGrad((x) => ({
    value: tf.fused.conv2d({
      ...{ x: x as tf.Tensor4D, filter: ones(2, 2, 1, 1) },
      ...{ strides: 1, pad: "valid", dilations: 2 },
    }),
    gradFunc: () => tf.fill([1, 3, 3, 1], 7),
  }));
  await assertValues(() => tf.grad((x) => op(x))(ones(1, 3, 3, 1)), [1, 3, 3, 1], filled(9, 7));
});

Deno.test("batchNorm() without a scale has a gradient", async () => {
  await useWasm();
  const normalize = (x: tf.Tensor) =>
    tf.batchNorm(x, tf.tensor1d([1, 2]), tf.tensor1d([3, 8]), tf.tensor1d([0, 0]), undefined, 1);
  const gradient = tf.grad((x) => normalize(x).sum());
  await assertValues(() => gradient(ones(1, 1, 2, 2)), [1, 1, 2, 2], [1 / 2, 1 / 3, 1 / 2, 1 / 3]);
});

Deno.test("mirrored numbers get their gradient back", async () => {
  // 1 2 3 → 2 1 2 3 2 (reflect) and 1 1 2 3 3 (symmetric), weighted 1 2 3 4 5.
  const weights = tf.range(1, 6);
  for (const [mode, right] of [["reflect", [2, 1 + 3 + 5, 4]], ["symmetric", [1 + 2, 3, 4 + 5]]]) {
    const padded = (x: tf.Tensor) => tf.mirrorPad(x, [[1, 1]], mode as "reflect");
    const gradient = tf.grad((x) => padded(x).mul(weights).sum());
    await assertValues(() => gradient(tf.ones([3])), [3], right as number[]);
  }
  weights.dispose();
});

Deno.test("broadcast numbers get the gradients of all that they became", async () => {
  const operations = { maximum: tf.maximum, minimum: tf.minimum };
  for (const [name, operation] of Object.entries(operations)) {
    const gradient = tf.grad((b) => operation(tf.tensor2d([[1, 5], [2, 6], [3, 7]]), b).sum());
    const right = name === "maximum" ? [3, 0] : [0, 3]; // b is the greater in the first column
    await assertValues(() => gradient(tf.tensor2d([[4, 4]])), [1, 2], right);
  }
});
