/**
 * `deno task data`: fetches MNIST, or verifies what is there.
 *
 * @module
 */

import { cacheFolder, downloadMnist, type FileStatus } from "../dataset/mod.ts";
import { installFrom, verifyFolder } from "../dataset/mod.ts";
import { UserError } from "../errors.ts";
import { Table } from "../table.ts";
import { command, run } from "./command.ts";
import { downloadLine } from "./terminal.ts";

async function action({ from }: { from?: string }): Promise<void> {
  const named = Deno.env.get("MNIST_DIR");
  if (named && from === undefined) return await verify(named);
  const line = downloadLine();
  const files = from === undefined
    ? await downloadMnist({ onProgress: line.update }).catch(adviseFolder).finally(line.end)
    : await installFrom(from);
  console.log(`MNIST in ${cacheFolder()}\n`);
  console.log(String(table(files)));
  if (named) {
    console.error(
      `\nMNIST_DIR names ${named}, and commands read that folder. Unset it to use this one.`,
    );
  }
}

/** Adds to the reason of a failure what a machine without the mirrors can do. */
function adviseFolder(error: unknown): never {
  if (!(error instanceof UserError)) throw error;
  throw new UserError(
    `${error.message}. If you have its four files, \`deno task data --from FOLDER\` installs them`,
    { cause: error },
  );
}

/** Verifies the folder that MNIST_DIR names, for every command reads that one; fetches nothing. */
async function verify(folder: string): Promise<void> {
  const files = await verifyFolder(folder);
  console.log(`MNIST in ${folder}, which MNIST_DIR names\n`);
  console.log(String(table(files)));
  if (files.every(({ verified }) => verified)) return;
  throw new UserError(
    `${folder}, which MNIST_DIR names, does not hold MNIST. Unset MNIST_DIR to fetch it into ` +
      `${cacheFolder()}, or name another folder`,
  );
}

function table(files: readonly FileStatus[]): Table {
  return new Table(
    ["file", "items", "bytes", "verified"],
    files.map((f) => [f.file, f.items, f.bytes, f.verified ? "yes" : f.problem ?? "no"]),
  );
}

if (import.meta.main) {
  await run(
    command(
      "data",
      "Fetches MNIST into data/mnist of this project, as far as it is not there, and verifies it. If " +
        "MNIST_DIR names a folder, verifies that one and fetches nothing.",
    )
      .option("--from <folder>", "takes the four files, plain or .gz, from a folder instead")
      .action(action),
    { whereTyped: true },
  );
}
