/** The type of a network, and what can be asked of one. */

import type * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";

/**
 * A network: tfjs's own `LayersModel`. Every network of this library is one, and any other that takes
 * pictures, has one layer after the other and ends in a dense layer with softmax can be trained and
 * measured by it.
 */
export type Network = InstanceType<(typeof import("@tensorflow/tfjs"))["LayersModel"]>;

/**
 * Tells the shape of the pictures that a network takes.
 *
 * @param model the network
 * @returns its input's shape without the batch's axis, such as `[28, 28, 1]`
 * @throws {UserError} if the network leaves an axis open, or has several inputs
 */
export function inputShape(model: Network): readonly number[] {
  checkModel(model);
  const [shape, ...others] = model.inputs.map((input) => input.shape.slice(1));
  if (others.length === 0 && shape.every((size) => size !== null)) return shape as number[];
  throw new UserError(
    `Cannot use network "${model.name}": it must have one input of a fixed shape, not ` +
      `${
        model.inputs.map(({ shape }) => `[${shape.map((n) => n ?? "any").join(", ")}]`).join(", ")
      }`,
  );
}

/**
 * Counts the classes that a network tells apart.
 *
 * @param model the network
 * @returns the length of its output's last axis
 */
export function classesOf(model: Network): number {
  return model.outputs[0].shape.at(-1)!;
}

/**
 * Lists a network's layers in the order in which a picture passes them, without those that only mark
 * the input.
 *
 * @param model the network
 * @returns its layers
 * @throws {UserError} if they do not follow one after the other
 */
export function layersOf(model: Network): tf.layers.Layer[] {
  checkModel(model);
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

/** Refuses what is not a model of tfjs, whichever copy of tfjs made it. */
function checkModel(model: Network): void {
  if (typeof model?.getClassName === "function" && Array.isArray(model.layers)) return;
  throw new TypeError(
    `Cannot use ${
      model === null ? "null" : typeof model
    } as a network: it must be a LayersModel of ` +
      "tfjs, such as cnn() makes",
  );
}
