/**
 * The two networks of the book, and others for training fast and well.
 *
 * The book's start from Glorot-uniform weights and zero biases; the seed alone decides the weights.
 */

import * as tf from "@tensorflow/tfjs";
import { requireBackend } from "../backend/ready.ts";
import { CLASSES, type PictureShape, SIDE } from "../dataset/digits.ts";
import type { Network } from "./network.ts";

/**
 * A network's name: `mlp` has dense layers alone, `cnn` is the book's convolutional network, `slim` and
 * `light` have three convolutions with few filters, for speed, `small` five with few, for its size on
 * disk, and `deep` five with more, for accuracy.
 */
export type NetworkName = "mlp" | "cnn" | "slim" | "light" | "small" | "deep";

/** Every network's name. */
export const NETWORKS: readonly NetworkName[] = ["mlp", "cnn", "slim", "light", "small", "deep"];

/** Options of the networks. A set of digits or other pictures has both, so it can stand for them. */
export interface NetworkOptions {
  /** The shape of a picture, `[height, width, channels]`; `[28, 28, 1]` by default. */
  readonly shape?: PictureShape;
  /** The classes' names, or how many there are; 10 by default. */
  readonly classes?: readonly string[] | number;
}

/** The options, checked; pictures must be `least` pixels high and wide. */
function optionsOf(
  name: string,
  seed: number,
  { shape, classes = CLASSES }: NetworkOptions,
  least: number,
) {
  if (!Number.isInteger(seed)) {
    throw new RangeError(`Cannot make ${name} from seed ${seed}: it must be a whole number`);
  }
  const inputShape = [...shape ?? [SIDE, SIDE, 1]];
  const units = typeof classes === "number" ? classes : classes.length;
  const isWhole = (n: number, from: number) => Number.isInteger(n) && n >= from;
  const [height, width, channels] = inputShape;
  if (
    inputShape.length !== 3 || !isWhole(height, least) || !isWhole(width, least) ||
    !isWhole(channels, 1)
  ) {
    throw new RangeError(
      `Cannot make ${name} for pictures of ${
        inputShape.join(" × ")
      }: it needs a height, a width and ` +
        `channels, and at least ${least} × ${least} pixels`,
    );
  }
  if (!isWhole(units, 1)) {
    throw new RangeError(`Cannot make ${name} for ${units} classes: need a whole number from 1 up`);
  }
  return { inputShape, units };
}

/** Pixels that two rounds of 3×3 convolution and pooling need, so that something is left. */
const LEAST_SIDE = 10;

/** Glorot's initial weights of one layer: uniform in ±√(6 / (fan in + fan out)). */
function glorot(seed: number, layer: number): ReturnType<typeof tf.initializers.glorotUniform> {
  return tf.initializers.glorotUniform({ seed: seed * 1_000 + layer });
}

/**
 * Makes the convolutional network: Keras's "Simple MNIST convnet" (Chollet, 2015), 34,826 parameters.
 *
 * @param seed decides the initial weights
 * @param options the pictures' shape and the classes, if they are not those of digits
 * @returns the network; for digits it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 * @throws {RangeError} if the pictures are too small or the options make no sense
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnn } from "@pixel/convnet/model";
 *
 * assert(cnn(1).countParams() === 34_826);
 * ```
 */
export function cnn(seed: number, options: NetworkOptions = {}): Network {
  const { inputShape, units } = optionsOf("cnn", seed, options, LEAST_SIDE);
  const { conv2d, maxPooling2d, flatten, dropout, dense } = tf.layers;
  requireBackend("build a network");
  return tf.sequential({
    name: "cnn",
    layers: [
      conv2d({
        name: "conv1", // [N, 28, 28, 1] → [N, 26, 26, 32]
        inputShape,
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
        units,
        activation: "softmax",
        kernelInitializer: glorot(seed, 3),
      }),
    ],
  });
}

/**
 * Makes the dense baseline: one hidden layer of 128 units, 101,770 parameters.
 *
 * @param seed decides the initial weights
 * @param options the pictures' shape and the classes, if they are not those of digits
 * @returns the network; for digits it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 * @throws {RangeError} if the options make no sense
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlp } from "@pixel/convnet/model";
 *
 * assert(mlp(1).countParams() === 101_770);
 * ```
 */
export function mlp(seed: number, options: NetworkOptions = {}): Network {
  const { inputShape, units } = optionsOf("mlp", seed, options, 1);
  const { flatten, dense, dropout } = tf.layers;
  requireBackend("build a network");
  return tf.sequential({
    name: "mlp",
    layers: [
      flatten({ name: "flatten", inputShape }), // [N, 28, 28, 1] → [N, 784]
      dense({
        name: "hidden", // → [N, 128]
        units: 128,
        activation: "relu",
        kernelInitializer: glorot(seed, 1),
      }),
      dropout({ name: "dropout", rate: 0.2 }),
      dense({
        name: "output", // → [N, 10]
        units,
        activation: "softmax",
        kernelInitializer: glorot(seed, 2),
      }),
    ],
  });
}

