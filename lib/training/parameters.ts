/**
 * A network's weights as one flat array: what the optimizer walks over, what workers share.
 *
 * What is learned by gradient comes first; what is not (the moving averages of batch normalisation)
 * stands behind.
 */

import * as tf from "@tensorflow/tfjs";
import type { Network } from "../model/network.ts";

/** Where one weight tensor lies in the flat array. */
export interface Slot {
  /** The tensor's name, such as "conv1/kernel". */
  readonly name: string;
  /** The tensor itself, in the network. */
  readonly variable: tf.Variable;
  /** Its first number's place. */
  readonly offset: number;
}

/** Where all weight tensors of a network lie in the flat array. */
export interface Layout {
  /** The tensors that are learned by gradient. */
  readonly trainable: readonly Slot[];
  /** The others. */
  readonly fixed: readonly Slot[];
  /** How many numbers are learned by gradient. */
  readonly trainableSize: number;
  /** How many numbers there are in all. */
  readonly size: number;
}

/**
 * Lays a network's weights out.
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
 * How many numbers batch normalisation tells other workers at once, at most: for each half of a
 * batch how many numbers there are, and a mean and a variance for each channel.
 *
 * @param layout where the network's weights lie
 * @returns the number; 2 where there is no such layer
 */
export function exchanged({ fixed }: Layout): number {
  return 2 * (1 + 2 * Math.max(0, ...fixed.map(({ variable }) => variable.size)));
}

/**
 * Copies a network's weights out.
 *
 * @param slots which
 * @param flat `[P]` where to
 */
export async function readParameters(slots: readonly Slot[], flat: Float32Array): Promise<void> {
  for (const { variable, offset } of slots) {
    flat.set(await variable.data() as Float32Array, offset);
  }
}

/**
 * Copies weights into a network.
 *
 * @param slots which
 * @param flat `[P]` where from
 */
export function writeParameters(slots: readonly Slot[], flat: Float32Array): void {
  for (const { variable, offset } of slots) {
    // A copy: tfjs keeps what it is given, and the next step changes `flat`.
    const values = flat.slice(offset, offset + variable.size);
    const tensor = tf.tensor(values, variable.shape, "float32");
    variable.assign(tensor);
    tensor.dispose();
  }
}
