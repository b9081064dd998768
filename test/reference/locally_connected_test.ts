import assert from "node:assert/strict";
import {
  asPrinted,
  convolution,
  dense,
  flatten,
  fromRows,
  locallyConnected,
  locallyConnectedGradient,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { assertClose, assertGradient, randomVolume } from "./helpers.ts";

Deno.test("asPrinted() with weights as large as the picture is a dense layer", () => {
  const x = randomVolume([3, 3, 1], 1), weights = randomVolume([2, 2, 3, 3], 2);
  const bias = randomVolume([2, 2], 3);
  const transposed = zeros([9, 4]); // dense keeps the input's axis first
  for (let o = 0; o < 4; o++) {
    for (let i = 0; i < 9; i++) transposed.data[i * 4 + o] = weights.data[o * 9 + i];
  }
  const expected = dense(flatten(x), transposed, flatten(bias));
  assertClose(flatten(asPrinted(x, weights, bias)), expected, 1e-12);
});

Deno.test("asPrinted() with smaller weights sees the first pixels only", () => {
  const x = fromRows([[1, 2, 9], [3, 4, 9], [9, 9, 9]]);
  const y = asPrinted(x, volume([1, 2, 2, 2], [1, 1, 1, 1, 1, 0, 0, 0]), volume([1, 2], [0, 10]));
  assert.deepEqual([...y.data], [10, 11]);
});

Deno.test("locallyConnected() has separate weights for every place", () => {
  const x = fromRows([[1, 2, 3], [4, 5, 6]]);
  // The left window takes its first pixel, the right one its last, tenfold.
  const y = locallyConnected(x, volume([1, 2, 2, 2], [1, 0, 0, 0, 0, 0, 0, 10]), zeros([1, 2]));
  assert.deepEqual(y.shape, [1, 2, 1]);
  assert.deepEqual([...y.data], [1, 60]);
});

Deno.test("locallyConnected() with the same weights everywhere is a convolution", () => {
  const x = randomVolume([5, 4, 1], 1), kernel = randomVolume([2, 2, 1, 1], 2);
  const shared = volume([4, 3, 2, 2], Array.from({ length: 12 }, () => [...kernel.data]).flat());
  assertClose(
    locallyConnected(x, shared, volume([4, 3], Array(12).fill(0.5))),
    convolution(x, kernel, { bias: volume([1], [0.5]) }),
    1e-12,
  );
});

Deno.test("locallyConnectedGradient() agrees with finite differences", () => {
  const x = randomVolume([4, 5, 1], 1), weights = randomVolume([3, 4, 2, 2], 2);
  const bias = randomVolume([3, 4], 3), dy = randomVolume([3, 4, 1], 4);
  const forward = () => locallyConnected(x, weights, bias);
  const gradient = locallyConnectedGradient(dy, x, weights);
  assertGradient(forward, dy, x, gradient.x);
  assertGradient(forward, dy, weights, gradient.weights);
  assertGradient(forward, dy, bias, gradient.bias);
});

Deno.test("locallyConnected() rejects weights for another picture", () => {
  assert.throws(() => locallyConnected(zeros([4, 4, 1]), zeros([2, 2, 2, 2]), zeros([2, 2])), {
    name: "RangeError",
    message: "Cannot use [2,2,2,2] as the weights: its shape must be [3,3,2,2]",
  });
  assert.throws(() => asPrinted(zeros([2, 2, 1]), zeros([1, 1, 3, 3]), zeros([1, 1])), {
    message: "Cannot lay 3×3 weights on a 2×2 picture",
  });
});
