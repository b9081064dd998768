import assert from "node:assert/strict";
import { count, countOf, number, percent } from "../../../lib/figures/parts/format.ts";

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

Deno.test("number() writes what is tiny with an exponent", () => {
  assert.deepEqual([0.000123, 0.00001, -4.44e-16].map((value) => number(value)), [
    "0.000123",
    "1e−5",
    "−4.44e−16",
  ]);
});

Deno.test("countOf() has a singular", () => {
  assert.deepEqual([1, 2].map((amount) => countOf(amount, "map")), ["1 map", "2 maps"]);
});
