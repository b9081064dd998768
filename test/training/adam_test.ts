import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { optimizer, weightsMemory } from "../../lib/training/adam.ts";
import { random } from "../../lib/random.ts";

/** Parameters of one worker, or several, with gradients; and what updates them. */
function started(parameters: readonly number[], ...gradients: readonly number[][]) {
  const weights = weightsMemory(parameters.length, gradients.length);
  weights.parameters.set(parameters);
  gradients.forEach((gradient, i) => weights.gradients[i].set(gradient));
  return { ...weights, ...optimizer(weights) };
}

/** The paper's algorithm as a plain loop, in float64 that is rounded where it is stored. */
function plainAdam(
  { parameters, gradients, moments: { mean, square } }: ReturnType<typeof started>,
  step: number,
  rate: number,
): void {
  for (let i = 0; i < parameters.length; i++) {
    const g = gradients.map((gradient) => gradient[i]).reduce((a, b) => Math.fround(a + b));
    const m = mean[i] = 0.9 * mean[i] + (1 - 0.9) * g;
    const v = square[i] = 0.999 * square[i] + (1 - 0.999) * g * g;
    const length = rate * m * (1 / (1 - 0.9 ** step));
    parameters[i] -= length / (Math.sqrt(v * (1 / (1 - 0.999 ** step))) + 1e-7);
  }
}

Deno.test("adam() takes the steps that tfjs's optimizer takes", async () => {
  await tf.setBackend("cpu");
  const start = [1, -2, 0.5, 3, 4];
  const gradients = Array.from(
    { length: 5 },
    (_, step) => start.map((_, i) => Math.sin(3 * step + i)),
  );
  const variable = tf.variable(tf.tensor1d(start));
  const theirs = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const own = started(start, start);
  for (const [step, gradient] of gradients.entries()) {
    theirs.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
    own.gradients[0].set(gradient);
    own.adam(step + 1, 0.01, 0, 5);
  }
  const expected = await variable.data();
  own.parameters.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5));
});

for (const workers of [1, 2, 3]) {
  Deno.test(`adam() of ${workers} workers' gradients is the plain loop, to the last bit`, () => {
    const next = random(5, workers), size = 203; // not a multiple of four
    const numbers = () => Array.from({ length: size }, () => (next() - 0.5) * 10 ** (-40 * next()));
    const zero = ([...some]: number[]) => some.fill(0, 40, 80);
    const make = () => Array.from({ length: workers }, () => zero(numbers()));
    const own = started(numbers(), ...make());
    const plain = started([...own.parameters], ...own.gradients.map((gradient) => [...gradient]));
    for (let step = 1; step <= 6; step++) {
      own.adam(step, 0.01, 0, size);
      plainAdam(plain, step, 0.01);
      make().forEach((gradient, i) => {
        own.gradients[i].set(gradient);
        plain.gradients[i].set(gradient);
      });
    }
    const bits = ({ parameters, moments: { mean, square } }: typeof own) =>
      [parameters, mean, square].map((some) => [...new Uint32Array(some.slice().buffer)]);
    assert.deepEqual(bits(own), bits(plain));
  });
}

Deno.test("adam() in parts is adam() in one", () => {
  const gradient = [0.3, -1, 2, 0, 5, 7, 0.1];
  const whole = started(gradient.map(() => 0), gradient);
  const parts = started(gradient.map(() => 0), gradient);
  for (let step = 1; step <= 3; step++) {
    whole.adam(step, 0.1, 0, 7);
    parts.adam(step, 0.1, 2, 7);
    parts.adam(step, 0.1, 0, 2);
  }
  assert.deepEqual(parts.parameters, whole.parameters);
  assert.equal(whole.parameters[3], 0); // no gradient, no step
});

Deno.test("adam()'s first step is as long as the learning rate, whatever the gradient's size", () => {
  const { adam, parameters } = started([0, 0], [1e-3, -1e3]);
  adam(1, 0.25, 0, 2);
  assert.ok(Math.abs(parameters[0] + 0.25) < 1e-4);
  assert.ok(Math.abs(parameters[1] - 0.25) < 1e-4);
});

Deno.test("adam()'s ε halves the first step of a gradient that is as small as ε, Keras's 1e-7", () => {
  const { adam, parameters } = started([0], [1e-7]);
  adam(1, 0.25, 0, 1);
  assert.ok(Math.abs(parameters[0] + 0.125) < 1e-4, `${parameters[0]}`);
});

Deno.test("adam() forgets gradients as its paper says: a tenth, and a thousandth of the squares", () => {
  const { adam, moments } = started([0], [2]);
  adam(1, 0.25, 0, 1);
  assert.ok(Math.abs(moments.mean[0] - 0.2) < 1e-7);
  assert.ok(Math.abs(moments.square[0] - 0.004) < 1e-9);
});

Deno.test("average() is the plain loop, to the last bit", () => {
  const next = random(6), values = Array.from({ length: 7 }, () => next() - 0.5);
  const { average, averages, parameters } = started(values, values);
  averages.set(values.map((value) => value ** 2));
  const expected = averages.map((value, i) => 0.97 * value + (1 - 0.97) * parameters[i]);
  average(0.97, 0, 7);
  assert.deepEqual(averages, expected);
});