/**
 * A network of blocks, each of one or more convolutions and pooling that halves the size. Each
 * convolution is followed by ReLU, then batch normalisation (Ioffe and Szegedy, 2015,
 * arXiv:1502.03167). Pooling comes before the normalisation, which then has a quarter to do.
 *
 * The first convolution does without padding, since a digit's margin is empty. That leaves less to
 * compute for all that follow: sides of 26, 13 and 6 pixels in place of 28, 14 and 7.
 *
 * The initial weights are He's (2015, arXiv:1502.01852), made for ReLU: uniform in ±√(6 / fan in).
 *
 * @param name its name
 * @param blocks how many filters each convolution of each block has
 * @param seed decides the initial weights
 * @param options the pictures' shape and the classes
 * @param head the units of a hidden dense layer before the last, with batch normalisation and dropout;
 *   left out by default
 * @returns the network; for digits it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 */
function blocky(
  name: string,
  blocks: readonly (readonly number[])[],
  seed: number,
  options: NetworkOptions,
  head?: { readonly units: number; readonly rate: number },
): Network {
  const { inputShape, units } = optionsOf(name, seed, options, LEAST_SIDE);
  const { batchNormalization, conv2d, maxPooling2d, flatten, dropout, dense } = tf.layers;
  requireBackend("build a network");
  const he = (layer: number) => tf.initializers.heUniform({ seed: seed * 1_000 + layer });
  const norm = (layer: number) => batchNormalization({ name: `norm${layer}`, momentum: 0.95 });
  const model = tf.sequential({ name });
  let layer = 0;
  for (const [b, block] of blocks.entries()) {
    for (const [i, filters] of block.entries()) {
      layer++;
      const first = layer === 1;
      model.add(conv2d({
        name: `conv${layer}`, // [N, H, W, C] → [N, H, W, filters], the first [N, 26, 26, filters]
        ...(first ? { inputShape } : {}),
        filters,
        kernelSize: 3,
        padding: first ? "valid" : "same",
        activation: "relu",
        kernelInitializer: he(layer),
      }));
      if (i === block.length - 1) {
        model.add(maxPooling2d({ name: `pool${b + 1}`, poolSize: 2 })); // side 26 → 13 → 6 → 3
      }
      model.add(norm(layer));
    }
  }
  model.add(flatten({ name: "flatten" })); // → [N, 3 · 3 · filters]
  if (head) {
    layer++;
    model.add(dense({
      name: "hidden", // → [N, units]
      units: head.units,
      activation: "relu",
      kernelInitializer: he(layer),
    }));
    model.add(norm(layer));
    model.add(dropout({ name: "dropout", rate: head.rate }));
  }
  model.add(dense({
    name: "output", // → [N, 10]
    units,
    activation: "softmax",
    kernelInitializer: glorot(seed, layer + 1),
  }));
  return model;
}

/**
 * Makes a network by its name.
 *
 * @param name which one
 * @param seed decides the initial weights
 * @param options the pictures' shape and the classes, if they are not those of digits
 * @returns the network, ready to train
 * @throws {RangeError} if there is no network of that name, or the options make no sense
 *
 * @example The smallest of them
 * ```ts
 * import assert from "node:assert/strict";
 * import { network } from "@pixel/convnet/model";
 *
 * assert(network("slim", 1).countParams() === 17_818);
 * ```
 *
 * @example A network for the pictures of a set
 * ```ts
 * import assert from "node:assert/strict";
 * import { digits } from "@pixel/convnet/dataset";
 * import { network } from "@pixel/convnet/model";
 *
 * const options = { shape: [32, 32, 3], classes: ["cat", "dog"] } as const;
 * const pets = digits("pets", new Uint8Array(2 * 32 * 32 * 3), Uint8Array.of(0, 1), options);
 * const model = network("cnn", 1, pets);
 * assert(model.inputs[0].shape.join() === ",32,32,3" && model.outputs[0].shape.join() === ",2");
 * ```
 */
export function network(name: NetworkName, seed: number, options: NetworkOptions = {}): Network {
  switch (name) {
    case "mlp":
      return mlp(seed, options);
    case "cnn":
      return cnn(seed, options);
    case "slim":
      return blocky(name, [[12], [24], [48]], seed, options);
    case "light":
      return blocky(name, [[16], [32], [64]], seed, options);
    case "small":
      return blocky(name, [[16], [24, 24], [40, 48]], seed, options);
    case "deep":
      return blocky(name, [[32], [56, 56], [112, 112]], seed, options, { units: 128, rate: 0.4 });
    default:
      throw new RangeError(
        `Cannot make a network "${name}": the networks are ${NETWORKS.join(", ")}`,
      );
  }
}
