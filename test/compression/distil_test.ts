import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { softTargets } from "../../lib/compression/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { mlp } from "../../lib/model/mod.ts";
import { predict } from "../../lib/training/mod.ts";

await useWasm();

const set = builtinDigits({ count: 6, seed: 1 }), teacher = mlp(1);

Deno.test("softTargets() mixes the label with what the teacher says", async () => {
  const said = await predict(teacher, set.images);
  const targets = await softTargets(teacher, set, { temperature: 1, share: 0.25 });
  said.forEach((p, i) => {
    const label = set.labels[Math.floor(i / 10)] === i % 10 ? 1 : 0;
    assert.ok(Math.abs(targets[i] - (0.25 * p + 0.75 * label)) < 1e-6);
  });
});

Deno.test("softTargets() is more even at a higher temperature", async () => {
  const largest = async (temperature: number) =>
    Math.max(...await softTargets(teacher, set, { temperature, share: 1 }));
  const [cold, warm, hot] = [await largest(0.1), await largest(1), await largest(100)];
  assert.ok(cold > warm && warm > hot && hot < 0.11, `${cold} ${warm} ${hot}`);
});

Deno.test("softTargets() gives a picture of none of the classes equal labels", async () => {
  const none = { ...set, labels: Uint8Array.of(10, 1, 2, 3, 4, 5) };
  const targets = await softTargets(teacher, none, { share: 0 });
  assert.ok(targets.subarray(0, 10).every((p) => Math.abs(p - 0.1) < 1e-6));
  assert.equal(targets[11], 1);
});
