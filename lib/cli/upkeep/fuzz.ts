/**
 * `deno task fuzz`: has everything that reads bytes read damaged ones, from a new seed each time, and
 * runs the tests' random properties from that seed.
 *
 * Every input must be read correctly or refused with one sentence in a typed error, within limits of time
 * and memory; see `fuzz_loop.ts`.
 *
 * @module
 */

import { join } from "@std/path";
import { UserError } from "../../errors.ts";
import { makeFolder } from "../../files.ts";
import { Table } from "../../table.ts";
import { command, run, wholeNumber } from "../command.ts";
import { LIMITS, type Report } from "./fuzz_loop.ts";
import type { Message } from "./fuzz_worker.ts";

/** Time limit for one input, in seconds; generous, since a busy machine is not a fault. */
const PATIENCE = 60;

/** Runs the work in its own thread, and watches it. */
async function watched(inputs: number, seed: number, folder: string): Promise<readonly Report[]> {
  const worker = new Worker(new URL("./fuzz_worker.ts", import.meta.url), { type: "module" });
  let at = "the start", last = performance.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise<readonly Report[]>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Message>) => {
        last = performance.now();
        if ("reports" in data) resolve(data.reports);
        else if ("error" in data) reject(new UserError(`The fuzzer fails at ${at}: ${data.error}`));
        else at = `${data.kind}, input ${data.input} of seed ${seed}`;
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new UserError(`${at}: the thread dies: ${event.message}`));
      };
      timer = setInterval(() => {
        if (performance.now() - last < 1_000 * PATIENCE) return;
        reject(new UserError(`${at}: it does not end within ${PATIENCE} s`));
      }, 1_000);
      worker.postMessage({ inputs, seed, folder });
    });
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
}

/** The test files that draw at random. */
async function propertyTests(folder = "test"): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await propertyTests(path));
    else if (
      name.endsWith("_test.ts") && (await Deno.readTextFile(path)).includes("/properties.ts")
    ) {
      found.push(path);
    }
  }
  return found.sort();
}

async function runProperties(seed: number): Promise<string | undefined> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["test", "-q", "-P", ...await propertyTests()],
    env: { NO_COLOR: "1", PROPERTY_SEED: `${seed}` },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  console.log(`properties from seed ${seed}: ${/\d+ passed.*/.exec(text)?.[0] ?? text}`);
  return code === 0 ? undefined : text;
}

async function action({ inputs, seed }: { inputs: number; seed?: number }): Promise<void> {
  const chosen = seed ?? crypto.getRandomValues(new Uint32Array(1))[0] >>> 1; // fast-check's seeds are signed
  console.log(`seed ${chosen}`);
  await makeFolder("runs");
  const folder = await Deno.makeTempDir({ dir: "runs", prefix: "fuzz-" });
  const reports = await watched(inputs, chosen, folder)
    .finally(() => Deno.remove(folder, { recursive: true }));
  console.log(String(
    new Table(
      ["kind", "tried", "accepted", "faults"],
      reports.map(({ kind, tried, accepted, faults }) => [kind, tried, accepted, faults.length]),
    ),
  ));
  const faults = reports.flatMap(({ faults }) => faults);
  for (const fault of faults) console.error(fault);
  const tried = reports.reduce((sum, report) => sum + report.tried, 0);
  console.log(
    `${tried} inputs tried: ${faults.length} crashed, hung, took more than ${LIMITS.seconds} s or ` +
      `${LIMITS.bytes / 2 ** 20} MiB, were wrongly accepted or not refused in a sentence`,
  );
  const broken = await runProperties(chosen);
  if (broken) console.error(broken);
  if (faults.length > 0 || broken) {
    throw new UserError(`${faults.length} inputs and ${broken ? "some" : "no"} properties fail`);
  }
}

if (import.meta.main) {
  await run(
    command("fuzz", "Has everything that reads bytes read damaged ones, from a new seed.")
      .option("--inputs <n>", "how many, of all kinds together", wholeNumber(1, 1e9), 10_000)
      .option(
        "--seed <n>",
        "seed of all random numbers; a new one by default",
        wholeNumber(0, 2 ** 31 - 1),
      )
      .action(action),
  );
}
