/** Smoothed labels and averaged weights. */

import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { slice } from "../../lib/dataset/mod.ts";
import { network } from "../../lib/model/mod.ts";
import { train } from "../../lib/training/mod.ts";
import { largestDifference, options, weightsAfter } from "./few_steps.ts";

Deno.test("smoothing makes the network less sure", async () => {
  const changes = { epochs: 4, learningRate: 0.01 };
  const [plain, smooth] = [
    await weightsAfter("mlp", changes),
    await weightsAfter("mlp", { ...changes, smoothing: 0.3 }),
  ];
  assert.equal(smooth.result.stepLosses[0], plain.result.stepLosses[0], "told without it");
  const end = ({ result }: typeof plain) => result.epochs.at(-1)!;
  assert.ok(end(smooth).loss > 1.5 * end(plain).loss, `${end(smooth).loss}, ${end(plain).loss}`);
});

Deno.test("averaging leaves the network with the mean of its last steps' weights", async () => {
  const changes = { epochs: 1, learningRate: 0.01, schedule: "constant" } as const;
  const still = await weightsAfter("mlp", { ...changes, averaging: 0 });
  const averaged = await weightsAfter("mlp", { ...changes, averaging: 0.99 });
  assert.deepEqual(averaged.result.stepLosses, still.result.stepLosses, "steps are the same");
  assert.ok(largestDifference(averaged.weights, still.weights) > 1e-3, "what they leave is not");
});

Deno.test("an average soon forgets the weights at the start, running means and variances included", async () => {
  await useWasm();
  /** All weights after each of five steps, an epoch each, or their average where there is one. */
  const states = async (averaging: number): Promise<Float32Array[]> => {
    const model = network("light", 1), found: Float32Array[] = [];
    const record = async () => {
      const all = await Promise.all(
        model.getWeights().map((w) => w.data() as Promise<Float32Array>),
      );
      found.push(Float32Array.from(all.flatMap((values) => [...values])));
    };
    await record();
    const training = slice(options.training, 0, 50);
    const steps = { epochs: 5, learningRate: 0.01, schedule: "constant" } as const;
    await train(model, { ...options, ...steps, training, averaging, onEpoch: record });
    model.dispose();
    return found;
  };
  for (const averaging of [0.3, 0.99]) {
    const [weights, averages] = [await states(0), await states(averaging)];
    assert.deepEqual(averages[0], weights[0]);
    for (let step = 1; step <= 5; step++) {
      const keep = Math.min(averaging, step / (step + 9)); // 0.1, 0.18, 0.25, …
      averages[step].forEach((value, i) => {
        const expected = keep * averages[step - 1][i] + (1 - keep) * weights[step][i];
        const size = Math.abs(averages[step - 1][i]) + Math.abs(weights[step][i]);
        assert.ok(Math.abs(value - expected) <= 1e-6 * size, `step ${step}, weight ${i}`);
      });
    }
  }
});
