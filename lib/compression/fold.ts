/**
 * Batch-norm folding: after training a batch normalisation is y = a · x + t for each channel, with
 * a = γ / √(variance + ε) and t = β − a · mean, and so a part of the layers around it (Jacob and others,
 * 2017, arXiv:1712.05877, section 3.2).
 *
 * Here the normalisation follows ReLU and pooling. A positive factor passes through both of them
 * backwards, into the convolution before, whose outputs so keep the size that training gave them. The
 * sign of a, and t, go forwards into the next layer's kernel and bias. That is exact where the next
 * layer has no padding: a padded zero would have become t.
 */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { inputShape, layersOf, type Network } from "../model/network.ts";

/** A layer with weights, while it is folded. */
interface Weighted {
  readonly layer: tf.layers.Layer;
  /** `[…, C, K]` */
  readonly kernel: Float32Array;
  /** `[K]` */
  readonly bias: Float32Array;
}

/**
 * Makes a network without batch normalisation and dropout that computes the same.
 *
 * @param model convolutions, pooling, dense layers and batch normalisation, one after the other
 * @returns the same network without batch normalisation and dropout
 * @throws {UserError} if a batch normalisation has no weighted layer on either side, or padding follows
 *
 * @example A normalisation that has learned nothing yet
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { folded, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const model = tinyNetwork([[4], [4], [4]], 1);
 * assert(model.layers.length - folded(model).layers.length === 3);
 * ```
 */
export function folded(model: Network): Network {
  const weighted: Weighted[] = [];
  const kept: tf.layers.Layer[] = [];
  let factors: Float32Array | undefined, shifts: Float32Array | undefined; // of the norm in hand
  for (const layer of layersOf(model)) {
    const kind = layer.getClassName();
    if (kind === "Dropout") continue;
    if (kind === "BatchNormalization") {
      const before = weighted.at(-1);
      if (!before || factors) {
        throw new UserError(`Cannot fold "${layer.name}": no weighted layer comes before it`);
      }
      [factors, shifts] = affine(layer);
      scaleOutputs(before, factors.map(Math.abs));
      factors = factors.map(Math.sign);
      continue;
    }
    kept.push(layer);
    if (layer.weights.length === 0) continue;
    const next = weightsOf(layer);
    if (factors && shifts) {
      if (layer.getConfig().padding === "same") {
        throw new UserError(`Cannot fold the normalisation before "${layer.name}": it has padding`);
      }
      takeIn(next, factors, shifts);
      factors = shifts = undefined;
    }
    weighted.push(next);
  }
  if (factors) throw new UserError("Cannot fold the last normalisation: no weighted layer follows");
  return rebuilt(model, kept, weighted);
}

/** The factor and the shift of each channel of a batch normalisation. */
function affine(layer: tf.layers.Layer): [Float32Array, Float32Array] {
  const { epsilon } = layer.getConfig() as { epsilon: number };
  const [gamma, beta, mean, variance] = layer.getWeights().map((w) => w.dataSync());
  const a = Float32Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + epsilon));
  return [a, Float32Array.from(beta, (b, c) => b - a[c] * mean[c])];
}

function weightsOf(layer: tf.layers.Layer): Weighted {
  const [kernel, bias] = layer.getWeights().map((w) => w.dataSync().slice() as Float32Array);
  return { layer, kernel, bias: bias ?? new Float32Array(layer.weights[0].shape.at(-1)!) };
}

/** Multiplies each output channel by a factor of its own. */
function scaleOutputs({ kernel, bias }: Weighted, factors: Float32Array): void {
  const K = factors.length;
  for (let i = 0; i < kernel.length; i++) kernel[i] *= factors[i % K];
  for (let k = 0; k < K; k++) bias[k] *= factors[k];
}

/** Lets a layer see a · x + t where it saw x: W ← W · a, b ← b + Σ W · t over all that it sees. */
function takeIn({ kernel, bias }: Weighted, a: Float32Array, t: Float32Array): void {
  const K = bias.length;
  for (let i = 0; i < kernel.length; i++) {
    const channel = Math.floor(i / K) % a.length; // a flattened map keeps its channels last
    bias[i % K] += kernel[i] * t[channel];
    kernel[i] *= a[channel];
  }
}

/** The layers that are kept, in a network of their own, with their new weights. */
function rebuilt(
  model: Network,
  layers: readonly tf.layers.Layer[],
  weighted: readonly Weighted[],
): Network {
  const result = tf.sequential({ name: model.name });
  layers.forEach((layer, index) => {
    const config = {
      ...layer.getConfig(),
      ...(index === 0 ? { batchInputShape: [null, ...inputShape(model)] } : {}),
    };
    const kind = layer.constructor as unknown as {
      fromConfig(of: unknown, config: tf.serialization.ConfigDict): tf.layers.Layer;
    };
    const copy = kind.fromConfig(kind, config as tf.serialization.ConfigDict);
    result.add(copy);
    const own = weighted.find((one) => one.layer === layer);
    if (!own) return;
    const shapes = copy.getWeights().map(({ shape }) => shape);
    copy.setWeights(shapes.map((shape, i) => tf.tensor(i === 0 ? own.kernel : own.bias, shape)));
  });
  return result;
}
