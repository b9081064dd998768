/** The size of a network. */

import { sizeOf, type Volume } from "../../../reference/mod.ts";
import type { Layer, PlainNetwork } from "./layers.ts";

/**
 * Counts a network's numbers: weights and biases, and the two per map that batch normalisation comes to.
 *
 * @param network the network
 * @returns how many numbers it computes with
 */
export function numbersOf({ layers }: PlainNetwork): number {
  return layers.flatMap(volumesOf).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function volumesOf(layer: Layer): Volume[] {
  switch (layer.kind) {
    case "convolution":
      return [layer.kernel, layer.bias];
    case "dense":
      return [layer.weights, layer.bias];
    case "normalisation":
      return [layer.scale, layer.shift];
    default:
      return [];
  }
}
