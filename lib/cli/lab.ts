/**
 * `deno task lab`: makes the Deno kernel known to Jupyter and opens the notebooks.
 *
 * @module
 */

import { UserError } from "../errors.ts";
import { command, run } from "./command.ts";
import { installKernel, jupyter } from "./jupyter.ts";

async function action(): Promise<void> {
  const { output: dataFolder } = await jupyter(["--data-dir"], { quiet: true });
  await installKernel(dataFolder);
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
