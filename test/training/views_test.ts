import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { mlp } from "../../lib/model/mod.ts";
import { evaluate, logits } from "../../lib/training/mod.ts";
import { movedByHalf } from "../../lib/training/views.ts";

Deno.test("a view has moved by half a pixel, and nothing comes round from the other edge", () => {
  const picture = Uint8Array.of(
    ...[0, 0, 0, 0],
    ...[0, 200, 0, 0],
    ...[0, 0, 0, 100],
  );
  const view = (down: 1 | -1, right: 1 | -1) => [...movedByHalf(picture, [3, 4, 1], down, right)];
  assert.deepEqual(view(1, 1), [
    ...[0, 0, 0, 0],
    ...[0, 50, 50, 0],
    ...[0, 50, 50, 25],
  ]);
  assert.deepEqual(view(-1, -1), [
    ...[50, 50, 0, 0],
    ...[50, 50, 25, 25],
    ...[0, 0, 25, 25],
  ]);
  assert.deepEqual(view(-1, 1), [
    ...[0, 50, 50, 0],
    ...[0, 50, 50, 25],
    ...[0, 0, 0, 25],
  ]);
});

Deno.test("each channel and each picture moves by itself", () => {
  const two = Uint8Array.of(...[8, 0, 0, 40], ...[0, 80, 4, 0]); // 2 pictures of 1 × 2, 2 channels
  assert.deepEqual([...movedByHalf(two, [1, 2, 2], 1, 1)], [2, 0, 2, 10, 0, 20, 1, 20]);
});

Deno.test("evaluate() in views takes the mean of four views' logits", async () => {
  await useWasm();
  const model = mlp(4), set = builtinDigits({ count: 300, seed: 6 });
  const { probabilities, loss } = await evaluate(model, set, { views: true });
  const views = await Promise.all(
    ([[-1, -1], [-1, 1], [1, -1], [1, 1]] as const).map(([down, right]) =>
      logits(model, movedByHalf(set.images, [28, 28, 1], down, right))
    ),
  );
  let expected = 0;
  for (let n = 0; n < 300; n++) {
    const exps = Array.from(
      { length: 10 },
      (_, c) => Math.exp(views.reduce((sum, view) => sum + view[10 * n + c], 0) / 4),
    );
    const sum = exps.reduce((a, b) => a + b);
    exps.forEach((e, c) => assert.ok(Math.abs(e / sum - probabilities[10 * n + c]) < 1e-5));
    expected -= Math.log(exps[set.labels[n]] / sum) / 300;
  }
  assert.ok(Math.abs(loss - expected) < 1e-4);
  assert.notEqual(loss, (await evaluate(model, set)).loss);
});
