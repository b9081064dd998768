import assert from "node:assert/strict";
import { isRounded, same, shapeOf, wrongPlaces } from "../../lib/exercises/compare.ts";

Deno.test("same() forgives a share of the largest number", () => {
  assert(same(1001, 1000, 0.001));
  assert(!same(1002, 1000, 0.001));
  assert(same([1000, 1], [1000, 0], 0.001));
  assert(same([0.3, 1e-17], [0.3, 0]) && !same([0.3, 0.001], [0.3, 0]));
  assert(same(9.54e-7, 9.5367e-7, 0.002));
  assert(!same(1e-7, 0));
});

Deno.test("same() takes whole numbers exactly: they count", () => {
  assert(!same([529_984, 6_084, 9.5], [529_984, 6_084, 9]));
  assert(!same(47_040_016.01, 47_040_016) && same(0.1 * 3 * 10, 3));
});

Deno.test("same() reads numbers as people write them", () => {
  for (const text of ["47,040,016", "47 040 016", "47_040_016", " 47040016 "]) {
    assert(same(text, 47_040_016), text);
  }
  assert(same("11.35 %", 0.1135) && same("−6", -6) && same("1,234.5", 1_234.5));
  assert(same("2,5", 2.5) && same("0,114", 0.114) && same("1,2345", 1.2345));
  assert(same("470.4 s", 470.4) && same("47 MB", 47) && same("11.35 % right", 0.1135));
  assert(same("1/3", 1 / 3) && same("[1, 2]", [1, 2]) && same("[[1], [2]]", [1, 2]));
  for (const text of [",", "%", "4,7040,016", "1,234,5", "2,", "s", "1/", "/3", "[1, 2", "x 2"]) {
    assert.equal(shapeOf(text), undefined, text);
  }
});

Deno.test("isRounded() tells digits that are missing from digits that are wrong", () => {
  assert(isRounded(0.114, 0.1135) && isRounded(0.113, 0.1135) && isRounded(9.5e-7, 9.5367e-7));
  assert(isRounded([0.33, 0.5], [1 / 3, 0.5]) && isRounded(-1.4, -1.386));
  assert(!isRounded(0.12, 0.1135) && !isRounded(1.4, -1.386) && !isRounded([1.4], [1.386, 2]));
  assert(!isRounded(1, 1.386), "one digit may be chance");
  assert(isRounded(0.49, 0.4999) && !isRounded(0.49, 0.5), "a whole digit less is no cut");
  assert(!isRounded(18_000, 18_496), "a count is exact");
});

Deno.test("same() compares NaN and infinity as values", () => {
  assert(same(NaN, NaN) && same([Infinity, 1], [Infinity, 1]));
  assert(!same(1, NaN) && !same(NaN, 1) && !same(Infinity, -Infinity) && !same(5, Infinity));
  assert(!same([Infinity, 1], [Infinity, 2]));
  assert(same(-0, 0));
});

Deno.test("same() distinguishes shapes and ignores axes of length 1", () => {
  assert(same([[1], [2]], [1, 2]) && same([[[5]]], 5));
  assert(!same([1, 2, 3, 4], [[1, 2], [3, 4]]) && !same([], 0) && !same([1, 2], [1, 2, 3]));
});

Deno.test("same() ignores case and surrounding spaces in words", () => {
  assert(same(" B", "b") && !same("a", "b") && !same(1, "b"));
  assert(same("(c)", "c") && same("c.", "c") && same("'C'", "c") && !same("()", "c"));
});

Deno.test("same() compares anything else by identity", () => {
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

Deno.test("same() refuses a volume whose numbers do not fit its shape", () => {
  const expected = [[4, 5], [9, 6]];
  assert(same({ shape: [2, 2], data: [4, 5, 9, 6] }, expected));
  assert(!same({ shape: [2, 2], data: [4, 5, 9, 6, 99, 98] }, expected));
  assert(!same({ shape: [2, 2], data: [4, 5, 9] }, expected));
});

Deno.test("wrongPlaces() names the wrong numbers of an answer that is half right, and no more", () => {
  assert.deepEqual(wrongPlaces([[1, 2], [3, 5]], [[1, 2], [3, 4]]), [[1, 1]]);
  assert.deepEqual(wrongPlaces([1, 9, 9, 4], [1, 2, 3, 4]), [[1], [2]]);
  assert.equal(wrongPlaces([9, 9, 9, 4], [1, 2, 3, 4]), undefined);
  assert.equal(wrongPlaces([1, 2, 3], [1, 2, 3, 4]), undefined);
});
