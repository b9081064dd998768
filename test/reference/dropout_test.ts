import assert from "node:assert/strict";
import { dropout, dropoutGradient, volume, zeros } from "../../lib/reference/mod.ts";
import { random } from "../../lib/random.ts";

Deno.test("dropout() drops numbers whose draw is under the rate, and scales the others", () => {
  const draws = [0.1, 0.9, 0.74, 0.75];
  const { y, mask } = dropout(volume([4], [1, 2, 3, 4]), 0.75, () => draws.shift()!);
  assert.deepEqual([...mask.data], [0, 4, 0, 4]);
  assert.deepEqual([...y.data], [0, 8, 0, 16]);
});

Deno.test("dropout() keeps the mean", () => {
  const ones = volume([100_000], new Float64Array(100_000).fill(1));
  const { y } = dropout(ones, 0.2, random(1));
  const mean = y.data.reduce((a, b) => a + b) / 100_000;
  assert(Math.abs(mean - 1) < 0.01, `the mean is ${mean}`);
});

Deno.test("dropoutGradient() gives no gradient to numbers that were dropped", () => {
  const dx = dropoutGradient(volume([3], [1, 2, 3]), volume([3], [0, 2, 2]));
  assert.deepEqual([...dx.data], [0, 4, 6]);
});

Deno.test("dropout() rejects a rate that would drop everything, or is out of range", () => {
  for (const rate of [1, -0.1, NaN]) {
    assert.throws(() => dropout(zeros([1]), rate, random(1)), {
      name: "RangeError",
      message: `Cannot drop out: the rate must be in [0, 1): it is ${rate}`,
    });
  }
  assert.throws(() => dropoutGradient(zeros([2]), zeros([3])), RangeError);
});
