import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits, gather } from "../../lib/dataset/mod.ts";
import { cnn, mlp, network } from "../../lib/model/mod.ts";
import { evaluate, fastGradientSign, logits } from "../../lib/training/mod.ts";

await useWasm();
const set = builtinDigits({ count: 300, seed: 3 });
const batch = gather(set, [0, 1, 2, 3]);

/** The mean cross-entropy of pictures. */
async function loss(model: ReturnType<typeof cnn>, images: Float32Array): Promise<number> {
  const scores = await logits(model, images);
  return [...batch.labels].reduce((sum, label, n) => {
    const row = [...scores.subarray(10 * n, 10 * n + 10)], most = Math.max(...row);
    const total = row.reduce((all, z) => all + Math.exp(z - most), 0);
    return sum + most + Math.log(total) - row[label];
  }, 0) / batch.labels.length;
}

Deno.test("fastGradientSign() moves each pixel to where the loss grows, by finite differences", async () => {
  for (const model of [mlp(1), cnn(2)]) {
    const moved = await fastGradientSign(model, batch, 0.01);
    let tried = 0;
    for (let i = 0; i < 784 && tried < 12; i += 13) {
      const step = moved[i] - batch.images[i];
      if (Math.abs(step) < 0.005) continue; // at a limit, or without a slope
      const [up, down] = [1, -1].map((sign) => {
        const images = batch.images.slice();
        images[i] += sign * 0.05;
        return images;
      });
      const slope = await loss(model, up) - await loss(model, down);
      if (Math.abs(slope) < 1e-4) continue; // rounding
      assert.equal(Math.sign(step), Math.sign(slope), `${model.name}, pixel ${i}`);
      tried++;
    }
    assert.ok(tried >= 3, `${tried} pixels`);
  }
});

Deno.test("fastGradientSign() raises the loss, stays within the size and within 0 and 1", async () => {
  const model = network("small", 1); // with batch normalisation
  const moved = await fastGradientSign(model, batch, 0.1);
  assert.ok(await loss(model, moved) > await loss(model, batch.images) + 0.01);
  moved.forEach((value, i) => {
    assert.ok(value >= 0 && value <= 1);
    assert.ok(Math.abs(value - batch.images[i]) <= 0.1 + 1e-6);
  });
  assert.deepEqual(await fastGradientSign(model, batch, 0), batch.images);
});

Deno.test("fastGradientSign() treats every picture alone, however many there are", async () => {
  const model = cnn(1), many = gather(set, [...Array(300).keys()]);
  const moved = await fastGradientSign(model, many, 0.2);
  const last = await fastGradientSign(model, gather(set, [299]), 0.2);
  const apart = last.filter((value, i) => Math.abs(value - moved[299 * 784 + i]) > 1e-6).length;
  assert.ok(apart < 8, `${apart} pixels`); // slopes near 0 may round to either side
  assert.ok((await evaluate(model, set)).accuracy >= 0);
});

Deno.test("fastGradientSign() refuses sizes and pictures that make no sense", async () => {
  for (const size of [-0.1, 1.1, NaN]) {
    await assert.rejects(fastGradientSign(mlp(1), batch, size), /must be between 0 and 1/);
  }
  const wrong = { images: batch.images.subarray(1), labels: batch.labels };
  await assert.rejects(fastGradientSign(mlp(1), wrong, 0.1), RangeError);
});
