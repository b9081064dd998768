/**
 * `deno task lab`: makes the Deno kernel known to Jupyter and opens the notebooks.
 *
 * @module
 */

import { UserError } from "../errors.ts";
import { command, run } from "./command.ts";
import { installKernel, jupyter } from "./jupyter.ts";

async function action(): Promise<void> {
  const asked = await jupyter(["--data-dir"], { quiet: true });
  if (asked.code !== 0) throw new UserError(`Jupyter does not start: ${asked.output}`);
  await installKernel(asked.output);
  // JupyterLab where it is installed, else the classic Notebook.
  for (const program of ["lab", "notebook"]) {
    const { code } = await jupyter([program, "--version"], { quiet: true });
    if (code !== 0) continue;
    await jupyter([program, "notebooks"]);
    return;
  }
  throw new UserError("Jupyter has neither Lab nor Notebook: `pip install jupyterlab` brings it");
}

if (import.meta.main) {
  await run(
    command("lab", "Opens the notebooks in Jupyter with the Deno kernel.").action(action),
  );
}
