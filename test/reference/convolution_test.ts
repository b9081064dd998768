import fc from "../properties.ts";
import assert from "node:assert/strict";
import {
  convolution,
  convolutionGradient,
  flipped,
  fromRows,
  type Padding,
  toRows,
  trueConvolution,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import {
  absolute,
  assertClose,
  assertGradient,
  fromTensor,
  randomVolume,
  tensor,
  tf,
} from "./helpers.ts";

const picture = fromRows([[1, 2, 0], [0, 1, 3], [2, 1, 0]]);
const kernel = volume([2, 2, 1, 1], [1, 0, -1, 2]);

Deno.test("convolution() lays the kernel on each place, multiplies and adds", () => {
  // Top left: 1·1 + 2·0 + 0·(−1) + 1·2 = 3, and so on.
  assert.deepEqual(toRows(convolution(picture, kernel)), [[3, 7], [0, 0]]);
});

Deno.test("convolution() adds the bias to every place", () => {
  assert.deepEqual(
    toRows(convolution(picture, kernel, { bias: volume([1], [10]) })),
    [[13, 17], [10, 10]],
  );
});

Deno.test("convolution() pads with zeros", () => {
  assert.deepEqual(toRows(convolution(picture, kernel, { padding: 1 })), [
    [2, 3, -2, 0],
    [0, 3, 7, -3],
    [4, 0, 0, 3],
    [0, 2, 1, 0],
  ]);
});

Deno.test("convolution() with a stride keeps every second place", () => {
  assert.deepEqual(toRows(convolution(picture, kernel, { padding: 1, stride: 2 })), [
    [2, -2],
    [4, 0],
  ]);
});

Deno.test("convolution() sums over input channels and makes one output channel per filter", () => {
  const x = volume([1, 1, 2], [3, 5]);
  const filters = volume([1, 1, 2, 3], [1, 0, 2, 0, 1, -1]); // first, second, 2·first − second
  assert.deepEqual([...convolution(x, filters).data], [3, 5, 1]);
});

Deno.test("trueConvolution() of a single dot draws the kernel, convolution() draws it rotated", () => {
  const spot = fromRows([[0, 0, 0], [0, 1, 0], [0, 0, 0]]);
  assert.deepEqual(toRows(trueConvolution(spot, kernel)), [[1, 0], [-1, 2]]);
  assert.deepEqual(toRows(convolution(spot, kernel)), [[2, -1], [0, 1]]);
});

Deno.test("flipped() rotates each channel by itself, and twice changes nothing", () => {
  const filters = volume([1, 2, 1, 2], [1, 10, 2, 20]);
  assert.deepEqual([...flipped(filters).data], [2, 20, 1, 10]);
  const large = randomVolume([3, 2, 4, 5], 1);
  assert.deepEqual(flipped(flipped(large)), large);
});

const cases = fc.record({
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  kh: fc.integer({ min: 1, max: 3 }),
  kw: fc.integer({ min: 1, max: 3 }),
  D: fc.integer({ min: 1, max: 4 }),
  C: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.constantFrom<Padding>("valid", "same", 1, 2),
  seed: fc.nat(1000),
});

/**
 * The greatest error expected of tfjs's float32, as a share of the terms: about a hundred roundings
 * of 2⁻²⁴.
 */
const FLOAT32 = 6e-6;

Deno.test("convolution() and its gradients equal tfjs's", () => {
  fc.assert(
    fc.property(cases, ({ height, width, kh, kw, D, C, stride, padding, seed }) => {
      const x = randomVolume([height, width, D], seed);
      const filters = randomVolume([kh, kw, D, C], seed + 1);
      const bias = randomVolume([C], seed + 2);
      const y = convolution(x, filters, { bias, stride, padding });
      const dy = randomVolume(y.shape, seed + 3);
      const gradient = convolutionGradient(dy, x, filters, { stride, padding });
      tf.tidy(() => {
        const forward = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
          tf.add(tf.conv2d(a as tf.Tensor3D, w as tf.Tensor4D, stride, theirs(padding)), b);
        const inputs = [tensor(x), tensor(filters), tensor(bias)];
        const [dx, dKernel, dBias] = tf.grads(forward)(inputs, tensor(dy));
        const options = { bias: absolute(bias), stride, padding };
        const terms = convolution(absolute(x), absolute(filters), options);
        assertClose(y, fromTensor(forward(inputs[0], inputs[1], inputs[2])), FLOAT32, terms);
        const each = convolutionGradient(absolute(dy), absolute(x), absolute(filters), options);
        assertClose(gradient.x, fromTensor(dx), FLOAT32, each.x);
        assertClose(gradient.kernel, fromTensor(dKernel), FLOAT32, each.kernel);
        assertClose(gradient.bias, fromTensor(dBias), FLOAT32, each.bias);
      });
    }),
  );
});

/** Side by side: with one number, tfjs takes the kernel for a square. */
function theirs(padding: Padding) {
  if (typeof padding === "string") return padding;
  const each: [number, number] = [padding, padding], none: [number, number] = [0, 0];
  return [none, each, each, none] as [typeof none, typeof each, typeof each, typeof none];
}

Deno.test("convolutionGradient() agrees with finite differences", () => {
  for (const padding of ["valid", "same", 2] as const) {
    const x = randomVolume([5, 6, 2], 1), filters = randomVolume([3, 2, 2, 3], 2);
    const bias = randomVolume([3], 3), options = { bias, stride: 2, padding };
    const forward = () => convolution(x, filters, options);
    const dy = randomVolume(forward().shape, 4);
    const gradient = convolutionGradient(dy, x, filters, options);
    assertGradient(forward, dy, x, gradient.x);
    assertGradient(forward, dy, filters, gradient.kernel);
    assertGradient(forward, dy, bias, gradient.bias);
  }
});

Deno.test("convolution() rejects what does not fit", () => {
  assert.throws(() => convolution(zeros([4, 4, 1]), zeros([3, 3, 3, 8])), {
    name: "RangeError",
    message: "Cannot convolve: the kernel is for 3 channels, the picture has 1",
  });
  assert.throws(() => convolution(zeros([4, 4]), kernel), RangeError);
  assert.throws(() => convolution(picture, zeros([3, 3])), RangeError);
  assert.throws(() => convolution(picture, kernel, { bias: zeros([2]) }), RangeError);
  assert.throws(() => convolutionGradient(zeros([3, 3, 1]), picture, kernel), RangeError);
});
