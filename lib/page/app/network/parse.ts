/** Reads a LayersModel of tfjs (`model.json` and its weights) into plain numbers, without tfjs. */

import { UserError } from "../../../errors.ts";
import { SIDE } from "../../../dataset/digits.ts";
import { halfOf } from "../../../half.ts";
import { sizeOf, type Volume, volume, zeros } from "../../../reference/mod.ts";
import type { Activation, Layer, PlainNetwork } from "./layers.ts";
import { traceLayers } from "./trace.ts";

/** The part of `model.json` that is read here. */
export interface ModelJson {
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly {
    readonly weights: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: string;
      readonly quantization?: { readonly dtype: string };
    }[];
  }[];
}

/** A layer as Keras describes it. */
interface Described {
  readonly class_name: string;
  // deno-lint-ignore no-explicit-any -- each kind of layer has its own
  readonly config: any;
}

/**
 * Reads a network.
 *
 * @param name what to call it
 * @param json the content of `model.json`
 * @param bytes the weights, all files one after the other
 * @returns the network
 * @throws {UserError} if it has a layer that the page does not know, or weights are missing
 */
export function parseNetwork(name: string, json: ModelJson, bytes: Uint8Array): PlainNetwork {
  const weights = readWeights(json, bytes);
  const layers: Layer[] = [];
  for (const described of describedLayers(json.modelTopology)) {
    const { class_name, config } = described;
    const isMean = class_name === "GlobalAveragePooling2D";
    layers.push(...isMean ? meanOfMaps(config.name, layers) : parseLayer(described, weights));
  }
  return { name, layers };
}

/**
 * Makes the mean of each map: a pooling whose window is the map, and its numbers as a row.
 *
 * @param name what to call it
 * @param before the layers before it
 * @returns the two layers
 * @throws {UserError} if the maps are not square
 */
export function meanOfMaps(name: string, before: readonly Layer[]): Layer[] {
  const picture = zeros([SIDE, SIDE, 1]);
  const [height, width] = traceLayers(before, picture).at(-1)?.output.shape ?? picture.shape;
  const size = one([height, width], name);
  return [
    { kind: "pooling", name, by: "average", size, stride: size, padding: "valid" },
    { kind: "flattening", name: "flatten" },
  ];
}

function describedLayers(topology: unknown): readonly Described[] {
  // deno-lint-ignore no-explicit-any -- two forms of the same, by the age of the file
  const { config } = (topology as any).model_config ?? topology;
  return Array.isArray(config) ? config : config.layers;
}

/** Weights by their names. */
function readWeights(json: ModelJson, bytes: Uint8Array): Map<string, Volume> {
  const found = new Map<string, Volume>();
  let at = 0;
  for (
    const { name, shape, dtype, quantization } of json.weightsManifest.flatMap((g) => g.weights)
  ) {
    const stored = quantization?.dtype ?? dtype, count = sizeOf(shape);
    if (stored !== "float32" && stored !== "float16") {
      throw new UserError(`Cannot read weights ${name}: they are stored as ${stored}`);
    }
    const length = count * (stored === "float32" ? 4 : 2);
    if (at + length > bytes.length) {
      throw new UserError(`Cannot read weights ${name}: the file of weights ends before them`);
    }
    const part = bytes.slice(at, at + length).buffer;
    found.set(
      name,
      volume(
        shape,
        stored === "float32"
          ? new Float32Array(part)
          : Float32Array.from(new Uint16Array(part), halfOf),
      ),
    );
    at += length;
  }
  return found;
}

function parseLayer({ class_name: kind, config }: Described, all: Map<string, Volume>): Layer[] {
  const name: string = config.name;
  const weight = (part: string) => {
    const found = all.get(`${name}/${part}`);
    if (!found) throw new UserError(`Cannot read layer ${name}: its ${part} is missing`);
    return found;
  };
  const bias = (length: number) =>
    config.use_bias === false ? volume([length], new Float64Array(length)) : weight("bias");
  switch (kind) {
    case "InputLayer":
    case "Dropout":
      return [];
    case "Conv2D": {
      const kernel = weight("kernel");
      return [{
        kind: "convolution",
        name,
        kernel,
        bias: bias(kernel.shape[3]),
        stride: one(config.strides, name),
        padding: config.padding,
        activation: activation(config.activation, name),
      }];
    }
    case "MaxPooling2D":
    case "AveragePooling2D":
      return [{
        kind: "pooling",
        name,
        by: kind === "MaxPooling2D" ? "max" : "average",
        size: one(config.pool_size, name),
        stride: one(config.strides ?? config.pool_size, name),
        padding: config.padding,
      }];
    case "BatchNormalization": {
      const [gamma, beta] = [weight("gamma").data, weight("beta").data];
      const [mean, variance] = [weight("moving_mean").data, weight("moving_variance").data];
      const scale = gamma.map((g, c) => g / Math.sqrt(variance[c] + config.epsilon));
      const shift = beta.map((b, c) => b - mean[c] * scale[c]);
      const shape = [gamma.length];
      return [{
        kind: "normalisation",
        name,
        scale: { shape, data: scale },
        shift: { shape, data: shift },
      }];
    }
    case "Flatten":
      return [{ kind: "flattening", name }];
    case "Activation":
      return [{ kind: "activation", name, activation: activation(config.activation, name) }];
    case "ReLU":
      return [{ kind: "activation", name, activation: "relu" }];
    case "Softmax":
      return [{ kind: "activation", name, activation: "softmax" }];
    case "Dense": {
      const weights = weight("kernel");
      return [{
        kind: "dense",
        name,
        weights,
        bias: bias(weights.shape[1]),
        activation: activation(config.activation, name),
      }];
    }
    default:
      throw new UserError(
        `Cannot look into layer ${name}: the page does not know its kind, ${kind}`,
      );
  }
}

/** The one number of a pair of equal ones. */
function one(pair: readonly number[] | number, name: string): number {
  const [a, b] = typeof pair === "number" ? [pair, pair] : pair;
  if (a !== b) throw new UserError(`Cannot look into layer ${name}: ${a} × ${b} is not square`);
  return a;
}

function activation(given: string | undefined, name: string): Activation {
  const known = given ?? "linear";
  if (known === "linear" || known === "relu" || known === "softmax") return known;
  throw new UserError(`Cannot look into layer ${name}: the page does not know ${known}`);
}
