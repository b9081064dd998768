/** One step of gradient descent on one digit. */

import { sgdStep, type Volume } from "../../../reference/mod.ts";
import type { Layer, PlainNetwork } from "../network/layers.ts";
import type { Backward } from "./gradients.ts";

/**
 * Takes one step of gradient descent: every weight moves against its gradient, w ← w − rate · ∂loss/∂w.
 *
 * @param network the network, which stays as it is
 * @param backward the gradients on one digit
 * @param rate the learning rate
 * @param name what to call the new network
 * @returns the network after the step
 */
export function descend(
  network: PlainNetwork,
  { layers }: Backward,
  rate: number,
  name: string,
): PlainNetwork {
  return {
    name,
    layers: network.layers.map((layer, i) => {
      const moved = layers[i].weights.map(({ name, values, gradient }): [string, Volume] => {
        const data = values.data.slice();
        sgdStep(data, gradient.data, rate);
        return [name, { shape: values.shape, data }];
      });
      return { ...layer, ...Object.fromEntries(moved) } as Layer;
    }),
  };
}
