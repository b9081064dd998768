/** Jupyter and its Deno kernel, as programs that other commands start. */

import { delimiter } from "node:path";
import { join, resolve } from "@std/path";
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
 * Describes the kernel for Jupyter. In a folder of ours, it leaves alone what the user has installed
 * under the same name.
 *
 * @param folder a data folder of Jupyter's, or one to be passed to {@linkcode jupyter}
 * @throws {UserError} if the folder cannot be written
 */
export async function installKernel(folder: string): Promise<void> {
  await writeWhole(join(kernelFolder(folder), "kernel.json"), kernelSpec());
}

/**
 * Returns the kernel's own folder within a folder of Jupyter's.
 *
 * @param folder a data folder of Jupyter's
 * @returns the path
 */
export function kernelFolder(folder: string): string {
  return join(folder, "kernels", KERNEL);
}

/** The outcome of a program. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** Its output, if that was collected. */
  readonly output: string;
}

/**
 * Runs a command of Jupyter's.
 *
 * @param args what follows `jupyter`
 * @param options `dataFolder` is searched for kernels first; `quiet` collects what is printed instead
 *   of showing it
 * @returns how it ended
 * @throws {UserError} if Jupyter is not installed
 */
export async function jupyter(
  args: readonly string[],
  options: { dataFolder?: string; quiet?: boolean } = {},
): Promise<Ended> {
  const stdio = options.quiet ? "piped" : "inherit";
  try {
    const process = new Deno.Command("jupyter", {
      args: [...args],
      env: options.dataFolder ? { JUPYTER_PATH: searchPath(options.dataFolder) } : {},
      stdout: stdio,
      stderr: stdio,
    });
    if (options.quiet) {
      const { code, stdout, stderr } = await process.output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
      return { code, output: code === 0 ? text(stdout) : text(stderr) };
    }
    const child = process.spawn();
    const onSignal = (signal: Deno.Signal, listener: () => void) => {
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    };
    // The terminal sends Ctrl-C to Jupyter too, which asks what is meant.
    const ends = [onSignal("SIGINT", () => {})];
    if (Deno.build.os !== "windows") ends.push(onSignal("SIGTERM", () => child.kill("SIGTERM")));
    const { code } = await child.status;
    for (const end of ends) end();
    return { code, output: "" };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      "Jupyter is not installed: `pip install jupyterlab nbconvert`, or on Debian and Ubuntu " +
        "`apt-get install jupyter-notebook jupyter-nbconvert python3-ipykernel`, brings it",
      { cause: error },
    );
  }
}

/** A folder of ours, then those that the user searches. */
function searchPath(folder: string): string {
  const users = Deno.env.get("JUPYTER_PATH");
  return resolve(folder) + (users ? delimiter + users : "");
}
