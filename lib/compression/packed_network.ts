/** A network whose weights are coded, as the packed file holds it; made from a network, and turned back. */

import * as tf from "@tensorflow/tfjs";
import { requireBackend } from "../backend/ready.ts";
import { UserError } from "../errors.ts";
import type { Images } from "../dataset/digits.ts";
import { activations } from "../model/activations.ts";
import { inputShape, layersOf, type Network } from "../model/network.ts";
import { asHalf, type Coded, decoded } from "./coded.ts";
import { coded, type Codings } from "./coding.ts";

/** The function after a layer's sum. */
export type Activation = "linear" | "relu" | "softmax";

/** A layer with weights. */
export interface WeightedLayer {
  /** A convolution with stride 1, or a dense layer. */
  readonly kind: "convolution" | "dense";
  /** `[height, width, C, K]` of a convolution, `[D, K]` of a dense layer. */
  readonly kernel: Coded;
  /** `[K]` */
  readonly bias: Coded;
  /** The function after the sum. */
  readonly activation: Activation;
  /** Whether zeros around the picture keep its size; without meaning in a dense layer. */
  readonly padded: boolean;
  /**
   * The activation that the integer forward pass stores as 1, a float16; 255 such steps are the largest.
   * 1 where nothing is stored: in the last layer.
   */
  readonly step: number;
}

/** A layer without weights: 2×2 max-pooling, the mean of each map, or the maps as one row of numbers. */
export type PlainLayer =
  | { readonly kind: "pooling" }
  | { readonly kind: "mean" }
  | { readonly kind: "flatten" };

/** A layer of a packed network. */
export type PackedLayer = WeightedLayer | PlainLayer;

/** A network with coded weights. */
export interface PackedNetwork {
  /** The pictures' height, width and channels. */
  readonly input: readonly [height: number, width: number, channels: number];
  /** The layers, first to last. */
  readonly layers: readonly PackedLayer[];
}

/** A packed layer's kind, by the name that tfjs has for it. */
const KINDS: Readonly<Record<string, PackedLayer["kind"]>> = {
  Conv2D: "convolution",
  Dense: "dense",
  MaxPooling2D: "pooling",
  GlobalAveragePooling2D: "mean",
  Flatten: "flatten",
};

/** The activation of a step of the integer pass until it has been measured. */
const UNMEASURED = 1;

/**
 * Codes the weights of a network.
 *
 * @param model convolutions with stride 1, 2×2 max-pooling and dense layers; batch normalisation is
 *   folded first, see {@linkcode folded}
 * @param codings the methods
 * @param examples `[N × H × W × C]` training pictures, from which the largest activations are learned;
 *   two hundred are enough
 * @returns the packed network
 * @throws {UserError} if a layer is of another kind
 *
 * @example A network with 4 bits a weight
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { folded, packed, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const model = folded(tinyNetwork([[4], [4], [4]], 1));
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * const { layers } = await packed(model, codings, new Uint8Array(784));
 * assert.equal(layers.map(({ kind }) => kind).join(" "),
 *   "convolution pooling convolution pooling convolution mean dense");
 * ```
 */
export async function packed(
  model: Network,
  codings: Codings,
  examples: Images,
): Promise<PackedNetwork> {
  const layers = layersOf(model).map((layer) => packedLayer(layer, codings));
  const [height, width, channels] = inputShape(model);
  const network = { input: [height, width, channels], layers } as const;
  return await measured(network, examples);
}

function packedLayer(layer: tf.layers.Layer, codings: Codings): PackedLayer {
  const kind = KINDS[layer.getClassName()];
  const config = layer.getConfig();
  refuseOther(layer, kind, config);
  if (kind !== "convolution" && kind !== "dense") return { kind };
  const [kernel, bias] = layer.getWeights();
  const code = (tensor: tf.Tensor, part: string) =>
    coded(
      tensor.dataSync() as Float32Array,
      { name: `${layer.name}/${part}`, shape: tensor.shape },
      codings,
    );
  return {
    kind,
    kernel: code(kernel, "kernel"),
    bias: code(bias ?? tf.zeros([kernel.shape.at(-1)!]), "bias"),
    activation: config.activation as Activation,
    padded: config.padding === "same",
    step: UNMEASURED,
  };
}

