/**
 * `deno task compare`: generated cases of every kernel of the wasm backend, against tfjs's cpu backend
 * and finite differences, with a canary in wasm's memory.
 *
 * @module
 */

import { UserError } from "../../../lib/errors.ts";
import { command, InvalidArgumentError, run, wholeNumber } from "../../../lib/cli/command.ts";
import { compareKernel, SPECS, type Tally } from "./run.ts";

interface Options {
  cases: number;
  seed: number;
  kernel?: string;
}

/** Compares the kernels one after the other and tells what was found. */
async function action({ cases, seed, kernel }: Options): Promise<void> {
  const names = kernel ? [kernel] : Object.keys(SPECS);
  const sum: Tally = { compared: 0, refused: 0, differences: 0, second: 0 };
  const failures: string[] = [];
  for (const name of names) {
    try {
      const tally = await compareKernel(name, 3 * seed, cases);
      for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
      console.log(`${name}: ${told(tally)}`);
    } catch (error) {
      failures.push(name);
      console.error((error as Error).message);
    }
  }
  console.log(`\n${names.length} kernels: ${told(sum)}`);
  if (failures.length > 0) {
    throw new UserError(`Wrong: ${failures.join(", ")}; the case's number is its seed`);
  }
}

function told({ compared, refused, differences, second }: Tally): string {
  return `${compared} cases right` + (refused ? `, ${refused} that cpu refuses` : "") +
    (differences ? `, ${differences} derivatives measured` : "") +
    (second ? `, ${second} second ones` : "");
}

function kernelName(text: string): string {
  if (Object.hasOwn(SPECS, text)) return text;
  throw new InvalidArgumentError(`It must be one of ${Object.keys(SPECS).join(", ")}.`);
}

if (import.meta.main) {
  await run(
    command("compare", "Compares every kernel of the wasm backend with cpu and finite differences")
      .option("--cases <n>", "how many of each kernel", wholeNumber(1, 1e6), 100)
      .option("--seed <n>", "where the cases begin", wholeNumber(0, 1e9), 1)
      .option("--kernel <name>", "only one of them", kernelName)
      .action(action),
  );
}
