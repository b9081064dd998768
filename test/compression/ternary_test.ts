import assert from "node:assert/strict";
import { binary, decoded, ternary } from "../../lib/compression/mod.ts";

Deno.test("ternary() drops what is under 0.7 of the mean magnitude, for each channel by itself", () => {
  // Two channels: 4, −1, 1 with the mean 2, and 0.1, 0.4, −0.4 with the mean 0.3.
  const coded = ternary(Float32Array.of(4, 0.1, -1, 0.4, 1, -0.4), [3, 2]);
  assert.deepEqual([...coded.codes], [1, 0, 0, 1, 0, -1]);
  assert.deepEqual(coded.scales, new Float32Array(new Float16Array([4, 0.4])));
});

Deno.test("binary() keeps the signs, and the mean magnitude of each channel", () => {
  const coded = binary(Float32Array.of(1, -8, -3, 4), [2, 2]);
  assert.deepEqual([...decoded(coded)], [2, -6, -2, 6]);
});

Deno.test("ternary() and binary() take zeros", () => {
  assert.ok(decoded(ternary(new Float32Array(4), [2, 2])).every((w) => w === 0));
  assert.ok(decoded(binary(new Float32Array(4), [2, 2])).every((w) => Math.abs(w) < 1e-7));
});
