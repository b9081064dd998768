import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { digits, PIXELS } from "../../lib/dataset/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { mlp } from "../../lib/model/mod.ts";
import { evaluate, Evaluation } from "../../lib/training/mod.ts";
import { fewDigits } from "./digits.ts";

/** Sevens called 1 twice, ones always right. */
function confusion(): number[][] {
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  counts[1][1] = 6;
  counts[7][7] = 2;
  counts[7][1] = 2;
  return counts;
}

Deno.test("Evaluation works out accuracy, precision and recall", () => {
  const evaluation = new Evaluation(0.5, confusion(), new Float32Array());
  assert.equal(evaluation.accuracy, 0.8);
  const [, one, , , , , , seven] = evaluation.digits;
  assert.deepEqual(one, { digit: 1, count: 6, precision: 0.75, recall: 1 });
  assert.deepEqual(seven, { digit: 7, count: 4, precision: 1, recall: 0.5 });
  assert.ok(Number.isNaN(evaluation.digits[0].recall));
  assert.match(String(evaluation), /7 +4 +100\.00 % +50\.00 %/);
  assert.match(String(evaluation), /0 +0 +– +–/);
});

Deno.test("evaluate() counts what the network predicts, batch borders or not", async () => {
  await tf.setBackend("cpu");
  const { training } = fewDigits(); // 600: not a multiple of the batch
  const model = mlp(3);
  const { confusion, loss, probabilities, accuracy } = await evaluate(model, training);
  const images = tf.tensor4d(Float32Array.from(training.images, (p) => p / 255), [600, 28, 28, 1]);
  const direct = await (model.predict(images) as tf.Tensor).array() as number[][];
  const said = direct.map((row) => row.indexOf(Math.max(...row)));
  for (let i = 0; i < 600; i += 7) {
    direct[i].forEach((p, c) => assert.ok(Math.abs(p - probabilities[10 * i + c]) < 1e-5));
  }
  assert.equal(accuracy, said.filter((digit, i) => digit === training.labels[i]).length / 600);
  assert.equal(
    confusion[4][said[training.labels.indexOf(4)]] > 0,
    true,
  );
  const mean = direct.reduce((sum, row, i) => sum - Math.log(row[training.labels[i]]), 0) / 600;
  assert.ok(Math.abs(mean - loss) < 1e-4);
});

Deno.test("evaluate() refuses an empty set", async () => {
  const nothing = digits("nothing", new Uint8Array(0 * PIXELS), new Uint8Array());
  await assert.rejects(evaluate(mlp(1), nothing), /holds no pictures/);
});

Deno.test("evaluate() refuses a network whose answers are not numbers", async () => {
  await tf.setBackend("cpu");
  const { validation } = fewDigits();
  for (const value of [NaN, Infinity]) {
    const model = mlp(1);
    const bias = tf.tensor1d(new Float32Array(10).fill(value, 3, 4));
    model.setWeights([...model.getWeights().slice(0, 3), bias]);
    await assert.rejects(evaluate(model, validation), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, new RegExp(`it answers ${value}, not a finite number`));
      return true;
    });
  }
});
