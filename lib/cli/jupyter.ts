/** Jupyter and its Deno kernel, as programs that other commands start. */

import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { writeWhole } from "../files.ts";

/** The name under which notebooks ask for the kernel. */
export const KERNEL = "deno";

/**
 * The kernel's description for Jupyter: this very Deno, and Stop as a message. Without the latter
 * (`deno jupyter --install` leaves it out) Jupyter stops a cell with a signal that ends the kernel.
 */
function kernelSpec(): string {
  return JSON.stringify(
    {
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
      interrupt_mode: "message",
    },
    null,
    2,
  ) + "\n";
}

/**
 * Installs the kernel for Jupyter.
 *
 * @param folder a data folder of Jupyter's, such as `jupyter --data-dir` names
 * @throws {UserError} where the folder cannot be written
 */
export async function installKernel(folder: string): Promise<void> {
  await writeWhole(join(folder, "kernels", KERNEL, "kernel.json"), kernelSpec());
}

/** What a program that has ended leaves behind. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** What it printed, where that was collected. */
  readonly output: string;
}

/**
 * Runs a command of Jupyter's.
 *
 * @param args what follows `jupyter`
 * @param options `dataFolder` is searched for kernels first; `quiet` collects what is printed instead
 *   of showing it
 * @returns how it ended
 * @throws {UserError} where there is no Jupyter
 */
export async function jupyter(
  args: readonly string[],
  options: { dataFolder?: string; quiet?: boolean } = {},
): Promise<Ended> {
  const stdio = options.quiet ? "piped" : "inherit";
  try {
    const process = new Deno.Command("jupyter", {
      args: [...args],
      env: options.dataFolder ? { JUPYTER_PATH: options.dataFolder } : {},
      stdout: stdio,
      stderr: stdio,
    });
    if (!options.quiet) return { code: (await process.spawn().status).code, output: "" };
    const { code, stdout, stderr } = await process.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { code, output: code === 0 ? text(stdout) : text(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      "Jupyter is not installed: `pip install jupyterlab nbconvert`, or on Debian and Ubuntu " +
        "`apt-get install jupyter-notebook jupyter-nbconvert python3-ipykernel`, brings it",
      { cause: error },
    );
  }
}
