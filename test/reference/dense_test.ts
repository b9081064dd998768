import assert from "node:assert/strict";
import {
  dense,
  denseGradient,
  flatten,
  flattenGradient,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { assertClose, assertGradient, fromTensor, randomVolume, tensor, tf } from "./helpers.ts";

Deno.test("dense() weights every input for every output", () => {
  const x = volume([2], [1, 2]), weights = volume([2, 3], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...dense(x, weights, volume([3], [0, 10, 100])).data], [9, 22, 115]);
});

Deno.test("denseGradient() of a small layer agrees with a computation by hand", () => {
  const x = volume([2], [1, 2]), weights = volume([2, 3], [1, 2, 3, 4, 5, 6]);
  const gradient = denseGradient(volume([3], [1, 0, -1]), x, weights);
  assert.deepEqual([...gradient.weights.data], [1, 0, -1, 2, 0, -2]);
  assert.deepEqual([...gradient.bias.data], [1, 0, -1]);
  assert.deepEqual([...gradient.x.data], [-2, -2]);
});

Deno.test("dense() equals tfjs's matMul, and its gradients agree with finite differences", () => {
  const x = randomVolume([7], 1), weights = randomVolume([7, 5], 2), bias = randomVolume([5], 3);
  const forward = () => dense(x, weights, bias);
  const row = tensor<tf.Rank.R1>(x).as2D(1, 7);
  assertClose(forward(), fromTensor(tf.matMul(row, tensor(weights)).as1D().add(tensor(bias))));
  const dy = randomVolume([5], 4), gradient = denseGradient(dy, x, weights);
  assertGradient(forward, dy, x, gradient.x);
  assertGradient(forward, dy, weights, gradient.weights);
  assertGradient(forward, dy, bias, gradient.bias);
});

Deno.test("flatten() keeps the order, and its gradient restores the shape", () => {
  const x = volume([1, 2, 2], [1, 2, 3, 4]);
  assert.deepEqual(flatten(x), volume([4], [1, 2, 3, 4]));
  assert.deepEqual(flattenGradient(flatten(x), x.shape), x);
});

Deno.test("the dense layer rejects what does not fit", () => {
  assert.throws(() => dense(zeros([3]), zeros([2, 4]), zeros([4])), {
    name: "RangeError",
    message: "Cannot use [3] as the input: its shape must be [2]",
  });
  assert.throws(() => dense(zeros([2]), zeros([2, 4]), zeros([3])), RangeError);
  assert.throws(() => denseGradient(zeros([3]), zeros([2]), zeros([2, 4])), RangeError);
  assert.throws(() => flattenGradient(zeros([3]), [2, 2]), RangeError);
});
