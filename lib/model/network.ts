/** What this library calls a network. */

import type * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";

/**
 * A network: tfjs's own `LayersModel`. Every network of this library is one, and any other that takes
 * `[N, 28, 28, 1]`, has one layer after the other and ends in a dense layer of ten units with softmax
 * can be trained and measured by it.
 */
export type Network = InstanceType<(typeof import("@tensorflow/tfjs"))["LayersModel"]>;

/**
 * A network's layers in the order in which a picture passes them, without those that only mark the
 * input.
 *
 * @param model the network
 * @returns its layers
 * @throws {UserError} where they do not follow one after the other
 */
export function layersOf(model: Network): tf.layers.Layer[] {
  const isChain = model.getClassName() === "Sequential" ||
    Object.values(model.nodesByDepth)
      .every((nodes) => nodes.length === 1 && nodes[0].inboundLayers.length <= 1);
  if (!isChain) {
    throw new UserError(
      `Cannot use network "${model.name}": it has branches, or a layer that is used twice; ` +
        "it must have one layer after the other",
    );
  }
  return model.layers.filter((layer) => layer.getClassName() !== "InputLayer");
}
