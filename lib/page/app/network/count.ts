/** The size of a network. */

import { sizeOf } from "../../../reference/mod.ts";
import type { Layer, PlainNetwork } from "./layers.ts";

/**
 * Counts a network's parameters, as tfjs does: weights and biases, and the four per map of batch
 * normalisation, which come to two when it has been trained.
 *
 * @param network the network
 * @returns how many it has
 */
export function numbersOf({ layers }: PlainNetwork): number {
  return layers.reduce((sum, layer) => sum + countOf(layer), 0);
}

function countOf(layer: Layer): number {
  switch (layer.kind) {
    case "convolution":
      return (layer.factorWeights ?? sizeOf(layer.kernel.shape)) + sizeOf(layer.bias.shape);
    case "dense":
      return sizeOf(layer.weights.shape) + sizeOf(layer.bias.shape);
    case "normalisation":
      return 4 * sizeOf(layer.scale.shape); // γ, β, mean and variance
    default:
      return 0;
  }
}
