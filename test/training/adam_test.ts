import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { adam } from "../../lib/training/adam.ts";

function moments(size: number) {
  return { mean: new Float32Array(size), square: new Float32Array(size) };
}

Deno.test("adam() takes the steps that tfjs's optimizer takes", async () => {
  await tf.setBackend("cpu");
  const start = [1, -2, 0.5, 3];
  const gradients = Array.from(
    { length: 5 },
    (_, step) => start.map((_, i) => Math.sin(3 * step + i)),
  );
  const variable = tf.variable(tf.tensor1d(start));
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const own = Float32Array.from(start), state = moments(4);
  for (const [step, gradient] of gradients.entries()) {
    optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
    adam(own, Float32Array.from(gradient), state, step + 1, 0.01);
  }
  const expected = await variable.data();
  own.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5));
});

Deno.test("adam() in parts is adam() in one", () => {
  const gradient = Float32Array.from([0.3, -1, 2, 0, 5]);
  const whole = new Float32Array(5), parts = new Float32Array(5);
  const a = moments(5), b = moments(5);
  for (let step = 1; step <= 3; step++) {
    adam(whole, gradient, a, step, 0.1);
    adam(parts, gradient, b, step, 0.1, 2, 5);
    adam(parts, gradient, b, step, 0.1, 0, 2);
  }
  assert.deepEqual(parts, whole);
  assert.equal(whole[3], 0); // no gradient, no step
});

Deno.test("adam()'s first step is as long as the learning rate, whatever the gradient's size", () => {
  const parameters = new Float32Array(2);
  adam(parameters, Float32Array.from([1e-3, -1e3]), moments(2), 1, 0.25);
  assert.ok(Math.abs(parameters[0] + 0.25) < 1e-4);
  assert.ok(Math.abs(parameters[1] - 0.25) < 1e-4);
});

Deno.test("adam()'s ε halves the first step of a gradient that is as small as ε, Keras's 1e-7", () => {
  const parameters = new Float32Array(1);
  adam(parameters, Float32Array.of(1e-7), moments(1), 1, 0.25);
  assert.ok(Math.abs(parameters[0] + 0.125) < 1e-4, `${parameters[0]}`);
});

Deno.test("adam() forgets gradients as its paper says: a tenth, and a thousandth of the squares", () => {
  const parameters = new Float32Array(1), state = moments(1);
  adam(parameters, Float32Array.of(2), state, 1, 0.25);
  assert.ok(Math.abs(state.mean[0] - 0.2) < 1e-7);
  assert.ok(Math.abs(state.square[0] - 0.004) < 1e-9);
});
