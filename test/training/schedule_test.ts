import assert from "node:assert/strict";
import { learningRate } from "../../lib/training/mod.ts";

Deno.test("a constant schedule stays at its peak", () => {
  for (const step of [0, 50, 99]) assert.equal(learningRate("constant", 0.1, step, 100), 0.1);
});

Deno.test("one-cycle climbs for a fifth of training, then falls to nearly nothing", () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRate("one-cycle", 0.5, step, 100));
  assert.equal(Math.max(...rates), 0.5);
  assert.equal(rates.indexOf(0.5), 20);
  assert.ok(rates.every((rate, i) => i === 0 || (i <= 20) === (rate > rates[i - 1])));
  assert.ok(rates[0] > 0 && rates[0] < 0.05);
  assert.ok(rates[99] > 0 && rates[99] < 0.001);
  assert.ok(Math.abs(rates[60] - 0.25) < 1e-9); // half-way down
});

Deno.test("one-cycle gives a usable rate for a single step", () => {
  assert.ok(learningRate("one-cycle", 0.5, 0, 1) > 0);
});

Deno.test("learningRate() refuses a schedule that it does not know", () => {
  assert.throws(() => learningRate("cosine" as never, 0.5, 0, 1), {
    name: "RangeError",
    message: 'Cannot use learning-rate schedule "cosine": the schedules are constant, one-cycle',
  });
});
