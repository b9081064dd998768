import assert from "node:assert/strict";
import { keptWeights } from "../../lib/compression/mod.ts";

Deno.test("keptWeights() drops the given share, the smallest magnitudes", () => {
  const weights = Float32Array.of(0.3, -0.1, 0.2, -0.5, 0.4);
  assert.deepEqual([...keptWeights(weights, 0.4)], [1, 0, 0, 1, 1]);
  assert.deepEqual([...keptWeights(weights, 0)], [1, 1, 1, 1, 1]);
  assert.deepEqual([...keptWeights(weights, 0.99)], [0, 0, 0, 1, 0]);
});

Deno.test("keptWeights() refuses a share out of range", () => {
  for (const share of [-0.1, 1, NaN]) {
    assert.throws(() => keptWeights(new Float32Array(2), share), RangeError);
  }
});
