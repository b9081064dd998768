import assert from "node:assert/strict";
import { adamState, adamStep, momentumStep, sgdStep, volume } from "../../lib/reference/mod.ts";
import { assertClose, randomVolume, tensor, tf } from "./helpers.ts";

Deno.test("sgdStep() goes against the gradient", () => {
  const w = Float64Array.of(1, 2);
  sgdStep(w, Float64Array.of(10, -10), 0.1);
  assert.deepEqual([...w], [0, 3]);
});

Deno.test("momentumStep() gathers speed from step to step", () => {
  const w = Float64Array.of(0), velocity = Float64Array.of(0);
  const options = { learningRate: 1, momentum: 0.5 };
  for (const expected of [-1, -2.5, -4.25]) {
    momentumStep(w, Float64Array.of(1), velocity, options);
    assert.equal(w[0], expected);
  }
});

Deno.test("the first step of adamStep() is as long as the learning rate, whatever the gradient's size", () => {
  for (const g of [1e-3, 1, 1e6]) {
    const w = Float64Array.of(0);
    adamStep(w, Float64Array.of(-g), adamState(1), { learningRate: 0.01 });
    assert(Math.abs(w[0] - 0.01) < 2e-6, `${w[0]} at ${g}`);
  }
});

/** Five steps on Σ c·w², once ours and once with an optimizer of tfjs. */
function assertSameSteps(
  step: (w: Float64Array, g: Float64Array) => void,
  optimizer: tf.Optimizer,
): void {
  const start = randomVolume([4], 1), curvature = randomVolume([4], 2);
  const w = Float64Array.from(start.data), theirs = tf.variable(tensor(start));
  for (let t = 0; t < 5; t++) {
    step(w, w.map((value, i) => 2 * curvature.data[i] * value));
    optimizer.minimize(() => theirs.square().mul(tensor(curvature)).sum().asScalar());
  }
  assertClose(volume([4], w), volume([4], theirs.dataSync()), 1e-5);
  assert(Math.abs(w[0] - start.data[0]) > 1e-3, "the weights did not move");
}

Deno.test("the three optimizers take the same steps as tfjs's", () => {
  assertSameSteps((w, g) => sgdStep(w, g, 0.1), tf.train.sgd(0.1));
  const velocity = new Float64Array(4);
  assertSameSteps((w, g) => momentumStep(w, g, velocity), tf.train.momentum(0.01, 0.9));
  const state = adamState(4);
  assertSameSteps((w, g) => adamStep(w, g, state), tf.train.adam(0.001));
});
