/**
 * The two networks of the book, and two for training fast and well.
 *
 * The book's start from Glorot-uniform weights and zero biases; the seed alone decides the weights.
 */

import * as tf from "@tensorflow/tfjs";
import { CLASSES, SIDE } from "../dataset/digits.ts";
import type { Network } from "./network.ts";

/**
 * A network's name: `mlp` has dense layers alone, `cnn` is the book's convolutional network, `light`
 * and `wide` have three blocks of convolution and pooling, with few or with many filters.
 */
export type NetworkName = "mlp" | "cnn" | "light" | "wide";

/** Every network's name. */
export const NETWORKS: readonly NetworkName[] = ["mlp", "cnn", "light", "wide"];

/** One layer's initial weights: uniform in ±√(6 / (fan in + fan out)). */
function glorot(seed: number, layer: number): ReturnType<typeof tf.initializers.glorotUniform> {
  return tf.initializers.glorotUniform({ seed: seed * 1_000 + layer });
}

/**
 * The convolutional network: Keras's "Simple MNIST convnet" (Chollet, 2015), 34,826 parameters.
 *
 * @param seed decides the initial weights
 * @returns the network; it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnn } from "@pixel/convnet/model";
 *
 * assert(cnn(1).countParams() === 34_826);
 * ```
 */
export function cnn(seed: number): Network {
  const { conv2d, maxPooling2d, flatten, dropout, dense } = tf.layers;
  return tf.sequential({
    name: "cnn",
    layers: [
      conv2d({
        name: "conv1", // [N, 28, 28, 1] → [N, 26, 26, 32]
        inputShape: [SIDE, SIDE, 1],
        filters: 32,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: glorot(seed, 1),
      }),
      maxPooling2d({ name: "pool1", poolSize: 2 }), // → [N, 13, 13, 32]
      conv2d({
        name: "conv2", // → [N, 11, 11, 64]
        filters: 64,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: glorot(seed, 2),
      }),
      maxPooling2d({ name: "pool2", poolSize: 2 }), // → [N, 5, 5, 64]
      flatten({ name: "flatten" }), // → [N, 1600]
      dropout({ name: "dropout", rate: 0.5 }),
      dense({
        name: "output", // → [N, 10]
        units: CLASSES,
        activation: "softmax",
        kernelInitializer: glorot(seed, 3),
      }),
    ],
  });
}

/**
 * The dense baseline: one hidden layer of 128 units, 101,770 parameters.
 *
 * @param seed decides the initial weights
 * @returns the network; it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlp } from "@pixel/convnet/model";
 *
 * assert(mlp(1).countParams() === 101_770);
 * ```
 */
export function mlp(seed: number): Network {
  const { flatten, dense, dropout } = tf.layers;
  return tf.sequential({
    name: "mlp",
    layers: [
      flatten({ name: "flatten", inputShape: [SIDE, SIDE, 1] }), // [N, 28, 28, 1] → [N, 784]
      dense({
        name: "hidden", // → [N, 128]
        units: 128,
        activation: "relu",
        kernelInitializer: glorot(seed, 1),
      }),
      dropout({ name: "dropout", rate: 0.2 }),
      dense({
        name: "output", // → [N, 10]
        units: CLASSES,
        activation: "softmax",
        kernelInitializer: glorot(seed, 2),
      }),
    ],
  });
}

/**
 * A network of three blocks, each a convolution that keeps the size, ReLU, and pooling that halves it.
 *
 * The initial weights are He's (2015, arXiv:1502.01852), made for ReLU: uniform in ±√(6 / fan in).
 *
 * @param name what it is called
 * @param filters how many filters each block has
 * @param seed decides the initial weights
 * @param rate what dropout switches off before the last layer; 0 for none
 * @returns the network; it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 */
function threeBlocks(
  name: string,
  filters: readonly [number, number, number],
  seed: number,
  rate: number,
): Network {
  const { conv2d, maxPooling2d, flatten, dropout, dense } = tf.layers;
  const model = tf.sequential({ name });
  filters.forEach((count, i) => {
    model.add(conv2d({
      name: `conv${i + 1}`, // [N, H, W, C] → [N, H, W, count]
      ...(i === 0 ? { inputShape: [SIDE, SIDE, 1] } : {}),
      filters: count,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: tf.initializers.heUniform({ seed: seed * 1_000 + i + 1 }),
    }));
    model.add(maxPooling2d({ name: `pool${i + 1}`, poolSize: 2 })); // side 28 → 14 → 7 → 3
  });
  model.add(flatten({ name: "flatten" })); // → [N, 9 · count]
  if (rate > 0) model.add(dropout({ name: "dropout", rate }));
  model.add(dense({
    name: "output", // → [N, 10]
    units: CLASSES,
    activation: "softmax",
    kernelInitializer: glorot(seed, filters.length + 1),
  }));
  return model;
}

/**
 * A network by its name.
 *
 * @param name which one
 * @param seed decides the initial weights
 * @returns the network, ready to train
 */
export function network(name: NetworkName, seed: number): Network {
  switch (name) {
    case "mlp":
      return mlp(seed);
    case "cnn":
      return cnn(seed);
    case "light":
      return threeBlocks(name, [16, 32, 64], seed, 0);
    case "wide":
      return threeBlocks(name, [32, 64, 128], seed, 0.3);
  }
}
