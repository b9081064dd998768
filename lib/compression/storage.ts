/** Packed networks on disk: a folder with one file, `network.bin`. */

import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { readUpTo, reason, writeWhole } from "../files.ts";
import { pack, unpack } from "./format.ts";
import type { PackedNetwork } from "./packed_network.ts";

/** The name of the file. */
const FILE = "network.bin";

/** No packed file is longer: 16 MiB. */
const MOST_BYTES = 2 ** 24;

/**
 * Saves a packed network to a folder.
 *
 * @param network the packed network
 * @param folder where; made if missing
 * @returns the number of bytes: all that the network takes on disk
 * @throws {UserError} if the folder cannot be written
 *
 * @example Saves a network and loads it
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { loadPacked, packed, savePacked, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const codings = { kernels: { method: "ternary" } } as const;
 * const network = await packed(tinyNetwork([[4], [4], [4]], 1), codings, new Uint8Array(784));
 * const folder = await Deno.makeTempDir();
 * await savePacked(network, folder);
 * assert.deepEqual(await loadPacked(folder), network);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function savePacked(network: PackedNetwork, folder: string): Promise<number> {
  const bytes = pack(network);
  await writeWhole(join(folder, FILE), bytes);
  return bytes.length;
}

/**
 * Loads a packed network from a folder.
 *
 * @param folder where {@linkcode savePacked} saved one
 * @returns the packed network; `undefined` if the folder holds none
 * @throws {UserError} if the file is damaged or cannot be read
 *
 * @example The smallest network that comes with the project
 * ```ts ignore
 * import { loadPacked } from "@pixel/convnet/compression";
 *
 * const network = await loadPacked("data/model/tiny");
 * ```
 */
export async function loadPacked(folder: string): Promise<PackedNetwork | undefined> {
  const path = join(folder, FILE);
  const bytes = await readUpTo(path, MOST_BYTES).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UserError(`Cannot load the packed network in ${path}: ${reason(error)}`, {
      cause: error,
    });
  });
  return bytes && unpack(bytes, path);
}
