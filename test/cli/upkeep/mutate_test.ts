import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { applied, type Fault, outcomeOf, readFaults } from "../../../lib/cli/upkeep/mutate.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "..");
const faults = readFaults(await Deno.readTextFile(join(ROOT, "test", "faults.txt")));

Deno.test("every listed fault changes a line that is there once, and has tests that could notice", async () => {
  const stale: string[] = [];
  for (const fault of faults) {
    try {
      const text = await Deno.readTextFile(join(ROOT, "lib", fault.file));
      assert.notEqual(applied(text, fault), text, fault.sentence);
      for (const test of fault.tests) await Deno.stat(join(ROOT, "test", test));
    } catch (error) {
      stale.push((error as Error).message);
    }
  }
  assert.deepEqual(stale, []);
});

Deno.test("a hundred faults and more are listed, each once, in every room that computes", () => {
  const names = new Set(faults.map(({ file, from, to }) => `${file}\n${from}\n${to}`));
  assert.equal(names.size, faults.length);
  assert.ok(faults.length >= 100, `${faults.length} faults`);
  const rooms = new Set(faults.map(({ file }) => dirname(file)));
  for (
    const room of ["backend", "backend/kernels", "backend/kernels/assembly", "cli", "dataset"]
      .concat(
        "compression",
        "exercises",
        "figures",
        "figures/parts",
        "model",
        "pictures",
        "reference",
        "training",
        ".",
      )
  ) assert.ok(rooms.has(room), `none in ${room}`);
});

Deno.test("the README tells how many faults are listed", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const [, told] = /one-line faults put into the library[^|]*: ([\d,]+) +\|/.exec(readme) ?? [];
  assert.equal(
    Number(told?.replace(",", "")),
    faults.length,
    "run `deno task mutate` and tell anew",
  );
});

const fault: Fault = {
  sentence: "Two is three",
  file: "room/two.ts",
  from: "= 2;",
  to: "= 3;",
  tests: ["room/two_test.ts"],
};

Deno.test("readFaults() reads a paragraph a fault, and finds the file's own tests", () => {
  assert.deepEqual(
    readFaults(`# Two is three
room/two.ts
- = 2;
+ = 3;

# The call is gone
room/two.ts: other/a_test.ts other/b_test.ts
- call();
+
`),
    [fault, {
      sentence: "The call is gone",
      file: "room/two.ts",
      from: "call();",
      to: "",
      tests: ["other/a_test.ts", "other/b_test.ts"],
    }],
  );
  assert.throws(() => readFaults("room/two.ts\n- a\n+ b"), /^SyntaxError: Cannot read this as a/);
});

Deno.test("applied() changes what stands in a text once, and refuses anything else", () => {
  assert.equal(applied("const two = 2; // 2", fault), "const two = 3; // 2");
  for (const [text, times] of [["const two = 1;", 0], ["a = 2; b = 2;", 2]] as const) {
    assert.throws(() => applied(text, fault), {
      name: "RangeError",
      message: `Cannot put the fault "Two is three" into lib/room/two.ts: "= 2;" stands there ` +
        `${times} times, it must stand there once. Renew it in test/faults.txt`,
    });
  }
});

Deno.test("outcomeOf() tells a fault that was noticed from one that does not even start", () => {
  assert.deepEqual(outcomeOf(0, "ok | 3 passed | 0 failed (1s)"), {
    verdict: "survived",
    by: "all tests pass",
  });
  const noticed = "two is two ... FAILED (3ms)\n\nFAILED | 0 passed | 1 failed (4ms)";
  assert.deepEqual(outcomeOf(1, noticed), { verdict: "caught", by: "two is two" });
  assert.equal(outcomeOf(undefined, "").verdict, "caught");
  assert.deepEqual(outcomeOf(1, "error: The module's source code could not be parsed"), {
    verdict: "broken",
    by: "error: The module's source code could not be parsed",
  });
});
