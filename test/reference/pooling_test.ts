import fc from "../properties.ts";
import assert from "node:assert/strict";
import {
  averagePool,
  averagePoolGradient,
  fromRows,
  maxPool,
  maxPoolGradient,
  type Padding,
  toRows,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { assertClose, assertGradient, fromTensor, randomVolume, tensor, tf } from "./helpers.ts";

const picture = fromRows([
  [1, 3, 2, 0],
  [4, 2, 1, 5],
  [0, 1, 6, 2],
  [2, 9, 3, 1],
]);

Deno.test("maxPool() keeps the largest of each window and remembers where it stood", () => {
  const { y, winners } = maxPool(picture);
  assert.deepEqual(toRows(y), [[4, 5], [9, 6]]);
  assert.deepEqual([...winners], [4, 7, 13, 10]);
});

Deno.test("maxPool() keeps channels apart", () => {
  const { y, winners } = maxPool(volume([2, 1, 2], [1, 8, 2, 7]), { size: 2, padding: "same" });
  assert.deepEqual([...y.data], [2, 8]);
  assert.deepEqual([...winners], [2, 1]);
});

Deno.test("maxPool() leaves out pixels that do not fill a window", () => {
  const { y } = maxPool(fromRows([[1, 2, 9], [3, 4, 9], [9, 9, 9]]));
  assert.deepEqual(toRows(y), [[4]]);
});

Deno.test("maxPool() lets the first of equal numbers win", () => {
  assert.deepEqual([...maxPool(fromRows([[0, 5], [5, 5]])).winners], [1]);
});

Deno.test("maxPool() never lets padding win, not even over negative numbers", () => {
  const { y } = maxPool(fromRows([[-1, -2], [-3, -4]]), { stride: 1, padding: "same" });
  assert.deepEqual(toRows(y), [[-1, -2], [-3, -4]]);
});

Deno.test("maxPoolGradient() gives everything to the winners, and twice to one that won twice", () => {
  const { winners } = maxPool(picture, { size: 2, stride: 1 });
  const ones = volume([3, 3, 1], Array(9).fill(1));
  assert.deepEqual(toRows(maxPoolGradient(ones, winners, picture.shape)), [
    [0, 1, 0, 0],
    [2, 0, 0, 1],
    [0, 0, 3, 0],
    [0, 2, 0, 0],
  ]);
});

Deno.test("averagePool() takes the mean of each window", () => {
  assert.deepEqual(toRows(averagePool(picture)), [[2.5, 2], [3, 3]]);
});

Deno.test("averagePool() does not count padding", () => {
  assert.deepEqual(
    toRows(averagePool(fromRows([[8, 4], [2, 6]]), { stride: 1, padding: "same" })),
    [[5, 5], [4, 6]],
  );
});

const cases = fc.record({
  height: fc.integer({ min: 3, max: 8 }),
  width: fc.integer({ min: 3, max: 8 }),
  D: fc.integer({ min: 1, max: 3 }),
  size: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.constantFrom<Padding>("valid", "same"),
  seed: fc.nat(1000),
});

Deno.test("maxPool() and its gradient equal tfjs's", () => {
  fc.assert(fc.property(cases, ({ height, width, D, seed, ...options }) => {
    const x = randomVolume([height, width, D], seed);
    const { y, winners } = maxPool(x, options);
    const dy = randomVolume(y.shape, seed + 1);
    tf.tidy(() => {
      const forward = (a: tf.Tensor) =>
        tf.maxPool(
          a as tf.Tensor3D,
          options.size,
          options.stride,
          options.padding as "valid" | "same",
        );
      assertClose(y, fromTensor(forward(tensor(x))));
      const expected = tf.grad(forward)(tensor(x), tensor(dy));
      assertClose(maxPoolGradient(dy, winners, x.shape), fromTensor(expected));
    });
  }));
});

Deno.test("averagePool() equals tfjs's, and its gradient where nothing is padded", () => {
  fc.assert(fc.property(cases, ({ height, width, D, seed, ...options }) => {
    const x = randomVolume([height, width, D], seed);
    const y = averagePool(x, options), dy = randomVolume(y.shape, seed + 1);
    const padding = options.padding as "valid" | "same";
    tf.tidy(() => {
      const forward = (a: tf.Tensor) =>
        tf.avgPool(a as tf.Tensor3D, options.size, options.stride, padding);
      assertClose(y, fromTensor(forward(tensor(x))));
      if (padding === "same") return; // tfjs divides by the whole window here, unlike forward
      const expected = tf.grad(forward)(tensor(x), tensor(dy));
      assertClose(averagePoolGradient(dy, x, options), fromTensor(expected));
    });
  }));
});

Deno.test("the gradients of pooling agree with finite differences", () => {
  for (const padding of ["valid", "same", 1] as const) {
    const x = randomVolume([5, 6, 2], 1), options = { size: 3, stride: 2, padding };
    const { y, winners } = maxPool(x, options);
    const dy = randomVolume(y.shape, 2);
    assertGradient(() => maxPool(x, options).y, dy, x, maxPoolGradient(dy, winners, x.shape));
    assertGradient(() => averagePool(x, options), dy, x, averagePoolGradient(dy, x, options));
  }
});

Deno.test("pooling rejects what does not fit", () => {
  assert.throws(() => maxPool(zeros([1, 1, 1])), RangeError);
  assert.throws(() => maxPool(zeros([4, 4])), RangeError);
  assert.throws(() => maxPoolGradient(zeros([2, 2, 1]), new Uint32Array(3), [4, 4, 1]), RangeError);
  assert.throws(() => averagePoolGradient(zeros([3, 3, 1]), zeros([4, 4, 1])), RangeError);
});

Deno.test("pooling refuses windows that would hold nothing but padding", () => {
  const x = fromRows([[1, 2], [3, 4]]);
  for (const pool of [maxPool, averagePool]) {
    assert.throws(() => pool(x, { size: 1, padding: 1 }), /windows would hold nothing but padding/);
    assert.doesNotThrow(() => pool(x, { size: 2, padding: 1 }));
  }
});
