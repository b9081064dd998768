/** A check for functions that cannot do without a backend. */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { currentWasm } from "./kernels/native.ts";

/**
 * Checks that a program has chosen a backend before it builds, loads or trains a network.
 *
 * @param deed what it is about to do, as in "train a network"
 * @throws {UserError} if there is no backend yet, or tfjs's wasm backend without our kernels
 */
export function requireBackend(deed: string): void {
  try {
    tf.backend();
  } catch {
    throw new UserError(`Cannot ${deed}: no backend is ready; call \`await useWasm()\` first`);
  }
  if (tf.getBackend() !== "wasm" || currentWasm()) return;
  throw new UserError(
    `Cannot ${deed}: tfjs's wasm backend lacks kernels that it takes; call \`await useWasm()\` first`,
  );
}
