import assert from "node:assert/strict";
import { percent, trainingLine } from "../../lib/cli/terminal.ts";

Deno.test("percent() has two decimals", () => {
  assert.equal(percent(0.98765), "98.77 %");
  assert.equal(percent(1), "100.00 %");
});

Deno.test("a live line writes nothing where standard error is no terminal", {
  ignore: Deno.stderr.isTerminal(),
}, () => {
  const line = trainingLine(1, 10);
  const step = { epoch: 1, step: 1, steps: 2, stepsPerEpoch: 2, loss: 1, accuracy: 0.5 };
  line.update({ ...step, learningRate: 0.1 }); // would fail to measure the console
  line.end();
});
