import assert from "node:assert/strict";
import fc from "../properties.ts";
import { principalComponents, volume } from "../../lib/reference/mod.ts";
import { normal, random } from "../../lib/random.ts";
import { assertClose, randomVolume } from "./helpers.ts";

/** A cloud of 500 points, 10 long, 3 wide and 1 thick, along given directions. */
function cloud(axes: readonly (readonly number[])[]) {
  const next = random(1), sizes = [10, 3, 1];
  const points = Array.from({ length: 500 }, () => {
    const along = sizes.map((size) => size * normal(next));
    return [0, 1, 2].map((d) => 5 + axes.reduce((sum, axis, k) => sum + along[k] * axis[d], 0));
  });
  return volume([500, 3], points.flat());
}

Deno.test("principalComponents() finds the directions in which a cloud of points is long", () => {
  const axes = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1]];
  const { directions, mean, shares } = principalComponents(cloud(axes), 3);
  axes.forEach((axis, k) => {
    const cosine = axis.reduce((sum, weight, d) => sum + weight * directions.data[k * 3 + d], 0);
    assert(Math.abs(cosine) > 0.99, `direction ${k} is off: its cosine is ${cosine}`);
  });
  assertClose(mean, volume([3], [5, 5, 5]), 0.2);
  assert.equal(shares.reduce((sum, share) => sum + share).toFixed(9), "1.000000000");
  assert(Math.abs(shares[0] - 100 / 110) < 0.02, `${shares}`);
});

Deno.test("principalComponents() gives each point's place along the directions", () => {
  const x = volume([3, 2], [0, 0, 3, 4, 6, 8]);
  const { points, shares } = principalComponents(x, 2);
  assertClose(points, volume([3, 2], [-5, 0, 0, 0, 5, 0]), 1e-9);
  assert.deepEqual(shares.map((share) => share.toFixed(6)), ["1.000000", "0.000000"]);
});

Deno.test("principal components have length 1, right angles and falling variances", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const { directions, shares } = principalComponents(randomVolume([40, 6], seed), 4);
      const row = (k: number) => directions.data.subarray(k * 6, (k + 1) * 6);
      for (let a = 0; a < 4; a++) {
        for (let b = 0; b < 4; b++) {
          const product = row(a).reduce((sum, weight, d) => sum + weight * row(b)[d], 0);
          assert(Math.abs(product - (a === b ? 1 : 0)) < 1e-9);
        }
      }
      for (let k = 1; k < 4; k++) assert(shares[k] <= shares[k - 1] + 1e-4, `${shares}`);
    }),
    { numRuns: 20 },
  );
});

Deno.test("principalComponents() puts equal points in one place", () => {
  const { points, shares } = principalComponents(volume([2, 3], [1, 2, 3, 1, 2, 3]));
  assert.deepEqual([...points.data], [0, 0, 0, 0]);
  assert.deepEqual(shares, [0, 0]);
});

Deno.test("principalComponents() rejects points that have no such directions", () => {
  assert.throws(() => principalComponents(volume([2, 2, 1], [1, 2, 3, 4])), RangeError);
  assert.throws(() => principalComponents(volume([0, 2], [])), RangeError);
  assert.throws(() => principalComponents(volume([2, 2], [1, 2, 3, 4]), 3), RangeError);
  assert.throws(() => principalComponents(volume([2, 2], [1, 2, 3, 4]), 1.5), RangeError);
});
