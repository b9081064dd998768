import assert from "node:assert/strict";
import type * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/mod.ts";
import { network } from "../../lib/model/mod.ts";
import { layoutOf, readParameters, writeParameters } from "../../lib/training/parameters.ts";

Deno.test("layoutOf() puts what is learned by gradient first, without gaps", async () => {
  await useBackend("wasm");
  const model = network("light", 1);
  const { trainable, fixed, trainableSize, size } = layoutOf(model);
  let end = 0;
  for (const { offset, variable } of [...trainable, ...fixed]) {
    assert.equal(offset, end);
    end += variable.size;
  }
  assert.equal(size, end);
  assert.equal(size, model.countParams());
  assert.equal(fixed[0].offset, trainableSize);
  assert.equal(fixed.length, 6, "a mean and a variance of three layers");
  model.dispose();
});

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`weights written into a network are copies, which later changes leave alone (${backend})`, async () => {
    await useBackend(backend);
    const model = network("mlp", 1);
    const { trainable, size } = layoutOf(model);
    const flat = new Float32Array(size).fill(0.25);
    writeParameters(trainable, flat);
    flat.fill(9);
    const read = new Float32Array(size);
    await readParameters(trainable, read);
    assert.ok(read.every((weight) => weight === 0.25));
    assert.equal((model.getWeights()[1] as tf.Tensor).dataSync()[0], 0.25);
    model.dispose();
  });
}
