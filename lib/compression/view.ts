/**
 * Quantisation-aware training: the network sees its weights as the packed file will hold them, while the
 * optimizer moves the precise ones behind (Courbariaux, Bengio and David, "BinaryConnect", 2015,
 * arXiv:1511.00363; Jacob and others, 2017, arXiv:1712.05877, section 3).
 */

import type { Place, View, ViewSource } from "../training/mod.ts";
import { decoded } from "./coded.ts";
import { coded, type Codings, isCoded } from "./coding.ts";

/**
 * Makes training see the weights as they will be packed.
 *
 * @param codings the methods
 * @returns the view, for the option `view` of `train`
 *
 * @example Ten steps with ternary weights
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { asPacked } from "@pixel/convnet/compression";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { RECIPES, train } from "@pixel/convnet/training";
 *
 * await useWasm();
 * const view = asPacked({ kernels: { method: "ternary" } });
 * const training = builtinDigits({ count: 320, seed: 1 });
 * const { stepLosses } = await train(mlp(1), {
 *   ...{ ...RECIPES.mlp, training, view, epochs: 1, seed: 1, workers: 1 },
 * });
 * assert(stepLosses.length === 10);
 * ```
 */
export function asPacked(codings: Codings): ViewSource {
  return { module: import.meta.url, settings: codings };
}

/**
 * Makes the view that {@linkcode asPacked} names; every worker calls it for itself.
 *
 * @param codings the methods
 * @param places the places of the network's weights
 * @returns the view
 */
export function view(codings: Codings, places: readonly Place[]): View {
  return (weights) => {
    const seen = weights.slice();
    for (const { name, shape, offset } of places.filter(({ name }) => isCoded(name))) {
      const size = shape.reduce((product, n) => product * n, 1);
      const own = weights.subarray(offset, offset + size);
      seen.set(decoded(coded(own, { name, shape }, codings)), offset);
    }
    return seen;
  };
}
