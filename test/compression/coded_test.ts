import assert from "node:assert/strict";
import { asHalf, asShort, fromShort, shortParts } from "../../lib/compression/coded.ts";
import { random } from "../../lib/random.ts";

Deno.test("asHalf() rounds to a float16, and never to zero", () => {
  assert.deepEqual([0.5, 1.5, 1e-9].map(asHalf), [0.5, 1.5, 2 ** -24]);
  assert.ok(Math.abs(asHalf(0.1) - 0.1) < 1e-4);
});

Deno.test("asShort() is 3 % off at most, just below a power of two as well", () => {
  const next = random(1);
  const values = Array.from({ length: 1_000 }, () => 2 ** (25 * next() - 24));
  for (const value of [...values, 1.97, 0.999, 0.0624]) {
    assert.ok(Math.abs(asShort(value) / value - 1) <= 1 / 31, `${value}: ${asShort(value)}`);
  }
  assert.deepEqual([2 ** -24, 0.25, 1, 1.5].map(asShort), [2 ** -24, 0.25, 1, 1.5]);
});

Deno.test("shortParts() of any positive number fit into their bits, and fromShort() takes them", () => {
  for (const value of [1e-30, 2 ** -24, 0.3, 200, 255, 1e9]) {
    const { exponent, fraction } = shortParts(value);
    assert.ok(exponent >= 0 && exponent < 32 && fraction >= 0 && fraction < 16, `${value}`);
    assert.equal(fromShort(exponent, fraction), asShort(value));
  }
});
