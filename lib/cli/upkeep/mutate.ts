/**
 * `deno task mutate`: puts one-line faults into a copy of the project, one after the other, and runs
 * the tests that should notice each. What no test notices is a gap in the tests.
 *
 * The faults stand in `test/faults.txt`. The copy and the verdicts lie in `runs/`; a run that was
 * interrupted goes on where it was, as long as the faulty file and its tests are the same.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join } from "@std/path";
import { UserError } from "../../errors.ts";
import { makeFolder } from "../../files.ts";
import { command, run } from "../command.ts";
import { type Ending, runWithin } from "./run_within.ts";

const LIST = "test/faults.txt", COPY = "runs/mutate", VERDICTS = "runs/mutate.jsonl";

/** The parts of the copy; digits that were downloaded stay where they are. */
const PARTS = ["lib", "test", "data", "notebooks", ".links", "README.md", "deno.json", "deno.lock"];
const LEFT_OUT = "data/mnist";

/** Of all faults, the share that must be caught. */
const ENOUGH = 0.95;

/** One line of the library, and what it is changed into. */
export interface Fault {
  /** Its effect, in a sentence. */
  readonly sentence: string;
  /** The file, within `lib/`. */
  readonly file: string;
  /** Text that stands exactly once in it. */
  readonly from: string;
  /** The text in its place. */
  readonly to: string;
  /** The tests that should notice, within `test/`. */
  readonly tests: readonly string[];
}

/** The outcome of a fault. */
export interface Outcome {
  /** `broken`: the fault cannot be put in, or the program does not start, which proves nothing. */
  readonly verdict: "caught" | "survived" | "broken";
  /** The test that noticed, or why there is none. */
  readonly by: string;
}

/**
 * Reads a list of faults. Each is a paragraph of four lines: `# ` and a sentence; the file, followed
 * by `: ` and its tests, unless they are the file's own; `- ` and the text that stands in the file;
 * `+ ` and what takes its place.
 *
 * @param text the list
 * @returns the faults
 * @throws {SyntaxError} if a paragraph is something else
 */
export function readFaults(text: string): Fault[] {
  return text.trim().split(/\n\n+/).map((paragraph) => {
    const parts = /^# (.+)\n([\w/.]+)(?:: ([\w/. ]+))?\n- (.+)\n\+ ?(.*)$/.exec(paragraph);
    if (!parts) throw new SyntaxError(`Cannot read this as a fault:\n${paragraph}`);
    const [, sentence, file, tests, from, to] = parts;
    const own = file.replace(/\.ts$/, "_test.ts");
    return { sentence, file, from, to, tests: tests?.split(" ") ?? [own] };
  });
}

/**
 * Puts a fault into the text of its file.
 *
 * @param text the file's text
 * @param fault the fault
 * @returns the text with the fault
 * @throws {RangeError} if the line that it changes is not there exactly once
 */
export function applied(text: string, { sentence, file, from, to }: Fault): string {
  const pieces = text.split(from);
  if (pieces.length === 2) return pieces.join(to);
  throw new RangeError(
    `Cannot put the fault "${sentence}" into lib/${file}: "${from}" stands there ` +
      `${pieces.length - 1} times, it must stand there once. Renew it in ${LIST}`,
  );
}

/**
 * Says what the tests made of a fault, from what `deno test` printed.
 *
 * @param code its exit code; undefined if it did not end
 * @param output what it printed
 * @returns the verdict
 */
export function outcomeOf(code: number | undefined, output: string): Outcome {
  if (code === undefined) return { verdict: "caught", by: "the tests do not end" };
  if (code === 0) return { verdict: "survived", by: "all tests pass" };
  if (!/\| [1-9]\d* failed/.test(output)) {
    const [reason = "no test ran"] = /error: .*/.exec(output) ?? [];
    return { verdict: "broken", by: reason };
  }
  const [, name = "a test file that does not start"] = /^(.+?) \.\.\. .*FAILED/m.exec(output) ?? [];
  return { verdict: "caught", by: name.trim() };
}

/** Runs a program in the copy; it is killed when its time is over. */
function inCopy(args: readonly string[], seconds: number): Promise<Ending> {
  return runWithin(seconds, args, COPY);
}

function runTests(tests: readonly string[], seconds: number) {
  const files = tests.map((test) => join("test", test));
  return inCopy(["test", "-q", "-P", "--no-check", "--fail-fast", ...files], seconds);
}

/** Measures the tests' time without any fault, which they must pass; each set is tried once. */
const paces = new Map<string, number>();

