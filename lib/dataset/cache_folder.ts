/** The folder that downloads land in, and how a file gets there. */

import { fromFileUrl, join } from "@std/path";
import type { ManifestFile } from "./manifest.ts";
import { writeWhole } from "../files.ts";
import { isGzip } from "./verify.ts";

/**
 * The folder that keeps MNIST once it was downloaded: `data/mnist` of this repository, wherever a
 * notebook or a command has its working directory; `data/mnist` under the working directory where
 * the library does not run from files.
 *
 * @returns its path
 */
export function cacheFolder(): string {
  const folder = new URL("../../data/mnist", import.meta.url);
  return folder.protocol === "file:" ? fromFileUrl(folder) : join(Deno.cwd(), "data", "mnist");
}

/**
 * Keeps a verified file, written whole, in the place of a bad one.
 *
 * @param dir the folder; made where it does not exist
 * @param file what the file is
 * @param stored its bytes, plain or gzip; kept as `NAME` or `NAME.gz` accordingly
 * @returns its path
 * @throws {UserError} where it cannot be written
 */
export async function keep(dir: string, file: ManifestFile, stored: Uint8Array): Promise<string> {
  const plain = join(dir, file.name), compressed = `${plain}.gz`;
  const [path, other] = isGzip(stored) ? [compressed, plain] : [plain, compressed];
  await writeWhole(path, stored);
  await Deno.remove(other).catch(() => {}); // the same file in its other form, or a bad one
  return path;
}
