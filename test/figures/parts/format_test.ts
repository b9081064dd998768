import assert from "node:assert/strict";
import { count, number, percent } from "../../../lib/figures/parts/format.ts";

Deno.test("number() keeps the digits that count and writes a real minus sign", () => {
  assert.equal(number(-0.12345), "−0.123");
  assert.equal(number(17), "17");
  assert.equal(number(1234.5, 6), "1,234.5");
  assert.equal(number(0.1 + 0.2), "0.3");
  assert.equal(number(0), "0");
});

Deno.test("count() sets thousands apart", () => {
  assert.deepEqual([0, 999, 1_000, 34_826, 1_234_567].map(count), [
    "0",
    "999",
    "1,000",
    "34,826",
    "1,234,567",
  ]);
});

Deno.test("percent() turns a share into percent", () => {
  assert.equal(percent(0.98765), "98.8 %");
  assert.equal(percent(0.98765, 2), "98.77 %");
});
