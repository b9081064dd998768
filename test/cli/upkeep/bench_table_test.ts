import assert from "node:assert/strict";
import { median } from "../../../lib/cli/upkeep/bench_table.ts";

Deno.test("median() is the number in the middle, and of an even count the mean of the two", () => {
  assert.equal(median([5]), 5);
  assert.equal(median([10, 9, 1]), 9); // by size, not as text
  assert.equal(median([4, 1, 3, 100]), 3.5);
});

Deno.test("median() leaves its numbers in their order", () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});
