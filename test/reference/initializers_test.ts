import assert from "node:assert/strict";
import { fans, glorotLimit, glorotUniform } from "../../lib/reference/mod.ts";
import { random } from "../../lib/random.ts";

Deno.test("fans() of dense weights are their sides, of a kernel its channels times its window", () => {
  assert.deepEqual(fans([784, 128]), { fanIn: 784, fanOut: 128 });
  assert.deepEqual(fans([3, 3, 32, 64]), { fanIn: 288, fanOut: 576 });
});

Deno.test("glorotLimit() is the square root of 6 over the sum of the fans", () => {
  assert.equal(glorotLimit([4, 2]), 1);
  assert.equal(glorotLimit([1600, 10]), Math.sqrt(6 / 1610));
});

Deno.test("glorotUniform() fills the range up to its limit, with variance 2 / (fanIn + fanOut)", () => {
  const { shape, data } = glorotUniform([100, 300], random(1));
  const limit = glorotLimit([100, 300]);
  assert.deepEqual(shape, [100, 300]);
  assert(data.every((w) => Math.abs(w) <= limit));
  assert(Math.min(...data) < -0.99 * limit && Math.max(...data) > 0.99 * limit);
  const variance = data.reduce((sum, w) => sum + w * w, 0) / data.length;
  assert(Math.abs(variance - 2 / 400) < 1e-4, `the variance is ${variance}`);
});

Deno.test("fans() rejects shapes that are not those of weights", () => {
  assert.throws(() => fans([10]), {
    name: "RangeError",
    message: "Cannot count the connections of [10]: weights are [I, K] or [kh, kw, D, C]",
  });
});
