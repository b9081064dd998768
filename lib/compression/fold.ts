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

/** The weights of a layer, while normalisations around it are folded. */
export interface Foldable {
  /** Multiplies each output channel by a positive factor of its own. */
  scaleOutputs(factors: Float32Array): void;
  /**
   * Lets the layer see sign · x + shift where it saw x, with a sign and a shift for each channel. Returns
   * the shift of each of its outputs, if it has no bias that could take it in.
   */
  takeIn(signs: Float32Array, shifts: Float32Array): Float32Array | void;
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
  const { layers, weights } = foldNorms(model, (layer) => new FloatWeights(layer));
  const result = tf.sequential({ name: model.name });
  layers.forEach((layer, index) => {
    const first = index === 0 ? { batchInputShape: [null, ...inputShape(model)] } : {};
    const copy = copyOf(layer, { ...layer.getConfig(), ...first } as tf.serialization.ConfigDict);
    result.add(copy);
    const shapes = copy.getWeights().map(({ shape }) => shape);
    copy.setWeights(shapes.map((shape, i) => tf.tensor(weights.get(layer)!.all[i], shape)));
  });
  return result;
}

/** A layer like another, with other settings and no weights yet. */
function copyOf(layer: tf.layers.Layer, config: tf.serialization.ConfigDict): tf.layers.Layer {
  const kind = layer.constructor as unknown as {
    fromConfig(of: unknown, config: tf.serialization.ConfigDict): tf.layers.Layer;
  };
  return kind.fromConfig(kind, config);
}

/**
 * Folds all batch normalisation of a network into the weights around it.
 *
 * @param model the network, which stays as it is
 * @param weightsOf makes a copy of a layer's weights that can be folded
 * @returns the layers that are left, without dropout, and the weights of those that have some
 * @throws {UserError} if a batch normalisation has no weighted layer on either side, or padding follows
 */
export function foldNorms<T extends Foldable>(
  model: Network,
  weightsOf: (layer: tf.layers.Layer) => T,
): { layers: tf.layers.Layer[]; weights: Map<tf.layers.Layer, T> } {
  const layers: tf.layers.Layer[] = [], weights = new Map<tf.layers.Layer, T>();
  let before: T | undefined, norm: { factors: Float32Array; shifts: Float32Array } | undefined;
  for (const layer of layersOf(model)) {
    const kind = layer.getClassName();
    if (kind === "Dropout") continue;
    if (kind === "BatchNormalization") {
      if (!before || norm) {
        const missing = before
          ? "no bias takes in the normalisation before it"
          : "no weighted layer comes before it";
        throw new UserError(`Cannot fold "${layer.name}": ${missing}`);
      }
      norm = affine(layer);
      before.scaleOutputs(norm.factors.map(Math.abs));
      continue;
    }
    layers.push(layer);
    if (layer.weights.length === 0) continue;
    before = weightsOf(layer);
    weights.set(layer, before);
    if (!norm) continue;
    if (layer.getConfig().padding === "same") {
      throw new UserError(`Cannot fold the normalisation before "${layer.name}": it has padding`);
    }
    const shifts = before.takeIn(norm.factors.map(Math.sign), norm.shifts);
    norm = shifts ? { factors: new Float32Array(shifts.length).fill(1), shifts } : undefined;
  }
  if (norm) throw new UserError("Cannot fold the last normalisation: no weighted layer follows");
  return { layers, weights };
}

/** The factor and the shift of each channel of a batch normalisation. */
function affine(layer: tf.layers.Layer): { factors: Float32Array; shifts: Float32Array } {
  const { epsilon } = layer.getConfig() as { epsilon: number };
  const [gamma, beta, mean, variance] = layer.getWeights().map((w) => w.dataSync());
  const factors = Float32Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + epsilon));
  return { factors, shifts: Float32Array.from(beta, (b, c) => b - factors[c] * mean[c]) };
}

/** A layer's weights as they are. */
class FloatWeights implements Foldable {
  /** `[…, C, 1]`, the filter of each channel, of a separable convolution. */
  readonly depth?: Float32Array;
  /** `[…, C, K]`, or `[…, C, 1]` of a filter for each channel alone */
  readonly kernel: Float32Array;
  /** `[K]` */
  readonly bias: Float32Array;
  readonly #filtersAlone: boolean;

  constructor(layer: tf.layers.Layer) {
    this.#filtersAlone = layer.getClassName() === "DepthwiseConv2D";
    const { useBias, activation, depthMultiplier } = layer.getConfig();
    if (this.#filtersAlone && (useBias || activation !== "linear" || depthMultiplier !== 1)) {
      throw new UserError(
        `Cannot fold around "${layer.name}": it must be a filter per channel, without bias or activation`,
      );
    }
    const weights = layer.getWeights().map((w) => w.dataSync().slice() as Float32Array);
    if (isSeparable(layer)) this.depth = weights.shift();
    const [kernel, bias] = weights;
    this.kernel = kernel;
    this.bias = bias ?? new Float32Array(layer.outputShape.at(-1) as number);
  }

  scaleOutputs(factors: Float32Array): void {
    const K = factors.length;
    for (let i = 0; i < this.kernel.length; i++) this.kernel[i] *= factors[i % K];
    for (let k = 0; k < K; k++) this.bias[k] *= factors[k];
  }

  takeIn(signs: Float32Array, shifts: Float32Array): Float32Array | void {
    const { depth, kernel, bias } = this;
    const filters = this.#filtersAlone ? kernel : depth;
    const filteredShifts = filters ? filtered(filters, shifts) : shifts;
    if (!this.#filtersAlone) addShifts(bias, kernel, filteredShifts);
    const [first, K] = filters ? [filters, 1] : [kernel, bias.length];
    for (let i = 0; i < first.length; i++) first[i] *= signs[channelOf(i, K, signs)];
    return this.#filtersAlone ? filteredShifts : undefined;
  }

  /** All weights, in the layer's order. */
  get all(): Float32Array[] {
    return [...(this.depth ? [this.depth] : []), this.kernel, this.bias];
  }
}

/** Tells whether a layer has a filter for each channel, and then a mixture of the channels. */
export function isSeparable(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === "SeparableConv2D";
}

/** The maps of one number each, as a filter for each channel leaves them: t ← t · Σ w. */
export function filtered(depth: Float32Array, values: Float32Array): Float32Array {
  const sums = new Float32Array(values.length);
  depth.forEach((w, i) => sums[i % sums.length] += w);
  return values.map((value, c) => value * sums[c]);
}

/** The input channel of a kernel's weight; a flattened map keeps its channels last. */
export function channelOf(i: number, K: number, channels: Float32Array): number {
  return Math.floor(i / K) % channels.length;
}

/** Adds what shifted inputs add to a layer's sums: b ← b + Σ W · t, over all that the layer sees. */
export function addShifts(bias: Float32Array, kernel: Float32Array, shifts: Float32Array): void {
  const K = bias.length;
  for (let i = 0; i < kernel.length; i++) {
    bias[i % K] += kernel[i] * shifts[channelOf(i, K, shifts)];
  }
}
