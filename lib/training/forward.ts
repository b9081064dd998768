/** A network's forward pass, up to the logits: what it says before softmax makes probabilities. */

import * as tf from "@tensorflow/tfjs";
import { dropoutMask } from "./dropout.ts";
import type { Network } from "../model/network.ts";

/** What a forward pass in training needs to know beyond the images. */
export interface TrainingPass {
  /** What dropout hangs on: the run's seed and the step. */
  readonly key: readonly [seed: number, step: number];
  /** The place of the pass's first image in the whole batch. */
  readonly first: number;
}

/**
 * The logits of some images.
 *
 * The last layer's softmax is left out: the loss takes logits, since the logarithm of a softmax can
 * be had without the overflow and the lost digits of a softmax followed by a logarithm.
 *
 * @param model a network whose last layer is dense with softmax
 * @param images `[N, 28, 28, 1]`
 * @param pass in training; left out, dropout passes everything on
 * @returns `[N, 10]`
 */
export function logits(
  model: Network,
  images: tf.Tensor,
  pass?: TrainingPass,
): tf.Tensor2D {
  let x = images;
  for (const [index, layer] of model.layers.entries()) {
    if (layer.getClassName() === "Dropout") {
      if (pass) x = dropout(x, layer.getConfig().rate as number, index, pass);
    } else if (index === model.layers.length - 1) {
      x = dense(layer, x);
    } else {
      x = layer.apply(x, { training: pass !== undefined }) as tf.Tensor;
    }
  }
  return x as tf.Tensor2D;
}

function dropout(x: tf.Tensor, rate: number, layer: number, pass: TrainingPass): tf.Tensor {
  const width = x.size / x.shape[0]; // units an image
  const mask = dropoutMask(x.size, rate, [...pass.key, layer], pass.first * width);
  return x.mul(tf.tensor(mask, x.shape, "float32"));
}

/** The last layer without its activation: x·W + b. */
function dense(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  if (layer.getClassName() !== "Dense" || layer.getConfig().activation !== "softmax") {
    throw new TypeError(
      `Cannot take logits from layer "${layer.name}": the last layer must be dense with softmax, ` +
        `it is ${layer.getClassName()} with activation ${layer.getConfig().activation}`,
    );
  }
  const [weights, bias] = layer.weights.map((weight) => weight.read());
  return tf.add(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D), bias); // [N, D] → [N, 10]
}
