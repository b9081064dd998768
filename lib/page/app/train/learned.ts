/** Networks that were trained or loaded here, among those that the page can read with. */

import { UserError } from "../../../errors.ts";
import type { NetworkFile } from "../../../model/storage.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { parseNetwork } from "../network/parse.ts";
import type { Page } from "../state.ts";

/**
 * A network as plain numbers, from its files.
 *
 * @param name what to call it
 * @param files `model.json` and the weights
 * @returns the network
 * @throws {UserError} if it has a layer that the page does not know
 */
export function networkOf(name: string, files: readonly NetworkFile[]): PlainNetwork {
  const topology = files.find((file) => file.name.endsWith(".json"));
  const weights = files.find((file) => file !== topology);
  if (!topology || !weights) throw new UserError(`Cannot read ${name}: a file is missing`);
  return parseNetwork(name, JSON.parse(new TextDecoder().decode(topology.bytes)), weights.bytes);
}

/**
 * Puts a network into the page's list, in the place of an earlier one, and reads with it if the page
 * read with that one, or if it is to.
 *
 * @param page whose list it is
 * @param network the network
 * @param before the earlier one; undefined if there is none
 * @param choose whether to read with it in any case
 */
export function offer(
  { networks, network: current }: Page,
  network: PlainNetwork,
  before: PlainNetwork | undefined,
  choose: boolean,
): void {
  networks.value = before && networks.value.includes(before)
    ? networks.value.map((other) => other === before ? network : other)
    : [...networks.value, network];
  if (choose || current.value === before) current.value = network;
}
