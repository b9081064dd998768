import assert from "node:assert/strict";
import { runWithin } from "../../../lib/cli/upkeep/run_within.ts";

const LATE = "await new Promise((resolve) => setTimeout(resolve, 60_000))";

Deno.test("a program that does not end in time is killed, and what it started as well", async () => {
  const child = `new Deno.Command(Deno.execPath(), { args: ["eval", "${LATE}"] }).spawn()`;
  const begun = performance.now();
  const { code } = await runWithin(3, ["eval", `${child}; ${LATE}`], ".");
  assert.equal(code, undefined);
  assert.ok(performance.now() - begun < 40_000, "the child holds the output open while it lives");
});

Deno.test("a program that ends in time says how", async () => {
  const { code, output } = await runWithin(60, ["eval", "console.log(2); Deno.exit(3)"], ".");
  assert.deepEqual([code, output], [3, "2\n"]);
});
