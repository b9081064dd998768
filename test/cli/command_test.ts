/** Behaviour that all commands share, in a small command of its own process, as a user meets it. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import type { TaskResult } from "./deno_task.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");

/** A command that counts, and throws what it is told to. */
const PROGRAM = `
import { command, positiveNumber, run, wholeNumber } from "./lib/cli/command.ts";
import { UserError } from "./lib/errors.ts";
await run(
  command("count", "Counts.")
    .option("--to <n>", "up to", wholeNumber(1, 20))
    .option("--by <x>", "by", positiveNumber(10))
    .option("--throw <what>", "throws")
    .action(({ to, by, throw: what }) => {
      if (what === "user") throw new UserError("Cannot count: there is nothing");
      if (what === "escape") throw new UserError("Cannot count \\x1b[2Jthem:\\r\\n\\x9bnothing");
      if (what === "bug") throw new TypeError("x is undefined");
      if (what === "range") new Array(-1);
      if (what === "syntax") JSON.parse("{");
      console.log(JSON.stringify({ to, by }));
    }),
);
`;

function count(...args: string[]): Promise<TaskResult> {
  return runProgram(Deno.execPath(), ...DENO, ...args);
}

/** Arguments with which Deno runs the program. */
const DENO = ["run", "-q", "--no-check", "--allow-env", "-"];

async function runProgram(command: string, ...args: string[]): Promise<TaskResult> {
  const process = new Deno.Command(command, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(PROGRAM));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("a command passes numeric options on as numbers and exits with 0", async () => {
  const { code, stdout } = await count("--to", "20", "--by", "0.5");
  assert.deepEqual([code, stdout], [0, '{"to":20,"by":0.5}\n']);
  assert.equal((await count("--", "--to", "3", "--by", "1e-3")).stdout, '{"to":3,"by":0.001}\n');
});

Deno.test("a value that is not such a number is refused in one sentence, with exit code 2", async () => {
  const wrong = [
    ...["0", "21", "1.5", "-1", "1e1", "0x1", " 7", ""].map((text) => ["--to", text]),
    ...["0", "-1", "11", "NaN", "Infinity", "one", " ", "0x1", "1_0", "."].map((
      text,
    ) => ["--by", text]),
  ];
  const results = await Promise.all(wrong.map((args) => count(...args)));
  for (const [i, { code, stdout, stderr }] of results.entries()) {
    assert.deepEqual([code, stdout], [2, ""], wrong[i].join(" "));
    assert.match(stderr, /^error: option '--(to|by) <\w>' argument '.*' is invalid\. It must be/);
    assert.match(stderr, /\(deno task count --help lists the options\)/);
  }
});

Deno.test("an option's empty value is refused, with exit code 2", async () => {
  const { code, stdout, stderr } = await count("--throw", "");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(
    stderr,
    /^error: option '--throw <what>' argument '' is invalid\. It must not be empty/,
  );
});

Deno.test("an unknown option or argument is refused, with exit code 2", async () => {
  for (const args of [["--from", "1"], ["three"]]) {
    const { code, stderr } = await count(...args);
    assert.equal(code, 2);
    assert.match(stderr, /^error: (unknown option '--from'|too many arguments)/);
  }
});

Deno.test("--help lists the options and exits with 0", async () => {
  const { code, stdout } = await count("--help");
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: deno task count .*\n\nCounts\.\n[^]*--to <n>/);
});

Deno.test("a user's error is one sentence, an error of ours has a stack trace", async () => {
  const user = await count("--throw", "user");
  assert.deepEqual([user.code, user.stderr], [1, "error: Cannot count: there is nothing\n"]);
  const escape = await count("--throw", "escape"); // a terminal would be cleared
  assert.equal(escape.stderr, "error: Cannot count \\x1b[2Jthem:\\x0d\n\\x9bnothing\n");
  const bug = await count("--throw", "bug");
  assert.equal(bug.code, 1);
  assert.match(bug.stderr, /TypeError: x is undefined\n +at /);
  for (
    const [what, message] of [["range", /RangeError: Inv/], ["syntax", /SyntaxError: Exp/]] as const
  ) {
    const { code, stderr } = await count("--throw", what);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /^ +at /m);
  }
});

Deno.test({
  name: "what the system refuses is one sentence",
  ignore: Deno.build.os !== "linux", // others have no file that is full
  fn: async () => {
    const full = ["-c", '"$@" >/dev/full', "sh", Deno.execPath(), ...DENO];
    for (const args of [[], ["--help"]]) {
      const { code, stderr } = await runProgram("sh", ...full, ...args);
      assert.equal(code, 1);
      assert.equal(stderr, "error: Cannot go on: No space left on device (standard output)\n");
    }
  },
});
