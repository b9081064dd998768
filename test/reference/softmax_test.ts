import fc from "../properties.ts";
import assert from "node:assert/strict";
import {
  checkGradient,
  crossEntropy,
  crossEntropyGradient,
  logSumExp,
  naiveSoftmax,
  softmax,
  softmaxJacobian,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { assertClose, fromTensor, randomVolume, tensor, tf } from "./helpers.ts";

const logits = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
  minLength: 1,
  maxLength: 10,
});

Deno.test("softmax() of logarithms of probabilities gives the probabilities", () => {
  const z = volume([3], [Math.log(1), Math.log(2), Math.log(7)]);
  assertClose(softmax(z), volume([3], [0.1, 0.2, 0.7]), 1e-15);
});

Deno.test("softmax() is positive, sums to 1 and ignores an added constant", () => {
  fc.assert(fc.property(logits, fc.double({ min: -9, max: 9, noNaN: true }), (z, constant) => {
    const p = softmax(volume([z.length], z));
    assert(p.data.every((value) => value > 0));
    assert(Math.abs(p.data.reduce((a, b) => a + b) - 1) < 1e-12);
    assertClose(softmax(volume([z.length], z.map((value) => value + constant))), p, 1e-12);
  }));
});

Deno.test("naiveSoftmax() agrees with softmax() until it overflows", () => {
  fc.assert(fc.property(logits, (z) => {
    assertClose(naiveSoftmax(volume([z.length], z)), softmax(volume([z.length], z)), 1e-12);
  }));
  const large = volume([2], [710, 0]);
  assert(Number.isNaN(naiveSoftmax(large).data[0]));
  assert.equal(softmax(large).data[0], 1);
  assert.deepEqual([...softmax(volume([2], [1000, 1000])).data], [0.5, 0.5]);
});

Deno.test("softmax() and the cross-entropy equal tfjs's", () => {
  const z = randomVolume([10], 1);
  assertClose(softmax(z), fromTensor(tf.softmax(tensor(z))), 1e-6);
  const loss = (t: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot([3], 10), t.as2D(1, 10));
  assert(Math.abs(crossEntropy(z, 3) - loss(tensor(z)).dataSync()[0]) < 1e-6);
  assertClose(
    crossEntropyGradient(z, 3),
    fromTensor(tf.grad((t) => loss(t).asScalar())(tensor(z))),
    1e-6,
  );
});

Deno.test("logSumExp() is the logarithm of the sum, and does not overflow", () => {
  assert.equal(logSumExp(volume([2], [0, 0])), Math.LN2);
  assert.equal(logSumExp(volume([2], [1000, 1000])), 1000 + Math.LN2);
  assert.equal(logSumExp(volume([2], [-1000, -1000])), -1000 + Math.LN2);
});

Deno.test("crossEntropy() of a blind guess among ten is ln 10, and of certainty 0", () => {
  assert.equal(crossEntropy(zeros([10]), 4), Math.log(10));
  assert.equal(crossEntropy(volume([2], [800, 0]), 0), 0);
  assert.equal(crossEntropy(volume([2], [800, 0]), 1), 800);
});

Deno.test("crossEntropyGradient() is the probability minus the truth", () => {
  const z = volume([3], [Math.log(1), Math.log(2), Math.log(7)]);
  assertClose(crossEntropyGradient(z, 1), volume([3], [0.1, -0.8, 0.7]), 1e-15);
});

Deno.test("crossEntropyGradient() agrees with finite differences and with the chain rule", () => {
  const z = randomVolume([6], 1), gradient = crossEntropyGradient(z, 2);
  assert(checkGradient(() => crossEntropy(z, 2), z, gradient).error < 1e-8);
  const p = softmax(z).data, jacobian = softmaxJacobian(z).data;
  const chained = Array.from({ length: 6 }, (_, l) => -1 / p[2] * jacobian[2 * 6 + l]);
  assertClose(volume([6], chained), gradient, 1e-12);
});

Deno.test("each column of softmaxJacobian() sums to 0: what one class wins the others lose", () => {
  const { data } = softmaxJacobian(randomVolume([4], 1));
  for (let l = 0; l < 4; l++) {
    const sum = data[l] + data[4 + l] + data[8 + l] + data[12 + l];
    assert(Math.abs(sum) < 1e-15 && data[l] !== 0);
  }
});

Deno.test("crossEntropy() and softmax() reject classes and logits that are not there", () => {
  for (const label of [-1, 3, 0.5, NaN]) {
    assert.throws(() => crossEntropy(zeros([3]), label), {
      name: "RangeError",
      message: `Cannot find class ${label} among 3`,
    });
  }
  assert.throws(() => crossEntropyGradient(zeros([3]), 3), RangeError);
  assert.throws(() => softmax(zeros([0])), RangeError);
  assert.throws(() => softmax(zeros([2, 2])), RangeError);
});
