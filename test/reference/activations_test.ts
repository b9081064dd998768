import assert from "node:assert/strict";
import {
  activate,
  activateGradient,
  type Activation,
  activations,
  elu,
  finiteDifference,
  gelu,
  leakyRelu,
  relu,
  sigmoid,
  softplus,
  swish,
  tanh,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";
import { assertClose, assertGradient, fromTensor, randomVolume, tensor, tf } from "./helpers.ts";

Deno.test("relu keeps what is positive; its slope at 0 is 0", () => {
  assert.deepEqual([-2, 0, 3].map(relu.f), [0, 0, 3]);
  assert.deepEqual([-2, 0, 3].map(relu.derivative), [0, 0, 1]);
});

Deno.test("activation functions have the values that are known by heart", () => {
  assert.equal(leakyRelu(0.1).f(-10), -1);
  assert.equal(leakyRelu().f(-10), -2);
  assert.equal(elu.f(-Infinity), -1);
  assert.equal(sigmoid.f(0), 0.5);
  assert.equal(sigmoid.derivative(0), 0.25);
  assert.equal(tanh.derivative(0), 1);
  assert.equal(softplus.f(0), Math.LN2);
  assert.equal(gelu.derivative(0), 0.5);
  assert.equal(swish.f(0), 0);
});

Deno.test("gelu is x times the probability that a normal number lies below x", () => {
  // Φ(1) = 0.8413447460685429, Φ(−1.96) = 0.0249978951482204 (tables of the normal distribution)
  assert(Math.abs(gelu.f(1) - 0.8413447460685429) < 1e-15);
  assert(Math.abs(gelu.f(-1.96) + 1.96 * 0.0249978951482204) < 1e-14);
});

Deno.test("activations and their derivatives do not overflow far from zero", () => {
  for (const { name, f, derivative } of activations) {
    for (const x of [-800, -30, 30, 800]) {
      assert(Number.isFinite(f(x)), `${name}(${x})`);
      assert(Number.isFinite(derivative(x)), `the derivative of ${name} at ${x}`);
    }
  }
  assert.equal(softplus.f(800), 800);
  assert.equal(sigmoid.derivative(-40), Math.exp(-40));
});

Deno.test("each activation's derivative agrees with finite differences", () => {
  for (const { name, f, derivative } of activations) {
    for (let at = -9.95; at < 10; at += 0.1) {
      const x = Float64Array.of(at);
      const slope = finiteDifference(() => f(x[0]), x, 0);
      assert(Math.abs(derivative(at) - slope) < 1e-8, `${name} at ${at}`);
    }
  }
});

Deno.test("each activation equals tfjs's", () => {
  const theirs: [Activation, (x: tf.Tensor) => tf.Tensor][] = [
    [relu, tf.relu],
    [leakyRelu(), tf.leakyRelu],
    [elu, tf.elu],
    [sigmoid, tf.sigmoid],
    [tanh, tf.tanh],
    [softplus, tf.softplus],
    [gelu, (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))],
    [swish, (x) => tf.mul(x, tf.sigmoid(x))],
  ];
  assert.equal(theirs.length, activations.length);
  const x = randomVolume([50], 1), dy = randomVolume([50], 2);
  for (const [ours, their] of theirs) {
    assertClose(activate(x, ours), fromTensor(their(tensor(x))), 1e-5);
    assertClose(
      activateGradient(dy, x, ours),
      fromTensor(tf.grad(their)(tensor(x), tensor(dy))),
      1e-5,
    );
  }
});

Deno.test("activateGradient() multiplies by the slope, number by number", () => {
  const x = volume([3], [-1, 2, 3]), dy = volume([3], [5, 6, 7]);
  assert.deepEqual([...activateGradient(dy, x, relu).data], [0, 6, 7]);
  const smooth = randomVolume([2, 3], 1), dSmooth = randomVolume([2, 3], 2);
  const gradient = activateGradient(dSmooth, smooth, swish);
  assertGradient(() => activate(smooth, swish), dSmooth, smooth, gradient);
});

Deno.test("activateGradient() rejects a gradient of another shape", () => {
  assert.throws(() => activateGradient(zeros([2]), zeros([3]), relu), RangeError);
});
