import assert from "node:assert/strict";
import { checkGradient, finiteDifference, volume } from "../../lib/reference/mod.ts";

Deno.test("finiteDifference() is exact on a parabola and restores the parameter", () => {
  const x = Float64Array.of(5, 3);
  assert(Math.abs(finiteDifference(() => x[1] ** 2, x, 1, 0.5) - 6) < 1e-12);
  assert.deepEqual([...x], [5, 3]);
});

Deno.test("finiteDifference() has an error that shrinks with the square of the step", () => {
  const x = Float64Array.of(1);
  const error = (step: number) => finiteDifference(() => x[0] ** 3, x, 0, step) - 3;
  assert(Math.abs(error(0.1) - 0.01) < 1e-12 && Math.abs(error(0.01) - 0.0001) < 1e-12);
});

Deno.test("checkGradient() passes what is right and measures what is wrong", () => {
  const x = volume([3], [1, 2, 3]);
  const f = () => x.data.reduce((sum, value) => sum + value ** 2, 0);
  const right = checkGradient(f, x, volume([3], [2, 4, 6]));
  assert(right.checked === 3 && right.error < 1e-8);
  const wrong = checkGradient(f, x, volume([3], [2, 4, 5]));
  assert(Math.abs(wrong.error - 1 / 6) < 1e-6);
});

Deno.test("checkGradient() checks the numbers it is told to", () => {
  const x = volume([3], [1, 2, 3]);
  const result = checkGradient(() => x.data[0] ** 2, x, volume([3], [2, 99, 0]), {
    indices: [0, 2],
  });
  assert(result.checked === 2 && result.error < 1e-8);
});

Deno.test("checkGradient() finds no error in a function that depends on nothing", () => {
  const x = volume([2], [1, 2]);
  assert.equal(checkGradient(() => 7, x, volume([2], [0, 0])).error, 0);
});

Deno.test("checkGradient() finds a single wrong number, wherever it stands", () => {
  for (const wrong of [0, 1, 2]) {
    const x = volume([3], [1, 2, 3]), gradient = volume([3], [2, 4, 6]);
    gradient.data[wrong] += 0.6; // a tenth of the largest
    const f = () => x.data.reduce((sum, value) => sum + value ** 2, 0);
    const { error } = checkGradient(f, x, gradient);
    assert(error > 0.09 && error < 0.11, `${error}`);
  }
});
