/**
 * All tests that tfjs-core publishes: what passes on tfjs's own cpu backend passes on its wasm backend
 * with our kernels, with each variant of them.
 */

import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { copyModules } from "./upstream/modules.ts";
import type { Outcome } from "./upstream/run.ts";
import { VARIANTS } from "./compare.ts";

const MIRRORED = "tfjs's gradient leaves out the mirrored elements; finite differences decide";

/** Tests that pass on cpu and need not pass on ours, and why. */
const SKIPPED: Readonly<Record<string, string>> = {
  "Switching cpu backends backend {} Move data from cpu1 to cpu2 backend":
    "it moves data between two cpu backends",
  "Switching cpu backends backend {} can execute op with data from mixed backends":
    "it computes on two cpu backends",
  "avgPool backend {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit":
    "tfjs's gradient counts the padding, unlike its forward pass; finite differences decide",
  "depthwiseConv2d gradients backend {} throws error on dilations > 1":
    "it expects that dilated convolutions cannot train; with our kernels they can",
  "mirrorPad backend {} grad": MIRRORED,
  "mirrorPad backend {} gradient with clones": MIRRORED,
};

/** The outcomes of all tests by their names; where several have a name, they are counted. */
async function outcomes(variant: string, folder: string, files: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "--allow-read"],
      ...[fromFileUrl(import.meta.resolve("./upstream/run.ts")), variant, folder, ...files],
    ],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const named = new Map<string, Outcome>();
  for (const outcome of JSON.parse(new TextDecoder().decode(stdout)) as Outcome[]) {
    let name = outcome.fullName;
    for (let i = 2; named.has(name); i++) name = `${outcome.fullName} (${i})`;
    named.set(name, outcome);
  }
  return named;
}

Deno.test("tfjs-core's own tests that pass on its cpu backend pass on ours", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await copyModules(folder);
    assert.equal(files.length, 265);
    const variants = VARIANTS.map((relaxed) => relaxed ? "relaxed" : "plain");
    const [cpu, ...ours] = await Promise.all(
      ["cpu", ...variants].map((variant) => outcomes(variant, folder, files)),
    );
    const judged = [...cpu].filter(([, { status }]) => status === "passed").map(([name]) => name);
    assert.ok(judged.length > 4200, `only ${judged.length} tests pass on cpu`);
    const skipped = Object.keys(SKIPPED);
    assert.deepEqual(skipped.filter((name) => !judged.includes(name)), [], "no such tests on cpu");
    const wanted = judged.filter((name) => !(name in SKIPPED));
    for (const [i, variant] of variants.entries()) {
      const passes = (name: string) => ours[i].get(name)?.status === "passed";
      assert.deepEqual(skipped.filter(passes), [], "tests that are skipped for nothing");
      const failures = wanted.filter((name) => !passes(name)).map((name) => {
        const { failedExpectations = [], status = "did not run" } = ours[i].get(name) ?? {};
        return `${name}: ${failedExpectations.map(({ message }) => message).join("; ") || status}`;
      });
      await t.step( // its name is the report: what tests print is not shown
        `${variant} kernels: ${
          wanted.length - failures.length
        } of the ${judged.length} tests that ` +
          `pass on cpu pass; ${skipped.length} are skipped by name`,
        () => assert.deepEqual(failures, []),
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
