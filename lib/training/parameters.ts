/**
 * A network's weights as one flat array, for the optimizer and for the workers that share it.
 *
 * Weights that are learned by gradient come first, then those that are not: the running means and
 * variances of batch normalisation, and frozen layers.
 */

import * as tf from "@tensorflow/tfjs";
import { numbersIn, overwrite } from "../backend/in_place.ts";
import type { Network } from "../model/network.ts";
import type { Place } from "./view.ts";

/** The place of one weight tensor in the flat array. */
export interface Slot {
  /** The tensor's name, such as "conv1/kernel". */
  readonly name: string;
  /** The tensor itself, in the network. */
  readonly variable: tf.Variable;
  /** The index of its first number. */
  readonly offset: number;
}

/** The places of all weight tensors of a network in the flat array. */
export interface Layout {
  /** The tensors that are learned by gradient. */
  readonly trainable: readonly Slot[];
  /** The others. */
  readonly fixed: readonly Slot[];
  /** The count of numbers that are learned by gradient. */
  readonly trainableSize: number;
  /** The count of all numbers. */
  readonly size: number;
}

/**
 * Assigns a network's weights their places.
 *
 * @param model the network
 * @returns the layout; the same for every copy of the network
 */
export function layoutOf(model: Network): Layout {
  let offset = 0;
  const slots = (weights: Network["trainableWeights"]) =>
    weights.map((weight): Slot => {
      const variable = weight.read() as tf.Variable; // tfjs-layers hands out its variable itself
      const slot = { name: weight.originalName, variable, offset };
      offset += variable.size;
      return slot;
    });
  const trainable = slots(model.trainableWeights);
  const trainableSize = offset;
  const fixed = slots(model.nonTrainableWeights);
  return { trainable, fixed, trainableSize, size: offset };
}

/**
 * Lists the places of all weight tensors without the tensors themselves.
 *
 * @param layout the places of the network's weights
 * @returns them, in the order of the flat array
 */
export function placesOf({ trainable, fixed }: Layout): Place[] {
  return [...trainable, ...fixed].map(({ name, variable, offset }) => ({
    name,
    shape: variable.shape,
    offset,
  }));
}

/**
 * Counts the numbers that a worker sends to the others at once for batch normalisation, at most: for
 * each half of a batch a count, and a mean and a variance per channel.
 *
 * @param layout the places of the network's weights
 * @returns the count; 2 if there is no such layer
 */
export function exchanged({ fixed }: Layout): number {
  return 2 * (1 + 2 * Math.max(0, ...fixed.map(({ variable }) => variable.size)));
}

/**
 * Copies a network's weights out.
 *
 * @param slots which
 * @param flat `[P]` receives them
 */
export async function readParameters(slots: readonly Slot[], flat: Float32Array): Promise<void> {
  for (const { variable, offset } of slots) {
    flat.set(numbersIn(variable) ?? await variable.data() as Float32Array, offset);
  }
}

/**
 * Copies weights into a network.
 *
 * @param slots which
 * @param flat `[P]` holds them
 */
export function writeParameters(slots: readonly Slot[], flat: Float32Array): void {
  for (const { variable, offset } of slots) {
    const values = flat.subarray(offset, offset + variable.size);
    if (overwrite(variable, values)) continue;
    // A copy: tfjs keeps what it is given, and the next step changes `flat`.
    const tensor = tf.tensor(values.slice(), variable.shape, "float32");
    variable.assign(tensor);
    tensor.dispose();
  }
}
