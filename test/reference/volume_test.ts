import assert from "node:assert/strict";
import { fromRows, sizeOf, toRows, volume, zeros } from "../../lib/reference/mod.ts";

Deno.test("volume() copies its numbers", () => {
  const numbers = [1, 2, 3, 4];
  const x = volume([2, 2], numbers);
  numbers[0] = 9;
  assert.deepEqual([...x.data], [1, 2, 3, 4]);
  assert.deepEqual(x.shape, [2, 2]);
});

Deno.test("volume() rejects numbers that do not fill the shape", () => {
  assert.throws(() => volume([2, 2], [1, 2, 3]), {
    name: "RangeError",
    message: "Cannot make a volume of shape [2,2] from 3 numbers: it holds 4",
  });
});

Deno.test("sizeOf() multiplies the lengths, and a number alone has the shape []", () => {
  assert.equal(sizeOf([2, 3, 4]), 24);
  assert.equal(sizeOf([]), 1);
  assert.equal(sizeOf([5, 0]), 0);
});

Deno.test("a shape with a negative or fractional length is rejected", () => {
  assert.throws(() => zeros([2, -1]), RangeError);
  assert.throws(() => zeros([1.5]), RangeError);
  assert.throws(() => zeros([NaN]), RangeError);
});

Deno.test("toRows() is the inverse of fromRows()", () => {
  const rows = [[1, 2, 3], [4, 5, 6]];
  const x = fromRows(rows);
  assert.deepEqual(x.shape, [2, 3, 1]);
  assert.deepEqual(toRows(x), rows);
});

Deno.test("toRows() takes one channel of several", () => {
  const x = volume([1, 2, 3], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(toRows(x), [[1, 4]]);
  assert.deepEqual(toRows(x, 2), [[3, 6]]);
});

Deno.test("toRows() rejects a channel that is not there, and a volume that is not a picture", () => {
  const x = zeros([1, 2, 3]);
  assert.throws(() => toRows(x, 3), { message: "Cannot take channel 3 of a picture that has 3" });
  assert.throws(() => toRows(x, -1), RangeError);
  assert.throws(() => toRows(x, 0.5), RangeError);
  assert.throws(() => toRows(zeros([4])), {
    message: "Cannot use [4] as the picture: it has 1 axes, 3 are needed",
  });
});

Deno.test("fromRows() rejects rows of different lengths", () => {
  assert.throws(() => fromRows([[1, 2], [3]]), {
    name: "RangeError",
    message: "Cannot make a picture: row 1 has 1 numbers, row 0 has 2",
  });
});
