/** The folder of downloads, and a way to put a file there. */

import { fromFileUrl, join } from "@std/path";
import type { ManifestFile } from "./manifest.ts";
import { writeWhole } from "../files.ts";
import { isGzip } from "./verify.ts";

/**
 * Tells in which folder MNIST is kept once it was downloaded: `data/mnist` of this repository, whatever
 * the working directory is; `data/mnist` under the working directory if the library does not run from
 * files.
 *
 * @returns its path
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cacheFolder } from "@pixel/convnet/dataset";
 *
 * assert(cacheFolder().endsWith("mnist"));
 * ```
 */
export function cacheFolder(): string {
  const folder = new URL("../../data/mnist", import.meta.url);
  return folder.protocol === "file:" ? fromFileUrl(folder) : join(Deno.cwd(), "data", "mnist");
}

/**
 * Keeps a verified file, written whole, in place of a bad one.
 *
 * @param dir the folder; made if missing
 * @param file what the file is
 * @param stored its bytes, plain or gzip; kept as `NAME` or `NAME.gz` accordingly
 * @returns its path
 * @throws {UserError} if it cannot be written
 */
export async function keep(dir: string, file: ManifestFile, stored: Uint8Array): Promise<string> {
  const plain = join(dir, file.name), compressed = `${plain}.gz`;
  const [path, other] = isGzip(stored) ? [compressed, plain] : [plain, compressed];
  await writeWhole(path, stored);
  await Deno.remove(other).catch(() => {}); // the same file in its other form, or a bad one
  return path;
}
