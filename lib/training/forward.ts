/** A network's forward pass, up to the logits: the scores that softmax turns into probabilities. */

import * as tf from "@tensorflow/tfjs";
import { type BatchGroups, batchNorm, convReluPool, dropout } from "../backend/ops.ts";
import type { Tensor1D } from "../backend/tensors.ts";
import { UserError } from "../errors.ts";
import { layersOf, type Network } from "../model/network.ts";

/** Facts that a forward pass in training needs beside the images. */
export interface TrainingPass {
  /** The run's seed and the step, on which dropout depends. */
  readonly key: readonly [seed: number, step: number];
  /** The place of the pass's first image in the whole batch. */
  readonly first: number;
  /** The images that share a mean and a variance in batch normalisation. */
  readonly groups: BatchGroups;
}

/**
 * Computes the logits of some images.
 *
 * The last layer's softmax is left out: the loss takes logits, since the logarithm of a softmax
 * computed in one step neither overflows nor loses digits.
 *
 * @param model a network of one layer after the other, the last one dense with softmax
 * @param images `[N, height, width, channels]`, such as `[N, 28, 28, 1]`
 * @param pass in training; left out, dropout passes everything on
 * @returns `[N, classes]`
 * @throws {UserError} if the network is of another kind
 */
export function forward(
  model: Network,
  images: tf.Tensor,
  pass?: TrainingPass,
): tf.Tensor2D {
  let x = images;
  const layers = layersOf(model);
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index];
    if (isBlock(layer, layers[index + 1])) {
      x = block(layer, x);
      index++; // the pooling is done
    } else if (layer.getClassName() === "Dropout") {
      const { rate } = layer.getConfig() as { rate: number };
      const first = (pass?.first ?? 0) * x.size / x.shape[0]; // of the units of the whole batch
      if (pass) x = dropout(x, rate, [...pass.key, index], first);
    } else if (pass && isBatchNorm(layer, x)) {
      x = normalized(layer, x, pass.groups);
    } else if (index === layers.length - 1) {
      x = dense(layer, x);
    } else {
      // A frozen layer's running means and variances stay as they are, and it normalises with them.
      const isFrozen = layer.getClassName() === "BatchNormalization" && !layer.trainable;
      x = layer.apply(x, { training: pass !== undefined && !isFrozen }) as tf.Tensor;
    }
  }
  return x as tf.Tensor2D;
}

/** Tells whether {@linkcode convReluPool} computes two layers in one go. */
function isBlock(layer: tf.layers.Layer, next: tf.layers.Layer | undefined): boolean {
  if (layer.getClassName() !== "Conv2D" || next?.getClassName() !== "MaxPooling2D") return false;
  const is = (config: tf.serialization.ConfigDict, wanted: Record<string, unknown>) =>
    Object.entries(wanted).every(([key, value]) => String(config[key]) === String(value));
  const convolution = {
    kernelSize: [3, 3],
    strides: [1, 1],
    dilationRate: [1, 1],
    activation: "relu",
    useBias: true,
    dataFormat: "channelsLast",
  };
  const pooling = { poolSize: [2, 2], strides: [2, 2], padding: "valid" };
  return is(layer.getConfig(), convolution) &&
    is(next.getConfig(), { ...pooling, dataFormat: "channelsLast" });
}

/** Convolution, ReLU and pooling: `[N, H, W, C]` → `[N, ⌊OH / 2⌋, ⌊OW / 2⌋, K]`. */
function block(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const [filter, bias] = layer.weights.map((weight) => weight.read());
  const padding = layer.getConfig().padding as "valid" | "same";
  return convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, padding);
}

/** Tells whether {@linkcode batchNorm} computes a layer. */
function isBatchNorm(layer: tf.layers.Layer, { shape }: tf.Tensor): boolean {
  if (layer.getClassName() !== "BatchNormalization" || !layer.trainable) return false;
  const { axis, center, scale } = layer.getConfig();
  return Boolean(center && scale) && (axis === -1 || axis === shape.length - 1);
}

/**
 * Batch normalisation in training, x's shape. It moves the layer's running means and variances, with
 * which it normalises when training is over, towards the batch's.
 */
function normalized(layer: tf.layers.Layer, x: tf.Tensor, groups: BatchGroups): tf.Tensor {
  const { epsilon, momentum } = layer.getConfig() as { epsilon: number; momentum: number };
  const [gamma, beta, ...running] = layer.weights;
  const read = (weight: tf.LayerVariable) => weight.read() as Tensor1D; // [C]
  const { y, mean, variance } = batchNorm(x, read(gamma), read(beta), epsilon, groups);
  [mean, variance].forEach((now, i) => {
    const before = read(running[i]);
    running[i].write(tf.add(before, tf.mul(tf.sub(now, before), 1 - momentum)));
  });
  return y;
}

/** The last layer without its activation: x·W + b. */
function dense(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const { activation } = layer.getConfig();
  if (layer.getClassName() !== "Dense" || activation !== "softmax") {
    throw new UserError(
      `Cannot take logits from layer "${layer.name}": the last layer must be dense with softmax, ` +
        `it is ${layer.getClassName()} with activation ${activation}`,
    );
  }
  const [weights, bias] = layer.weights.map((weight) => weight.read());
  const y = tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D); // [N, D] → [N, classes]
  return bias ? tf.add(y, bias) : y;
}
