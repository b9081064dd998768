import assert from "node:assert/strict";
import { asShort } from "../../lib/compression/coded.ts";
import { decoded, quantised } from "../../lib/compression/mod.ts";
import { normal, random } from "../../lib/random.ts";

const next = random(3);
const weights = Float32Array.from({ length: 300 }, () => normal(next)); // [100, 3]
const shape = [100, 3];

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);
}

Deno.test("quantised() rounds to the nearest of equal steps around zero", () => {
  const { codes, scales, lowest, highest } = quantised(
    Float32Array.of(-1.5, -0.52, 0, 0.1, 0.98),
    [5],
    { levels: 7 },
  );
  assert.deepEqual([...scales], [0.5]);
  assert.deepEqual([...codes], [-3, -1, 0, 0, 2]);
  assert.deepEqual([lowest, highest], [-3, 3]);
});

Deno.test("quantised() is not changed by a second time", () => {
  for (const levels of [3, 7, 15, 255]) {
    for (const perChannel of [false, true]) {
      const once = quantised(weights, shape, { levels, perChannel });
      assert.deepEqual(quantised(decoded(once), shape, { levels, perChannel }), once);
    }
  }
});

Deno.test("quantised() loses less with more levels, and with a step per channel", () => {
  const wide = weights.map((w, i) => i % 3 === 0 ? 10 * w : w);
  const error = (levels: number, perChannel = false) =>
    squaredError(wide, decoded(quantised(wide, shape, { levels, perChannel })));
  assert.ok(error(255) < error(15) / 50);
  assert.ok(error(15, true) < error(15));
});

Deno.test("quantised() cuts off what is rare where levels are few", () => {
  const { codes, scales } = quantised(weights, shape, { levels: 7 });
  const largest = Math.max(...weights.map(Math.abs));
  assert.ok(3 * scales[0] < 0.95 * largest);
  assert.ok(codes.some((code) => code === 3));
});

Deno.test("quantised() keeps scales that a float16 holds, and zeros as they are", () => {
  const { scales } = quantised(weights, shape, { levels: 15, perChannel: true });
  assert.deepEqual(new Float32Array(new Float16Array(scales)), scales);
  assert.deepEqual([...quantised(new Float32Array(3), [3], { levels: 15 }).codes], [0, 0, 0]);
});

Deno.test("quantised() refuses levels without a zero in their middle", () => {
  for (const levels of [0, 1, 2, 16, 2.5, 65_537, NaN]) {
    assert.throws(() => quantised(weights, shape, { levels }), RangeError);
  }
});

Deno.test("quantised() takes given scales, and cuts off what lies beyond them", () => {
  const scales = Float32Array.of(1, 0.5), values = Float32Array.of(9, 0.9, -1.2, -0.2);
  const found = quantised(values, [2, 2], { levels: 5, perChannel: true, scales });
  assert.deepEqual([...found.codes], [2, 2, -1, 0]);
  assert.equal(found.scales, scales);
});

Deno.test("short scales are at most 3 % off, also beyond their range's ends", () => {
  for (const value of [1, 1.03, 1.04, 1.97, 1.99, 0.3, 1e-3, 2 ** -24, 255]) {
    assert.ok(Math.abs(asShort(value) / value - 1) <= 1 / 32 + 1e-9, `${value}: ${asShort(value)}`);
    assert.equal(asShort(asShort(value)), asShort(value));
  }
  assert.equal(asShort(1e-12), 2 ** -24);
  assert.equal(asShort(1e6), 248);
});
