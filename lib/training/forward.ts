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
  for (const { kind, layer, index } of partsOf(model)) {
    switch (kind) {
      case "block":
        x = block(layer, x);
        break;
      case "flatten":
        x = tf.reshape(x, [x.shape[0], x.size / x.shape[0]]);
        break;
      case "dropout":
        if (pass) x = dropout(x, rateOf(layer), [...pass.key, index], firstUnit(pass, x));
        break;
      case "norm":
        x = pass ? normalized(layer, x, pass.groups) : layer.apply(x) as tf.Tensor;
        break;
      case "dense":
        x = dense(layer, x as tf.Tensor2D);
        break;
      case "logits":
        x = logits(layer, x);
        break;
      default: {
        // A frozen layer's running means and variances stay as they are, and it normalises with them.
        const isFrozen = factsOf(layer).kind === "BatchNormalization" && !layer.trainable;
        x = layer.apply(x, { training: pass !== undefined && !isFrozen }) as tf.Tensor;
      }
    }
  }
  return x as tf.Tensor2D;
}

/** A part of a network: a layer, or a convolution and its pooling. */
export interface Part {
  /** The way it is computed; `other` layers compute themselves. */
  readonly kind: "block" | "flatten" | "dropout" | "norm" | "dense" | "logits" | "other";
  readonly layer: tf.layers.Layer;
  /** The layer's place in the network. */
  readonly index: number;
}

/**
 * Takes a network apart.
 *
 * @param model the network
 * @returns its parts, in the order in which a picture passes them
 * @throws {UserError} if the network is of another kind
 */
export function partsOf(model: Network): Part[] {
  const layers = layersOf(model), parts: Part[] = [];
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index], next = layers[index + 1];
    const kind = next ? kindOf(layer, next) : "logits";
    parts.push({ kind, layer, index });
    if (kind === "block") index++; // the pooling is done
  }
  return parts;
}

/** Returns how a layer is computed that is not the last. */
function kindOf(layer: tf.layers.Layer, next: tf.layers.Layer): Part["kind"] {
  const { kind, config, convolves } = factsOf(layer);
  if (convolves && factsOf(next).pools) return "block";
  if (kind === "Flatten" && config.dataFormat !== "channelsFirst") return "flatten";
  if (kind === "Dropout") return "dropout";
  if (isBatchNorm(layer)) return "norm";
  const isDense = kind === "Dense" && config.activation === "relu";
  return isDense && layer.outputShape.length === 2 ? "dense" : "other";
}

/**
 * Returns the padding of a convolution.
 *
 * @param layer the layer
 * @returns its name
 */
export function paddingOf(layer: tf.layers.Layer): "valid" | "same" {
  return factsOf(layer).config.padding as "valid" | "same";
}

/**
 * Returns the rate of a layer of dropout.
 *
 * @param layer the layer
 * @returns the probability of a zero
 */
export function rateOf(layer: tf.layers.Layer): number {
  return factsOf(layer).config.rate as number;
}

/**
 * Returns the place of a tensor's first unit among those of the whole batch.
 *
 * @param pass facts of the pass
 * @param tensor the tensor
 * @returns the place, on which dropout depends
 */
export function firstUnit({ first }: TrainingPass, { shape }: tf.TensorInfo): number {
  return first * tf.util.sizeFromShape(shape) / shape[0];
}

/** Facts about a layer that stay the same, asked for once: tfjs writes a configuration anew each time. */
export interface Facts {
  /** The name of its class. */
  readonly kind: string;
  readonly config: tf.serialization.ConfigDict;
  /** True if it can be the convolution of a block, or its pooling. */
  readonly convolves: boolean;
  readonly pools: boolean;
}

const known = new WeakMap<tf.layers.Layer, Facts>();

/**
 * Returns the facts about a layer.
 *
 * @param layer the layer
 * @returns them
 */
export function factsOf(layer: tf.layers.Layer): Facts {
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

/** Convolution, ReLU and pooling: `[N, H, W, C]` → `[N, ⌊OH / 2⌋, ⌊OW / 2⌋, K]`. */
function block(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const [filter, bias] = layer.weights.map((weight) => weight.read());
  const input = x as tf.Tensor4D;
  return convReluPool(input, filter as tf.Tensor4D, bias as tf.Tensor1D, paddingOf(layer));
}

/** Tells whether {@linkcode batchNorm} computes a layer. */
function isBatchNorm(layer: tf.layers.Layer): boolean {
  const { kind, config: { axis, center, scale } } = factsOf(layer);
  if (kind !== "BatchNormalization" || !layer.trainable) return false;
  return Boolean(center && scale) && (axis === -1 || axis === layer.outputShape.length - 1);
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
  const device = deviceOps(), share = 1 - momentum;
  if (device) {
    const [means, variances] = running.map(read);
    device.approach([means, variances], [mean, variance], share);
    return y;
  }
  [mean, variance].forEach((now, i) => {
    const before = read(running[i]);
    running[i].write(tf.add(before, tf.mul(tf.sub(now, before), share)));
  });
  return y;
}

/** A dense layer with ReLU, computed as tfjs's own layer does: `[N, D]` → `[N, units]`. */
function dense(layer: tf.layers.Layer, x: tf.Tensor2D): tf.Tensor2D {
  const [b, bias] = layer.weights.map((weight) => weight.read());
  return tf.fused.matMul({ a: x, b, bias, activation: "relu" }) as tf.Tensor2D;
}

/**
 * Tells whether a layer's input times its weights are logits.
 *
 * @param layer the last layer
 * @returns whether it is dense, with softmax
 */
export function isLogits(layer: tf.layers.Layer): boolean {
  const { kind, config } = factsOf(layer);
  return kind === "Dense" && config.activation === "softmax" && layer.outputShape.length === 2;
}

/** The last layer without its activation: x·W + b. */
function logits(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  if (!isLogits(layer)) {
    const { kind, config: { activation } } = factsOf(layer);
    throw new UserError(
      `Cannot take logits from layer "${layer.name}": the last layer must be dense with softmax, ` +
        `it is ${kind} with activation ${activation}`,
    );
  }
  const [weights, bias] = layer.weights.map((weight) => weight.read());
  const y = tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D); // [N, D] → [N, classes]
  return bias ? tf.add(y, bias) : y;
}
