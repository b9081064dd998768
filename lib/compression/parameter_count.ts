/** The number of a packed network's parameters; needs no tfjs. */

import { tensorsOf } from "./coded.ts";
import type { PackedNetwork } from "./packed_network.ts";

/**
 * Counts the weights and biases of a packed network. A separable convolution has those of its two kernels,
 * fewer than the ordinary one that `unpacked` makes of it.
 *
 * @param network the packed network
 * @returns how many there are
 *
 * @example A small network
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { packed, parameterCount, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * const model = tinyNetwork([[8], [8, 8]], 1, { separable: true });
 * const network = await packed(model, codings, new Uint8Array(784));
 * assert.equal(parameterCount(network), 80 + 2 * (72 + 64 + 8) + 90);
 * ```
 */
export function parameterCount({ layers }: PackedNetwork): number {
  return layers.flatMap((layer) => "kernel" in layer ? tensorsOf(layer) : [])
    .reduce((sum, { codes }) => sum + codes.length, 0);
}
