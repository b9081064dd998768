import fc from "../properties.ts";
import assert from "node:assert/strict";
import { outputSize, places } from "../../lib/reference/mod.ts";

Deno.test("outputSize() of a digit under a 3×3 kernel is 26, and 28 with a pixel of padding", () => {
  assert.equal(outputSize(28, 3), 26);
  assert.equal(outputSize(28, 3, { padding: 1 }), 28);
  assert.equal(outputSize(28, 3, { padding: "same" }), 28);
});

Deno.test("outputSize() rounds down, since pixels that do not fill a window are left out", () => {
  assert.equal(outputSize(28, 3, { stride: 2 }), 13);
  assert.equal(outputSize(11, 2, { stride: 2 }), 5);
});

Deno.test("outputSize() with same padding is the input's length over the stride, rounded up", () => {
  assert.equal(outputSize(28, 5, { stride: 3, padding: "same" }), 10);
});

Deno.test("places() puts the odd pixel of same padding at the end", () => {
  assert.deepEqual(places(4, 2, { padding: "same" }), { count: 4, before: 0, after: 1 });
  assert.deepEqual(places(4, 3, { padding: "same" }), { count: 4, before: 1, after: 1 });
});

Deno.test("places() are as many as counted by trying each", () => {
  const small = fc.integer({ min: 1, max: 12 });
  fc.assert(fc.property(small, small, small, fc.nat(4), (length, window, stride, padding) => {
    fc.pre(window <= length + 2 * padding);
    let count = 0;
    for (let start = -padding; start + window <= length + padding; start += stride) count++;
    assert.equal(outputSize(length, window, { stride, padding }), count);
  }));
});

Deno.test("places() rejects a window that is larger than the padded input", () => {
  assert.throws(() => places(4, 7, { padding: 1 }), {
    name: "RangeError",
    message: "Cannot place a window of 7 on 4 pixels with 1 of padding on each side: " +
      "it needs at least 7 in all",
  });
});

Deno.test("places() rejects numbers out of range", () => {
  assert.throws(() => places(4, 2, { stride: 0 }), {
    message: "Cannot slide a window: the stride must be a whole number from 1 up: it is 0",
  });
  assert.throws(() => places(4, 2, { padding: -1 }), RangeError);
  assert.throws(() => places(4, 0), RangeError);
  assert.throws(() => places(4.5, 2), RangeError);
});
