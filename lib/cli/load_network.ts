/** Loads the network that a command is told to use, whichever kind of file it is in. */

import { loadPacked, unpacked } from "../compression/mod.ts";
import { loadModel, type LoadModelOptions, type Network } from "../model/mod.ts";

/**
 * Loads a network from a folder.
 *
 * @param folder holds `network.bin`, which `deno task compress` writes, or `model.json`
 * @param options whom to tell what
 * @returns the network
 * @throws {UserError} if a file is missing or damaged
 */
export async function loadNetwork(folder: string, options: LoadModelOptions): Promise<Network> {
  const packed = await loadPacked(folder);
  return packed ? unpacked(packed) : await loadModel(folder, options);
}
