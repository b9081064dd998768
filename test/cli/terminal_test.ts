import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { percent, trainingLine } from "../../lib/cli/terminal.ts";

Deno.test("percent() has two decimals", () => {
  assert.equal(percent(0.98765), "98.77 %");
  assert.equal(percent(1), "100.00 %");
});

Deno.test("a live line writes nothing if standard error is not a terminal", {
  ignore: Deno.stderr.isTerminal(),
}, () => {
  const line = trainingLine(1, 10);
  const step = { epoch: 1, step: 1, steps: 2, stepsPerEpoch: 2, loss: 1, accuracy: 0.5 };
  line.update({ ...step, learningRate: 0.1 }); // would fail to measure the console
  line.end();
});

Deno.test("a sentence for a terminal that was closed does not end the program", async () => {
  const program = `import { tell } from "./lib/cli/terminal.ts";
    tell("nobody reads this");
    console.log("work goes on");`;
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", '"$0" eval --quiet "$1" 2>/dev/full', Deno.execPath(), program],
    cwd: fromFileUrl(new URL("../..", import.meta.url)),
  }).output(); // whatever is written to /dev/full fails, as it does on a closed terminal
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "work goes on\n"]);
});
