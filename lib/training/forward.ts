/** A network's forward pass, up to the logits: the scores that softmax turns into probabilities. */

import * as tf from "@tensorflow/tfjs";
import { deviceOps } from "../backend/device_ops.ts";
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
    const layer = layers[index], { kind, config } = factsOf(layer);
    if (isBlock(layer, layers[index + 1])) {
      x = block(layer, x);
      index++; // the pooling is done
    } else if (kind === "Flatten" && config.dataFormat !== "channelsFirst") {
      x = tf.reshape(x, [x.shape[0], x.size / x.shape[0]]);
    } else if (kind === "Dropout") {
      const { rate } = config as { rate: number };
      const first = (pass?.first ?? 0) * x.size / x.shape[0]; // of the units of the whole batch
      if (pass) x = dropout(x, rate, [...pass.key, index], first);
    } else if (pass && isBatchNorm(layer, x)) {
      x = normalized(layer, x, pass.groups);
    } else if (index === layers.length - 1) {
      x = logits(layer, x);
    } else if (kind === "Dense" && config.activation === "relu" && x.rank === 2) {
      x = dense(layer, x as tf.Tensor2D);
    } else {
      // A frozen layer's running means and variances stay as they are, and it normalises with them.
      const isFrozen = kind === "BatchNormalization" && !layer.trainable;
      x = layer.apply(x, { training: pass !== undefined && !isFrozen }) as tf.Tensor;
    }
  }
  return x as tf.Tensor2D;
}

/** Facts about a layer that stay the same, asked for once: tfjs writes a configuration anew each time. */
interface Facts {
  /** The name of its class. */
  readonly kind: string;
  readonly config: tf.serialization.ConfigDict;
  /** True if it can be the convolution of a block, or its pooling. */
  readonly convolves: boolean;
  readonly pools: boolean;
}

const known = new WeakMap<tf.layers.Layer, Facts>();

function factsOf(layer: tf.layers.Layer): Facts {
  let facts = known.get(layer);
  if (!facts) {
    const kind = layer.getClassName(), config = layer.getConfig();
    const is = (name: string, wanted: Record<string, unknown>) =>
      kind === name &&
      Object.entries(wanted).every(([key, value]) => String(config[key]) === String(value));
    facts = {
      kind,
      config,
      convolves: is("Conv2D", CONVOLUTION),
      pools: is("MaxPooling2D", POOLING),
    };
    known.set(layer, facts);
  }
  return facts;
}

const CONVOLUTION = {
  kernelSize: [3, 3],
  strides: [1, 1],
  dilationRate: [1, 1],
  activation: "relu",
  useBias: true,
  dataFormat: "channelsLast",
};

const POOLING = {
  poolSize: [2, 2],
  strides: [2, 2],
  padding: "valid",
  dataFormat: "channelsLast",
};

/** Tells whether {@linkcode convReluPool} computes two layers in one go. */
function isBlock(layer: tf.layers.Layer, next: tf.layers.Layer | undefined): boolean {
  return factsOf(layer).convolves && next !== undefined && factsOf(next).pools;
}

/** Convolution, ReLU and pooling: `[N, H, W, C]` → `[N, ⌊OH / 2⌋, ⌊OW / 2⌋, K]`. */
function block(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const [filter, bias] = layer.weights.map((weight) => weight.read());
  const padding = factsOf(layer).config.padding as "valid" | "same";
  return convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, padding);
}

/** Tells whether {@linkcode batchNorm} computes a layer. */
function isBatchNorm(layer: tf.layers.Layer, { shape }: tf.Tensor): boolean {
  const { kind, config: { axis, center, scale } } = factsOf(layer);
  if (kind !== "BatchNormalization" || !layer.trainable) return false;
  return Boolean(center && scale) && (axis === -1 || axis === shape.length - 1);
}

/**
 * Batch normalisation in training, x's shape. It moves the layer's running means and variances, with
 * which it normalises when training is over, towards the batch's.
 */
function normalized(layer: tf.layers.Layer, x: tf.Tensor, groups: BatchGroups): tf.Tensor {
  const { epsilon, momentum } = factsOf(layer).config as { epsilon: number; momentum: number };
  const [gamma, beta, ...running] = layer.weights;
  const read = (weight: tf.LayerVariable) => weight.read() as Tensor1D; // [C]
  const { y, mean, variance } = batchNorm(x, read(gamma), read(beta), epsilon, groups);
  const device = deviceOps(), part = 1 - momentum;
  if (device) {
    const [means, variances] = running.map(read);
    device.approach([means, variances], [mean, variance], part);
    return y;
  }
  [mean, variance].forEach((now, i) => {
    const before = read(running[i]);
    running[i].write(tf.add(before, tf.mul(tf.sub(now, before), part)));
  });
  return y;
}

/** A dense layer with ReLU, computed as tfjs's own layer does: `[N, D]` → `[N, units]`. */
function dense(layer: tf.layers.Layer, x: tf.Tensor2D): tf.Tensor2D {
  const [b, bias] = layer.weights.map((weight) => weight.read());
  return tf.fused.matMul({ a: x, b, bias, activation: "relu" }) as tf.Tensor2D;
}

/** The last layer without its activation: x·W + b. */
function logits(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const { kind, config: { activation } } = factsOf(layer);
  if (kind !== "Dense" || activation !== "softmax") {
    throw new UserError(
      `Cannot take logits from layer "${layer.name}": the last layer must be dense with softmax, ` +
        `it is ${kind} with activation ${activation}`,
    );
  }
  const [weights, bias] = layer.weights.map((weight) => weight.read());
  const y = tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D); // [N, D] → [N, classes]
  return bias ? tf.add(y, bias) : y;
}
