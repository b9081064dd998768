/** Architectures for a few hundred to ten thousand parameters. */

import * as tf from "@tensorflow/tfjs";
import { requireBackend } from "../backend/ready.ts";
import { CLASSES, SIDE } from "../dataset/digits.ts";
import type { Network } from "../model/network.ts";

/**
 * The share of its means and variances that batch normalisation keeps in a step: those of a few hundred
 * steps are averaged, since a map of one place has few numbers in a batch.
 */
const MOMENTUM = 0.995;

/** Options of {@linkcode tinyNetwork}. */
export interface TinyNetworkOptions {
  /** Makes all convolutions but the first depthwise separable; false by default. */
  readonly separable?: boolean;
  /**
   * Makes each channel's 3×3 filter the product of a column and a row, 6 weights in place of 9, where
   * convolutions are separable; false by default.
   */
  readonly columnsAndRows?: boolean;
}

/**
 * Makes a small network for digits: blocks of 3×3 convolutions without padding, each followed by ReLU and
 * batch normalisation, with pooling after every block but the last; then the mean of each map, and a
 * dense layer on those few means.
 *
 * The mean in place of flattening (Lin, Chen and Yan, "Network in Network", 2013, arXiv:1312.4400) saves
 * most weights of the dense layer. Depthwise separable convolutions (Chollet, "Xception", 2016,
 * arXiv:1610.02357) save most weights of the others: a 3×3 filter for each channel, then a mixture of the
 * channels at each place. Such a filter can be divided once more, into a column and a row (Rigamonti and
 * others, "Learning Separable Filters", 2013, section 3). Without padding, batch normalisation can be
 * folded away exactly.
 *
 * @param blocks how many filters each convolution of each block has
 * @param seed decides the initial weights: He's, uniform in ±√(6 / fan in)
 * @param options how convolutions are divided
 * @returns the network; it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 * @throws {RangeError} if nothing is left of a picture after so many convolutions
 *
 * @example 1,504 parameters, and what batch normalisation adds until it is folded
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { folded, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * assert(folded(tinyNetwork([[8], [8], [10]], 1)).countParams() === 1_504);
 * ```
 */
export function tinyNetwork(
  blocks: readonly (readonly number[])[],
  seed: number,
  { separable = false, columnsAndRows = false }: TinyNetworkOptions = {},
): Network {
  requireBackend("build a network");
  const { conv2d, depthwiseConv2d, separableConv2d, maxPooling2d, batchNormalization } = tf.layers;
  const { globalAveragePooling2d, dense } = tf.layers;
  const model = tf.sequential({ name: "tiny" });
  let layer = 0, side = SIDE;
  blocks.forEach((block, b) =>
    block.forEach((filters, i) => {
      layer++;
      side -= 2;
      if (side < 1) {
        throw new RangeError(
          `Cannot convolve anew in layer ${layer}: nothing is left of the picture`,
        );
      }
      const he = tf.initializers.heUniform({ seed: seed * 1_000 + layer });
      const settings = {
        name: `conv${layer}`,
        filters,
        kernelSize: 3,
        activation: "relu",
      } as const;
      if (separable && layer > 1) { // [N, side + 2, side + 2, C] → [N, side, side, filters]
        const height = columnsAndRows ? 1 : 3;
        if (columnsAndRows) { // [N, side + 2, side + 2, C] → [N, side, side + 2, C]
          model.add(depthwiseConv2d({
            ...{ name: `column${layer}`, kernelSize: [3, 1], useBias: false },
            depthwiseInitializer: keepingSize(3, seed * 1_000 + 700 + layer),
          }));
        }
        model.add(separableConv2d({
          ...{ ...settings, kernelSize: [height, 3], pointwiseInitializer: he },
          depthwiseInitializer: keepingSize(height * 3, seed * 1_000 + 500 + layer),
        }));
      } else {
        model.add(conv2d({
          ...{ ...settings, kernelInitializer: he },
          ...(layer === 1 ? { inputShape: [SIDE, SIDE, 1] } : {}),
        }));
      }
      if (i === block.length - 1 && b < blocks.length - 1) {
        model.add(maxPooling2d({ name: `pool${b + 1}`, poolSize: 2 })); // → half the side
        side = Math.floor(side / 2);
      }
      model.add(batchNormalization({ name: `norm${layer}`, momentum: MOMENTUM }));
    })
  );
  model.add(globalAveragePooling2d({ name: "mean" })); // → [N, filters]
  model.add(dense({
    name: "output", // → [N, 10]
    units: CLASSES,
    activation: "softmax",
    kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 1_000 + layer + 1 }),
  }));
  return model;
}

/** Weights of a depthwise filter that keep the size of its inputs, since no ReLU follows: ±√(3 / inputs). */
function keepingSize(inputs: number, seed: number) {
  return tf.initializers.randomUniform({
    minval: -Math.sqrt(3 / inputs),
    maxval: Math.sqrt(3 / inputs),
    seed,
  });
}
