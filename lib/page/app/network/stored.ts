/** A network as it lies in the page. */

import { fromBase64 } from "../../../base64.ts";
import type { PlainNetwork } from "./layers.ts";
import { type ModelJson, parseNetwork } from "./parse.ts";
import { unpackNetwork } from "./unpack.ts";

/** A network in tfjs's format or packed, its bytes in base64. */
export type Stored =
  | { readonly name: string; readonly json: ModelJson; readonly weights: string }
  | { readonly name: string; readonly packed: string };

/**
 * Reads a network.
 *
 * @param stored the network
 * @returns its layers as plain numbers
 * @throws {UserError} if the page cannot compute it
 */
export function readStored(stored: Stored): PlainNetwork {
  const { name } = stored;
  return "packed" in stored
    ? unpackNetwork(name, fromBase64(stored.packed))
    : parseNetwork(name, stored.json, fromBase64(stored.weights));
}
