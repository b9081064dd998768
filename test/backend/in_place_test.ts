import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { numbersIn, overwrite } from "../../lib/backend/in_place.ts";
import { useBackend } from "../../lib/backend/mod.ts";

Deno.test("overwrite() changes a tensor's numbers where they lie", async () => {
  await useBackend("wasm");
  const tensor = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  assert.ok(overwrite(tensor, Float32Array.of(5, 6, 7, 8)));
  assert.deepEqual([...numbersIn(tensor)!], [5, 6, 7, 8]);
  assert.deepEqual([...await tensor.data()], [5, 6, 7, 8]);
  tensor.dispose();
});

Deno.test("overwrite() refuses a tensor whose numbers are those of another tensor too", async () => {
  await useBackend("wasm");
  const tensor = tf.tensor1d([1, 2]), same = tensor.reshape([2, 1]);
  assert.equal(overwrite(tensor, Float32Array.of(3, 4)), false);
  assert.deepEqual([...await same.data()], [1, 2]);
  tf.dispose([tensor, same]);
});

Deno.test("numbers on tfjs's cpu backend are neither seen nor overwritten", async () => {
  await useBackend("cpu");
  const tensor = tf.tensor1d([1, 2]);
  assert.equal(numbersIn(tensor), undefined);
  assert.equal(overwrite(tensor, Float32Array.of(3, 4)), false);
  tensor.dispose();
});
