/** Compression from start to end: train, factor, prune, train further, pack. */

import * as tf from "@tensorflow/tfjs";
import { pictureSize } from "../dataset/digits.ts";
import { cnn } from "../model/architectures.ts";
import { layersOf, type Network } from "../model/network.ts";
import { train, type TrainingOptions } from "../training/mod.ts";
import { coded, type Codings } from "./coding.ts";
import { softTargets } from "./distil.ts";
import { folded } from "./fold.ts";
import { lowRank } from "./low_rank.ts";
import { packed, type PackedNetwork } from "./packed_network.ts";
import { keptWeights } from "./prune.ts";
import type { CompressionRecipe } from "./recipes.ts";
import { tinyNetwork } from "./tiny_network.ts";
import { asPacked } from "./view.ts";

/** Training digits from which the largest activations are learned. */
const EXAMPLES = 500;

/** Options of {@linkcode compress}: data, and who takes part. */
export interface CompressOptions
  extends Pick<TrainingOptions, "training" | "validation" | "seed" | "workers" | "onStep"> {
  /** The network that teaches, where the recipe asks for one. */
  readonly teacher?: Network;
  /** The network after its first training, if there is one already. */
  readonly trained?: Network;
}

/** The result of {@linkcode compress}. */
export interface Compressed {
  /** The network before its weights are coded. */
  readonly model: Network;
  /** The packed network; left out where the recipe keeps floating point. */
  readonly network?: PackedNetwork;
}

/**
 * Carries out a recipe.
 *
 * @param recipe what to do
 * @param options data, and who takes part
 * @returns the network, packed and before
 * @throws {RangeError} if the recipe needs a teacher and there is none
 *
 * @example The book's network in 8 bits, trained for a moment
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { compress, COMPRESSION_RECIPES, pack } from "@pixel/convnet/compression";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 *
 * await useWasm();
 * const { int8 } = COMPRESSION_RECIPES, short = { ...int8, training: { ...int8.training, epochs: 1 } };
 * const training = builtinDigits({ count: 256, seed: 1 });
 * const { network } = await compress(short, { training, seed: 1, workers: 1 });
 * assert(pack(network!).length < 36_000);
 * ```
 */
export async function compress(
  recipe: CompressionRecipe,
  options: CompressOptions,
): Promise<Compressed> {
  const { training, seed } = options;
  let model = options.trained ?? await firstTraining(recipe, options);
  if (recipe.rank !== undefined) model = withLowRank(model, recipe.rank);
  const { codings } = recipe;
  if (typeof codings === "string") {
    return { model: recipe.network === "cnn" ? model : folded(model) };
  }
  const kept = keptIn(model, recipe.pruned ?? 0),
    scales = recipe.fixedScales ? scalesOf(model, codings) : undefined;
  const all: Codings = { ...codings, kept, scales };
  if (recipe.retraining) {
    const { retraining } = recipe, targets = await targetsFor(recipe, options);
    await train(model, { ...options, ...retraining, seed, targets, view: asPacked(all) });
  }
  const examples = training.images.subarray(0, EXAMPLES * pictureSize(training));
  return { model, network: await packed(model, all, examples) };
}

/**
 * Makes a recipe's network and trains it for the first time, before anything is done to it.
 *
 * @param recipe which
 * @param options data, and who takes part
 * @returns the network
 *
 * @example A network of 90 parameters after one epoch
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { COMPRESSION_RECIPES, firstTraining } from "@pixel/convnet/compression";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 *
 * await useWasm();
 * const { float32 } = COMPRESSION_RECIPES;
 * const short = { ...float32, training: { ...float32.training, epochs: 1 } };
 * const training = builtinDigits({ count: 256, seed: 1 });
 * assert((await firstTraining(short, { training, seed: 1, workers: 1 })).countParams() === 34_826);
 * ```
 */
export async function firstTraining(
  recipe: CompressionRecipe,
  options: CompressOptions,
): Promise<Network> {
  const { seed } = options;
  const model = recipe.network === "cnn" ? cnn(seed) : tinyNetwork(recipe.network, seed, recipe);
  const targets = await targetsFor(recipe, options);
  await train(model, { ...options, ...recipe.training, seed, targets });
  return model;
}

/** Targets that the pupil learns in place of labels, if the recipe has a teacher. */
async function targetsFor(
  { teacher: how }: CompressionRecipe,
  { teacher, training }: CompressOptions,
): Promise<Float32Array | undefined> {
  if (!how) return undefined;
  if (!teacher) {
    throw new RangeError("Cannot distil: the recipe needs a teacher, and there is none");
  }
  return await softTargets(teacher, training, how);
}

/** The same network, whose last layer is two thin ones. */
function withLowRank(model: Network, rank: number): Network {
  const layers = layersOf(model), last = layers.at(-1)!;
  const [kernel, bias] = last.getWeights();
  const [, units] = kernel.shape as [number, number];
  const { left, right } = lowRank(kernel.dataSync() as Float32Array, units, rank);
  const { dense } = tf.layers;
  const result = tf.sequential({ name: model.name, layers: layers.slice(0, -1) });
  result.add(dense({ name: "low-rank", units: rank, useBias: false })); // [N, D] → [N, rank]
  result.add(dense({ name: last.name, units, activation: "softmax" })); // → [N, units]
  const [thin, wide] = result.layers.slice(-2);
  thin.setWeights([tf.tensor(left, [kernel.shape[0], rank])]);
  wide.setWeights([tf.tensor(right, [rank, units]), bias]);
  return result;
}

/** The scales of each kernel of a network as it is. */
function scalesOf(model: Network, codings: Codings): Codings["scales"] {
  return Object.fromEntries(
    model.trainableWeights.filter(({ originalName }) => originalName.endsWith("kernel"))
      .map((weight) => {
        const { originalName: name, shape } = weight;
        const values = weight.read().dataSync() as Float32Array;
        return [name, coded(values, { name, shape: shape as number[] }, codings).scales];
      }),
  );
}

/** The weights that are kept in each kernel of a network. */
function keptIn(model: Network, share: number): Codings["kept"] {
  if (share === 0) return undefined;
  return Object.fromEntries(
    model.trainableWeights.filter(({ originalName }) => originalName.endsWith("/kernel"))
      .map((weight) => [
        weight.originalName,
        keptWeights(weight.read().dataSync() as Float32Array, share),
      ]),
  );
}
