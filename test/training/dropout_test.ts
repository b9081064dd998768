import assert from "node:assert/strict";
import { dropoutMask } from "../../lib/training/dropout.ts";

Deno.test("dropoutMask() switches off the share it is told to and keeps the mean", () => {
  for (const rate of [0.2, 0.5]) {
    const mask = dropoutMask(100_000, rate, [1, 2, 3], 0);
    const off = mask.filter((factor) => factor === 0).length / mask.length;
    assert.ok(Math.abs(off - rate) < 0.01);
    assert.ok(mask.every((f) => f === 0 || f === Math.fround(1 / (1 - rate))));
  }
});

Deno.test("dropoutMask() differs from step to step, from layer to layer, from seed to seed", () => {
  const base = dropoutMask(1_000, 0.5, [1, 2, 3], 0);
  for (const key of [[1, 2, 4], [1, 3, 3], [2, 2, 3], [2, 1, 3]]) {
    const same = dropoutMask(1_000, 0.5, key, 0).filter((factor, i) => factor === base[i]).length;
    assert.ok(same > 400 && same < 600, `${same} of 1000 factors agree with key ${key}`);
  }
});

Deno.test("dropoutMask() of a batch in parts is the mask of the whole batch", () => {
  const whole = dropoutMask(60, 0.5, [1, 2], 0);
  const parts = [...dropoutMask(20, 0.5, [1, 2], 0), ...dropoutMask(40, 0.5, [1, 2], 20)];
  assert.deepEqual([...whole], parts);
});
