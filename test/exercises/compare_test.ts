import assert from "node:assert/strict";
import { same, shapeOf } from "../../lib/exercises/compare.ts";

Deno.test("same() forgives a share of the largest number", () => {
  assert(same(1001, 1000, 0.001));
  assert(!same(1002, 1000, 0.001));
  assert(same([1000, 1], [1000, 0], 0.001));
  assert(same(9.54e-7, 9.5367e-7, 0.002));
  assert(!same(1e-7, 0));
});

Deno.test("same() takes NaN and infinity for what they are", () => {
  assert(same(NaN, NaN) && same([Infinity, 1], [Infinity, 1]));
  assert(!same(1, NaN) && !same(NaN, 1) && !same(Infinity, -Infinity) && !same(5, Infinity));
  assert(!same([Infinity, 1], [Infinity, 2]));
  assert(same(-0, 0));
});

Deno.test("same() tells shapes apart, but for axes of length 1", () => {
  assert(same([[1], [2]], [1, 2]) && same([[[5]]], 5));
  assert(!same([1, 2, 3, 4], [[1, 2], [3, 4]]) && !same([], 0) && !same([1, 2], [1, 2, 3]));
});

Deno.test("same() compares words without spaces around them, and in capitals", () => {
  assert(same(" B", "b") && !same("a", "b") && !same(1, "b"));
});

Deno.test("same() compares anything else as it is", () => {
  assert(same(true, true) && !same(true, false) && !same(undefined, 0) && !same(null, 0));
});

Deno.test("shapeOf() is undefined for what is not made of numbers", () => {
  assert.deepEqual(shapeOf([[1, 2, 3], [4, 5, 6]]), [2, 3]);
  const itself: unknown[] = [];
  itself.push(itself);
  for (const none of ["x", "", [[1], [2, 3]], [1, "x"], {}, [undefined], itself]) {
    assert.equal(shapeOf(none), undefined);
  }
  assert.equal(shapeOf(new Uint8Array(200_000)), undefined, "too many to be an answer");
});
