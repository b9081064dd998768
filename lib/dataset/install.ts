/** Installs MNIST from a folder, for machines that reach no mirror. */

import { UserError } from "../errors.ts";
import { faults, type FileStatus, inspect, status } from "./mnist_files.ts";
import { type Manifest, manifestFiles, MNIST } from "./manifest.ts";
import { cacheFolder, keep } from "./cache_folder.ts";

/** Options of {@linkcode installFrom}. */
export interface InstallOptions {
  /** Where to; {@linkcode cacheFolder} by default. */
  readonly to?: string;
  /** What the files must be; MNIST by default. */
  readonly manifest?: Manifest;
}

/**
 * Copies the four files from a folder, plain or `.gz`, to where the library looks for them. All
 * four are verified before the first is written.
 *
 * @param from the folder
 * @param options where to, and which files
 * @returns a row for each file, as it now lies in its new place
 * @throws {UserError} where a file is missing or wrong; nothing was written then; or where one cannot
 * be written
 */
export async function installFrom(
  from: string,
  options: InstallOptions = {},
): Promise<FileStatus[]> {
  const { to = cacheFolder(), manifest = MNIST } = options;
  const files = manifestFiles(manifest);
  const found = await Promise.all(files.map((file) => inspect(from, file)));
  const wrong = faults(from, files.map((file, i) => status(file, found[i])));
  if (wrong !== undefined) {
    throw new UserError(
      `Cannot install MNIST from ${from}: ${wrong}. Nothing was installed; ` +
        "the folder must hold the four files that data/README.md lists.",
    );
  }
  const rows: FileStatus[] = [];
  for (const [i, inspection] of found.entries()) {
    if ("problem" in inspection) continue; // `wrong` would have named it
    const path = await keep(to, files[i], inspection.stored);
    rows.push(status(files[i], { ...inspection, path }));
  }
  return rows;
}