/** Refuses a layer that a packed network cannot hold. */
function refuseOther(
  layer: tf.layers.Layer,
  kind: PackedLayer["kind"] | undefined,
  config: tf.serialization.ConfigDict,
): void {
  const wanted: Partial<Record<PackedLayer["kind"], Record<string, unknown>>> = {
    convolution: { strides: [1, 1], dilationRate: [1, 1], dataFormat: "channelsLast" },
    pooling: { poolSize: [2, 2], strides: [2, 2], padding: "valid" },
  };
  const odd = kind === undefined ||
    Object.entries(wanted[kind] ?? {}).some(([key, value]) => `${config[key]}` !== `${value}`) ||
    ("activation" in config && !["linear", "relu", "softmax"].includes(`${config.activation}`));
  if (!odd) return;
  throw new UserError(
    `Cannot pack layer "${layer.name}", a ${layer.getClassName()} with ${
      JSON.stringify(config)
    }: a ` +
      "packed network has convolutions with stride 1, 2 × 2 max-pooling, means and dense layers",
  );
}

/** The same network with the steps of its activations, learned from examples. */
async function measured(network: PackedNetwork, examples: Images): Promise<PackedNetwork> {
  const model = unpacked(network), size = network.input.reduce((product, n) => product * n);
  const largest = new Array<number>(network.layers.length).fill(0);
  for (let from = 0; from < examples.length; from += size) {
    const outputs = [...(await activations(model, examples.subarray(from, from + size))).values()];
    outputs.forEach(({ values }, i) => {
      for (const value of values) if (value > largest[i]) largest[i] = value;
    });
  }
  model.dispose();
  const layers = network.layers.map((layer, i) =>
    "step" in layer && layer.activation === "relu"
      ? { ...layer, step: asHalf(largest[i] / 255) }
      : layer
  );
  return { ...network, layers };
}

/**
 * Makes a network of tfjs from a packed one.
 *
 * @param network the packed network
 * @returns a network with the weights that the codes stand for, as float32
 * @throws {UserError} if the layers do not fit each other
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { folded, packed, tinyNetwork, unpacked } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const model = folded(tinyNetwork([[4], [4], [4]], 1));
 * const codings = { kernels: { method: "uniform", levels: 255 } } as const;
 * const same = unpacked(await packed(model, codings, new Uint8Array(784)));
 * assert(same.countParams() === model.countParams());
 * ```
 */
export function unpacked({ input, layers }: PackedNetwork): Network {
  requireBackend("make a network");
  const model = tf.sequential({ name: "packed" });
  try {
    layers.forEach((layer, index) => {
      const name = `${layer.kind}${index + 1}`;
      const first = index === 0 ? { inputShape: [...input] } : {};
      model.add(tfLayer(layer, { name, ...first }));
      if ("kernel" in layer) {
        model.layers.at(-1)!.setWeights(
          [layer.kernel, layer.bias].map((tensor) => tf.tensor(decoded(tensor), [...tensor.shape])),
        );
      }
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot make a network of packed layers: ${reason}`, { cause: error });
  }
  return model;
}

/** A layer of tfjs, still without its weights. */
function tfLayer(
  layer: PackedLayer,
  common: { readonly name: string; readonly inputShape?: number[] },
): tf.layers.Layer {
  switch (layer.kind) {
    case "pooling":
      return tf.layers.maxPooling2d({ ...common, poolSize: 2 });
    case "mean":
      return tf.layers.globalAveragePooling2d(common);
    case "flatten":
      return tf.layers.flatten(common);
    case "dense":
      return tf.layers.dense({
        ...common,
        units: layer.kernel.shape[1],
        activation: layer.activation,
      });
    case "convolution": {
      const [height, width, , filters] = layer.kernel.shape;
      return tf.layers.conv2d({
        ...common,
        filters,
        kernelSize: [height, width],
        padding: layer.padded ? "same" : "valid",
        activation: layer.activation,
      });
    }
  }
}
