import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy, useBackend } from "../../lib/backend/mod.ts";
import { tally } from "../../lib/training/loss.ts";
import { softmaxRows } from "../../lib/training/predict.ts";

const labels = Uint8Array.from([3, 0]);
const rows = Float32Array.from([
  ...[0, 1, 2, 5, 1, 0, 0, 0, 0, 0], // right
  ...[1, 0, 0, 0, 0, 0, 0, 0, 0, 4], // says 9, is 0
]);

Deno.test("tally() sums cross-entropy and right answers", () => {
  const { loss, correct } = tally(rows, labels);
  const first = -Math.log(Math.exp(5) / (6 + 2 * Math.E + Math.exp(2) + Math.exp(5)));
  const second = -Math.log(Math.E / (8 + Math.E + Math.exp(4)));
  assert.ok(Math.abs(loss - first - second) < 1e-6);
  assert.equal(correct, 1);
});

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`the loss that is followed downhill is the one that is told, on ${backend}`, async () => {
    await useBackend(backend);
    const logits = tf.tensor2d(rows, [2, 10]);
    const loss = (z: tf.Tensor) => softmaxCrossEntropy(z as tf.Tensor2D, labels);
    const { value, grad } = tf.valueAndGrad(loss)(logits);
    assert.ok(Math.abs((await value.data())[0] - tally(rows, labels).loss) < 1e-5);
    const expected = softmaxRows(rows, 10); // the gradient is softmax − truth
    labels.forEach((label, n) => expected[10 * n + label] -= 1);
    (await grad.data()).forEach((g, i) => assert.ok(Math.abs(g - expected[i]) < 1e-6));
  });
}

Deno.test("a picture of no class is classified correctly if no class has half of the probability", () => {
  const { loss, correct } = tally(rows, Uint8Array.of(10, 10));
  const means = [9 / 10, 5 / 10], largest = [5, 4];
  const sums = [
    Math.exp(-5) * (6 + 2 * Math.E + Math.exp(2) + Math.exp(5)),
    Math.exp(-4) * (8 + Math.E + Math.exp(4)),
  ];
  const expected = [0, 1].map((n) => largest[n] + Math.log(sums[n]) - means[n]);
  assert.ok(Math.abs(loss - expected[0] - expected[1]) < 1e-5);
  assert.equal(correct, 0);
  assert.equal(tally(new Float32Array(10).fill(3), Uint8Array.of(10)).correct, 1);
});

Deno.test("the loss of huge logits does not overflow", () => {
  const huge = new Float32Array(10).fill(-1e30);
  huge[4] = 1e30;
  assert.equal(tally(huge, Uint8Array.of(4)).loss, 0);
  assert.equal(softmaxRows(huge, 10)[4], 1);
});

Deno.test("of equal logits the first class is the answer, in tally() as in evaluate()", () => {
  const equal = new Float32Array(10);
  assert.equal(tally(equal, Uint8Array.of(0)).correct, 1);
  assert.equal(tally(equal, Uint8Array.of(9)).correct, 0);
});
