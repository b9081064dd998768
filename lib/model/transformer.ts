/**
 * A small vision transformer, to stand beside the book's convolutional network: one block, one head,
 * about as many parameters (Dosovitskiy and others, 2021, arXiv:2010.11929; the block, with its
 * normalisation first, as in Xiong and others, 2020, arXiv:2002.04745).
 */

import * as tf from "@tensorflow/tfjs";
import { requireBackend } from "../backend/ready.ts";
import type { Network } from "./network.ts";

/** Side of a patch in pixels, numbers per patch, and hidden units between two dense layers. */
const PATCH = 7, WIDTH = 64, HIDDEN = 96;

/** Added to a variance, so that nothing is divided by 0. */
const EPSILON = 1e-5;

/** Brings the numbers of each patch to mean 0 and variance 1, `[N, P, D]`, then scales and shifts. */
function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true); // [N, P, 1]
  return x.sub(mean).div(variance.add(EPSILON).sqrt()).mul(scale).add(shift);
}

/** A dense layer on each patch: `[N, P, D]` · `[D, U]` + `[U]` → `[N, P, U]`. */
function dense(x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const [batch, patches, width] = x.shape;
  const flat = tf.matMul(
    x.reshape([batch * patches, width]) as tf.Tensor2D,
    weights as tf.Tensor2D,
  );
  return flat.add(bias).reshape([batch, patches, weights.shape[1]!]);
}

/** The one input of a layer, which tfjs hands over as a list or alone. */
function only(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

/** Common to the layers here: weights from the seed, and an output of the input's shape. */
abstract class PatchLayer extends tf.layers.Layer {
  constructor(protected readonly config: { name: string; seed: number }) {
    super({ name: config.name });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.config.seed };
  }

  /** Adds a matrix with Glorot's initial weights, and a bias of zeros. */
  protected addDense(name: string, inputs: number, units: number): void {
    const { seed } = this.config;
    const initial = tf.initializers.glorotUniform({ seed: seed + this.weights.length });
    this.addWeight(`${name}/kernel`, [inputs, units], "float32", initial);
    this.addWeight(`${name}/bias`, [units], "float32", tf.initializers.zeros());
  }

  /** Adds the scale and the shift of a layer normalisation. */
  protected addNorm(width: number): void {
    this.addWeight("scale", [width], "float32", tf.initializers.ones());
    this.addWeight("shift", [width], "float32", tf.initializers.zeros());
  }
}

/** Adds to each patch a learned vector of its place: `[N, P, D]` → `[N, P, D]`. */
class Places extends PatchLayer {
  static className = "Places";

  override build([, patches, width]: number[]): void {
    const initial = tf.initializers.randomNormal({ stddev: 0.02, seed: this.config.seed });
    this.addWeight("places", [patches, width], "float32", initial);
    super.build([]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return only(inputs).add(this.weights[0].read());
  }
}

/** Attention with one head, and a connection past it: `[N, P, D]` → `[N, P, D]`. */
class Attention extends PatchLayer {
  static className = "Attention";

  override build([, , width]: number[]): void {
    this.addNorm(width);
    for (const name of ["query", "key", "value", "output"]) this.addDense(name, width, width);
    super.build([]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const [scale, shift, q, qb, k, kb, v, vb, o, ob] = this.weights.map((w) => w.read());
      const y = layerNorm(x, scale, shift);
      const [query, key, value] = ([[q, qb], [k, kb], [v, vb]] as const)
        .map(([weights, bias]) => dense(y, weights, bias)); // [N, P, D] each
      const scores = tf.matMul(query, key, false, true).div(Math.sqrt(x.shape[2]!)); // [N, P, P]
      const seen = tf.matMul(tf.softmax(scores), value); // [N, P, D]
      return x.add(dense(seen, o, ob));
    });
  }
}

/** Two dense layers on each patch, and a connection past them: `[N, P, D]` → `[N, P, D]`. */
class Feedforward extends PatchLayer {
  static className = "Feedforward";

  override build([, , width]: number[]): void {
    this.addNorm(width);
    this.addDense("hidden", width, HIDDEN);
    this.addDense("output", HIDDEN, width);
    super.build([]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const [scale, shift, w1, b1, w2, b2] = this.weights.map((w) => w.read());
      const hidden = tf.relu(dense(layerNorm(x, scale, shift), w1, b1)); // [N, P, hidden]
      return x.add(dense(hidden, w2, b2));
    });
  }
}

for (const layer of [Places, Attention, Feedforward]) {
  tf.serialization.registerClass(layer as never);
}

/**
 * Makes a small vision transformer for digits: 34,218 parameters. A digit is cut into 4 × 4 patches of
 * 7 × 7 pixels. One head of attention lets each patch look at all others; two dense layers
 * follow, and the mean over the patches decides.
 *
 * @param seed decides the initial weights
 * @returns the network; it takes `[N, 28, 28, 1]` in [0, 1] and gives `[N, 10]` probabilities
 * @throws {RangeError} if the seed is not a whole number
 *
 * @example About as many parameters as the book's convolutional network
 * ```ts
 * import assert from "node:assert/strict";
 * import { transformer } from "@pixel/convnet/model";
 *
 * assert(transformer(1).countParams() === 34_218);
 * ```
 */
export function transformer(seed: number): Network {
  if (!Number.isInteger(seed)) {
    throw new RangeError(`Cannot make transformer from seed ${seed}: it must be a whole number`);
  }
  requireBackend("build a network");
  const first = 1_000 * seed;
  const glorot = (layer: number) => tf.initializers.glorotUniform({ seed: first + layer });
  return tf.sequential({
    name: "transformer",
    layers: [
      tf.layers.conv2d({
        name: "patches", // [N, 28, 28, 1] → [N, 4, 4, 64]: each patch by itself
        inputShape: [28, 28, 1],
        filters: WIDTH,
        kernelSize: PATCH,
        strides: PATCH,
        kernelInitializer: glorot(1),
      }),
      tf.layers.reshape({ name: "row", targetShape: [16, WIDTH] }), // → [N, 16, 64]
      new Places({ name: "places", seed: first + 2 }),
      new Attention({ name: "attention", seed: first + 100 }),
      new Feedforward({ name: "feedforward", seed: first + 200 }),
      tf.layers.globalAveragePooling1d({ name: "mean" }), // → [N, 64]
      tf.layers.dense({
        name: "output", // → [N, 10]
        units: 10,
        activation: "softmax",
        kernelInitializer: glorot(3),
      }),
    ],
  });
}
