import assert from "node:assert/strict";
import { clustered, decoded } from "../../lib/compression/mod.ts";
import { normal, random } from "../../lib/random.ts";

Deno.test("clustered() puts each centre at the mean of its weights", () => {
  const coded = clustered(Float32Array.of(-1, -1.5, 2, 3, 8, 8), [6], 3);
  assert.deepEqual([...decoded(coded)], [-1.25, -1.25, 2.5, 2.5, 8, 8]);
  assert.deepEqual([...coded.codes], [0, 0, 1, 1, 2, 2]);
});

Deno.test("clustered() chooses the nearest centre for every weight", () => {
  const next = random(4), weights = Float32Array.from({ length: 500 }, () => normal(next));
  const coded = clustered(weights, [500], 16), values = decoded(coded);
  weights.forEach((w, i) => {
    for (const centre of coded.table!) {
      assert.ok(Math.abs(w - values[i]) <= Math.abs(w - centre) + 1e-6);
    }
  });
});

Deno.test("clustered() leaves the zeros of pruning exactly zero", () => {
  const weights = Float32Array.of(0, 0, 0.1, 0.2, -3, 0, 5);
  const values = decoded(clustered(weights, [7], 4));
  weights.forEach((w, i) => assert.equal(values[i] === 0, w === 0));
});

Deno.test("clustered() takes weights that are all the same, and refuses a number out of range", () => {
  assert.deepEqual([...decoded(clustered(Float32Array.of(2, 2), [2], 4))], [2, 2]);
  assert.deepEqual([...decoded(clustered(new Float32Array(2), [2], 4))], [0, 0]);
  for (const clusters of [1, 257, 2.5]) {
    assert.throws(() => clustered(new Float32Array(2), [2], clusters), RangeError);
  }
});
