import assert from "node:assert/strict";
import { asPacked } from "../../lib/compression/mod.ts";
import { predict, train } from "../../lib/training/mod.ts";
import { network } from "../../lib/model/mod.ts";
import { largestDifference, options, weightsAfter } from "./few_steps.ts";

/** A view made of a function's text. */
function viewOf(text: string, settings: unknown = {}) {
  const module = `export const view = (settings, places) => ${text};`;
  return { module: `data:text/javascript,${encodeURIComponent(module)}`, settings };
}

Deno.test("train() computes with the weights that the view makes, and moves those behind", async () => {
  const zeros = viewOf("(weights) => weights.map(() => 0)");
  const { result, weights } = await weightsAfter("mlp", { view: zeros });
  // Without weights each digit has the probability of a tenth, before training and after it.
  for (const loss of [...result.stepLosses, result.epochs[1].validationLoss]) {
    assert.ok(Math.abs(loss - Math.log(10)) < 1e-5, `${loss}`);
  }
  const [{ weights: before }, moved] = [await weightsAfter("mlp", { learningRate: 1e-9 }), weights];
  const bias = 3; // of the last layer, whose gradient does not depend on other weights
  assert.ok(Math.max(...moved[bias].map((b, i) => Math.abs(b - before[bias][i]))) > 1e-3);
});

Deno.test("train() gives a view its settings and the places of the weights", async () => {
  const text = `{
    const names = places.map(({ name, shape, offset }) => name + shape.join("×") + "@" + offset);
    if (names.join(" ") !== settings.expected) throw new Error(names.join(" "));
    return (weights) => weights;
  }`;
  const expected = "hidden/kernel784×128@0 hidden/bias128@100352 " +
    "output/kernel128×10@100480 output/bias10@101760";
  const seen = await weightsAfter("mlp", { view: viewOf(text, { expected }) });
  const plain = await weightsAfter("mlp", {});
  assert.deepEqual(seen.weights, plain.weights);
  await assert.rejects(weightsAfter("mlp", { view: viewOf(text, { expected: "" }) }), /hidden/);
});

Deno.test("two workers see the same view as one", async () => {
  const view = asPacked({ kernels: { method: "uniform", levels: 15 } });
  const one = await weightsAfter("cnn", { view, workers: 1 });
  const two = await weightsAfter("cnn", { view, workers: 2 });
  assert.ok(largestDifference(one.weights, two.weights) < 1e-3);
  const plain = await weightsAfter("cnn", { workers: 1 });
  assert.ok(largestDifference(one.weights, plain.weights) > 1e-3);
});

Deno.test("train() learns targets in place of labels", async () => {
  const { labels } = options.training;
  const sure = new Float32Array(labels.length * 10), even = new Float32Array(sure).fill(0.1);
  labels.forEach((label, n) => sure[10 * n + label] = 1);
  const byLabels = await weightsAfter("mlp", {});
  for (const workers of [1, 2]) {
    const byTargets = await weightsAfter("mlp", { targets: sure, workers });
    assert.ok(largestDifference(byLabels.weights, byTargets.weights) < 1e-3);
  }
  const model = network("mlp", 1);
  await train(model, { ...options, targets: even });
  const said = await predict(model, options.training.images.subarray(0, 784 * 20));
  assert.ok(Math.max(...said) < 0.25, `${Math.max(...said)}`);
});

Deno.test("train() refuses targets that are not one number per picture and class", async () => {
  await assert.rejects(
    weightsAfter("mlp", { targets: new Float32Array(6_001) }),
    /^RangeError: Cannot learn 6001 targets: 600 pictures of 10 classes need 6000$/,
  );
});
