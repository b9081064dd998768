/** The data sets that a network has learned from, noted in the network itself and in its file. */

import type { Origin } from "../dataset/digits.ts";
import type { Network } from "./network.ts";

/**
 * Tells which data sets a network has learned from. `train` notes them in the network, and `saveModel`
 * writes them into the user metadata of `model.json`.
 *
 * @param model the network
 * @returns the name and the checksum of each data set, the first one first; empty if none is noted
 *
 * @example Has it seen MNIST?
 * ```ts
 * import assert from "node:assert/strict";
 * import { learnedFrom, mlp } from "@pixel/convnet/model";
 *
 * const names = learnedFrom(mlp(1)).map(({ name }) => name);
 * assert(!names.includes("MNIST"));
 * ```
 */
export function learnedFrom(model: Network): readonly Origin[] {
  const noted = metadataOf(model).learnedFrom;
  if (!Array.isArray(noted)) return [];
  return noted.filter((origin) =>
    typeof origin?.name === "string" && typeof origin.checksum === "string"
  );
}

/**
 * Notes in a network that it learns from a data set.
 *
 * @param model the network
 * @param origin the data set
 */
export function noteOrigin(model: Network, { name, checksum }: Origin): void {
  const before = learnedFrom(model).filter((other) => other.checksum !== checksum);
  model.setUserDefinedMetadata({
    ...metadataOf(model),
    learnedFrom: [...before, { name, checksum }],
  });
}

function metadataOf(model: Network): Record<string, unknown> {
  return (model.getUserDefinedMetadata() ?? {}) as Record<string, unknown>;
}
