/** Installs MNIST from a folder, for machines that reach no mirror. */

import { UserError } from "../errors.ts";
import { isFolder } from "../files.ts";
import { faults, type FileStatus, inspect, status } from "./mnist_files.ts";
import { type Manifest, manifestFiles, MNIST } from "./manifest.ts";
import { cacheFolder, keep } from "./cache_folder.ts";

/** Options of {@linkcode installFrom}. */
export interface InstallOptions {
  /** The folder to copy into; {@linkcode cacheFolder} by default. */
  readonly to?: string;
  /** The description of the files; MNIST by default. */
  readonly manifest?: Manifest;
}

/**
 * Copies the four files from a folder, plain or `.gz`, to where the library looks for them. All
 * four are verified before the first is written.
 *
 * @param from the folder
 * @param options where to, and which files
 * @returns one row per file, in its new place
 * @throws {UserError} if a file is missing or wrong, before anything is written; or if one cannot be
 *   written
 *
 * @example Files that a browser has saved
 * ```ts ignore
 * import { installFrom } from "@pixel/convnet/dataset";
 *
 * await installFrom("/home/me/Downloads");
 * ```
 */
export async function installFrom(
  from: string,
  options: InstallOptions = {},
): Promise<FileStatus[]> {
  const { to = cacheFolder(), manifest = MNIST } = options;
  if (!await isFolder(from)) {
    throw new UserError(`Cannot install MNIST from ${from}: there is no such folder`);
  }
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