async function paceOf(tests: readonly string[]): Promise<number> {
  const key = tests.join(" ");
  if (!paces.has(key)) {
    const start = performance.now();
    const { code, output } = await runTests(tests, 600);
    if (code !== 0) {
      throw new UserError(`Cannot judge faults by ${key}: it fails without any\n${output}`);
    }
    paces.set(key, (performance.now() - start) / 1_000);
  }
  return paces.get(key)!;
}

/** The kernels are tested as they are compiled. */
const KERNELS = "backend/kernels/", BINARIES = ["plain.wasm.ts", "relaxed.wasm.ts"];

async function judge(fault: Fault): Promise<Outcome> {
  const file = join(COPY, "lib", fault.file), sound = await Deno.readTextFile(file);
  let faulty: string;
  try {
    faulty = applied(sound, fault);
  } catch (error) {
    return { verdict: "broken", by: (error as Error).message };
  }
  const pace = await paceOf(fault.tests);
  const compiled = fault.file.startsWith(`${KERNELS}assembly/`)
    ? await Promise.all(
      BINARIES.map(async (name) => {
        const path = join(COPY, "lib", KERNELS, name);
        return [path, await Deno.readTextFile(path)] as const;
      }),
    )
    : [];
  try {
    await Deno.writeTextFile(file, faulty);
    if (compiled.length > 0) {
      const { code, output } = await inCopy(["task", "-q", "kernels"], 300);
      if (code !== 0) return { verdict: "broken", by: output.trim().split("\n")[0] };
    }
    const { code, output } = await runTests(fault.tests, 60 + 10 * pace);
    return outcomeOf(code, output);
  } finally {
    await Deno.writeTextFile(file, sound);
    for (const [path, text] of compiled) await Deno.writeTextFile(path, text);
  }
}

/** Copies files and folders of the project, by their paths in it. */
async function copy(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === LEFT_OUT) continue;
    if ((await Deno.stat(path)).isDirectory) {
      await makeFolder(join(COPY, path));
      const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => join(path, name));
      await copy(names);
    } else {
      await makeFolder(join(COPY, dirname(path)));
      await Deno.copyFile(path, join(COPY, path));
    }
  }
}

/** Everything that a verdict depends on: the fault, its file and its tests. */
async function keyOf(fault: Fault): Promise<string> {
  const files = [join("lib", fault.file), ...fault.tests.map((test) => join("test", test))];
  const texts = await Promise.all(
    files.map((file) => Deno.readTextFile(join(COPY, file)).catch(() => "")),
  );
  return createHash("sha256").update(JSON.stringify([fault, ...texts])).digest("hex").slice(0, 16);
}

async function readVerdicts(): Promise<Map<string, Outcome>> {
  const text = await Deno.readTextFile(VERDICTS).catch(() => "");
  return new Map(
    text.split("\n").filter(Boolean).map((line) => JSON.parse(line)).map((
      { key, ...outcome },
    ) => [key, outcome]),
  );
}

async function action({ only = "" }: { only?: string }): Promise<void> {
  const faults = readFaults(await Deno.readTextFile(LIST))
    .filter(({ file }) => file.startsWith(only));
  if (faults.length === 0) throw new UserError(`Cannot find a fault in lib/${only}: see ${LIST}`);
  const known = await readVerdicts();
  await Deno.remove(COPY, { recursive: true }).catch(() => {}); // there is none the first time
  await copy(PARTS);
  const missed: Fault[] = [];
  for (const [i, fault] of faults.entries()) {
    const key = await keyOf(fault);
    const outcome = known.get(key) ?? await judge(fault);
    if (!known.has(key) && outcome.verdict !== "broken") {
      await Deno.writeTextFile(VERDICTS, JSON.stringify({ key, ...outcome }) + "\n", {
        append: true,
      });
    }
    if (outcome.verdict !== "caught") missed.push(fault);
    console.log(
      `${i + 1}/${faults.length}  ${outcome.verdict}  ${fault.file}: ${fault.sentence} ` +
        `(${outcome.by})`,
    );
  }
  await Deno.remove(COPY, { recursive: true });
  const caught = faults.length - missed.length;
  console.log(`\n${caught} of ${faults.length} faults caught`);
  if (caught < ENOUGH * faults.length) {
    throw new UserError(
      `The tests miss too many faults: ${missed.map(({ sentence }) => sentence).join("; ")}`,
    );
  }
}

if (import.meta.main) {
  await run(
    command("mutate", "Puts faults into a copy of the project and sees whether tests notice.")
      .option("--only <path>", "only the faults of a room or file of lib/, such as training")
      .action(action),
  );
}
