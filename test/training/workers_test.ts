/** The number of workers changes nothing but the time. */

import assert from "node:assert/strict";
import { slice } from "../../lib/dataset/mod.ts";
import { largestDifference, options, weightsAfter } from "./few_steps.ts";

Deno.test("the same seed gives the same losses and weights to the last bit", async () => {
  for (const workers of [1, 2]) {
    const changes = { workers, epochs: 1 };
    const [first, second] = [
      await weightsAfter("cnn", changes),
      await weightsAfter("cnn", changes),
    ];
    assert.deepEqual(second.result.stepLosses, first.result.stepLosses);
    assert.deepEqual(second.weights, first.weights);
  }
  const [five, six] = [await weightsAfter("mlp", {}), await weightsAfter("mlp", { seed: 6 })];
  assert.notDeepEqual(six.result.stepLosses, five.result.stepLosses);
});

Deno.test("several workers give the same mathematics as one, dropout included", async () => {
  const one = await weightsAfter("cnn", { epochs: 1 });
  for (const workers of [2, 3]) {
    const several = await weightsAfter("cnn", { epochs: 1, workers });
    several.result.stepLosses.forEach((loss, step) =>
      assert.ok(Math.abs(loss - one.result.stepLosses[step]) < 1e-4, `step ${step}`)
    );
    assert.ok(largestDifference(several.weights, one.weights) < 1e-4);
    const [a, b] = [several, one].map(({ result }) => result.epochs[0]);
    assert.ok(Math.abs(a.validationLoss - b.validationLoss) < 1e-4);
  }
});

Deno.test("several workers give the same mathematics where batch normalisation looks at half a batch at a time", async () => {
  for (const [name, steps] of [["light", 4], ["deep", 2]] as const) {
    const changes = {
      training: slice(options.training, 0, 50 * steps),
      epochs: 1,
      learningRate: 0.0003, // rounding grows with every step
    };
    const one = await weightsAfter(name, changes);
    for (const workers of [2, 3, 5]) {
      const several = await weightsAfter(name, { ...changes, workers });
      const [a, b] = [several, one].map(({ result }) => result.stepLosses);
      a.forEach((loss, i) => assert.ok(Math.abs(loss - b[i]) < 1e-3, `${name}, ${loss}, ${b[i]}`));
      assert.ok(largestDifference(several.weights, one.weights) < 2e-3, `${name}, ${workers}`);
    }
  }
});

Deno.test("augmentation and averaging do not depend on the number of workers", async () => {
  const changes = { epochs: 1, augmentation: true, averaging: 0.9 };
  const one = await weightsAfter("cnn", changes);
  const two = await weightsAfter("cnn", { ...changes, workers: 2 });
  assert.ok(largestDifference(two.weights, one.weights) < 1e-4);
  const plain = await weightsAfter("cnn", { epochs: 1 });
  assert.notEqual(plain.result.stepLosses[0], one.result.stepLosses[0]);
});
