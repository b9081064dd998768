/**
 * `deno task data`: fetches MNIST or verifies what is there.
 *
 * @module
 */

import { cacheFolder, downloadMnist, type FileStatus, installFrom } from "../dataset/mod.ts";
import { Table } from "../table.ts";
import { command, run } from "./command.ts";
import { downloadLine } from "./terminal.ts";

async function action({ from }: { from?: string }): Promise<void> {
  const line = downloadLine();
  const files = from === undefined
    ? await downloadMnist({ onProgress: line.update }).finally(line.end)
    : await installFrom(from);
  console.log(`MNIST in ${cacheFolder()}\n`);
  console.log(String(table(files)));
}

function table(files: readonly FileStatus[]): Table {
  return new Table(
    ["file", "items", "bytes", "verified"],
    files.map((f) => [f.file, f.items, f.bytes, f.verified ? "yes" : f.problem ?? "no"]),
  );
}

if (import.meta.main) {
  await run(
    command("data", "Fetches MNIST into data/mnist, or verifies what is there.")
      .option("--from <folder>", "takes the four files, plain or .gz, from a folder instead")
      .action(action),
  );
}
