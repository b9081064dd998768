/**
 * `deno task lab`: opens the notebooks in Jupyter, with the Deno kernel.
 *
 * @module
 */

import { UserError } from "../errors.ts";
import { type Command, command, inProject, run } from "./command.ts";
import { installKernel, jupyter } from "./jupyter.ts";

async function action(_options: unknown, { args }: Command): Promise<void> {
  const all = [inProject("notebooks"), ...args];
  if (Deno.uid() === 0 && !args.includes("--allow-root")) {
    console.error("You are root, so Jupyter is started with --allow-root.");
    all.push("--allow-root");
  }
  // JupyterLab if it is installed, else the classic Notebook.
  for (const program of ["lab", "notebook"]) {
    const { code } = await jupyter([program, "--version"], { quiet: true });
    if (code !== 0) continue;
    const dataFolder = inProject("runs", "jupyter"); // Jupyter, started from here, finds our kernel there
    await installKernel(dataFolder);
    const ended = await jupyter([program, ...all], { dataFolder });
    Deno.exitCode = ended.code;
    return;
  }
  throw new UserError("Jupyter has neither Lab nor Notebook: `pip install jupyterlab` brings it");
}

if (import.meta.main) {
  await run(
    command("lab", "Opens the notebooks in Jupyter with the Deno kernel.")
      .argument("[option...]", "passed on to Jupyter, such as --port 8889 or --no-browser")
      .allowUnknownOption()
      .action((_arguments, options, command) => action(options, command)),
    { whereTyped: true },
  );
}
