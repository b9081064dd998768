/** A network whose weights are coded, as the packed file holds it; made from a network, and turned back. */

import * as tf from "@tensorflow/tfjs";
import { requireBackend } from "../backend/ready.ts";
import { UserError } from "../errors.ts";
import type { Images } from "../dataset/digits.ts";
import { activations } from "../model/activations.ts";
import { inputShape, type Network } from "../model/network.ts";
import { asHalf, asShort, type Coded, decoded, separableKernel } from "./coded.ts";
import { coded, type Codings } from "./coding.ts";
import { addShifts, channelOf, filtered, type Foldable, foldNorms } from "./fold.ts";

/** The function after a layer's sum. */
export type Activation = "linear" | "relu" | "softmax";

/** A layer with weights. */
export interface WeightedLayer {
  /** A convolution with stride 1, or a dense layer. */
  readonly kind: "convolution" | "dense";
  /**
   * `[height, width, C, K]` of a convolution, with factors if it is separable; `[D, K]` of a dense layer.
   */
  readonly kernel: Coded;
  /** `[K]` */
  readonly bias: Coded;
  /** The function after the sum. */
  readonly activation: Activation;
  /** Keeps the picture's size by zeros around it; without meaning in a dense layer. */
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
  SeparableConv2D: "convolution",
  Dense: "dense",
  MaxPooling2D: "pooling",
  GlobalAveragePooling2D: "mean",
  Flatten: "flatten",
};

/**
 * Codes the weights of a network. Batch normalisation is folded into the scales and biases, so that the
 * kernels' codes are those that {@linkcode asPacked} showed in training.
 *
 * @param model convolutions with stride 1, 2×2 max-pooling, dense layers and batch normalisation
 * @param codings the methods
 * @param examples `[N × H × W × C]` training pictures, from which the largest activations are learned;
 *   two hundred are enough
 * @returns the packed network
 * @throws {UserError} if a layer is of another kind, or a normalisation cannot be folded
 *
 * @example A network with 4 bits a weight
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { packed, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * const { layers } = await packed(tinyNetwork([[4], [4], [4]], 1), codings, new Uint8Array(784));
 * assert.equal(
 *   layers.map(({ kind }) => kind).join(" "),
 *   "convolution pooling convolution pooling convolution mean dense",
 * );
 * ```
 */
export async function packed(
  model: Network,
  codings: Codings,
  examples: Images,
): Promise<PackedNetwork> {
  const { layers, weights } = foldNorms(model, (layer) => new CodedWeights(layer, codings));
  const [height, width, channels] = inputShape(model);
  const network: PackedNetwork = {
    input: [height, width, channels],
    layers: layers.map((layer) => packedLayer(layer, weights.get(layer), codings)),
  };
  return await measured(network, examples);
}

/** A layer's weights, the kernel coded, the bias still to be. */
class CodedWeights implements Foldable {
  /** The filter of each channel, of a separable convolution. */
  #depth?: Coded;
  #kernel: Coded;
  readonly #bias: Float32Array;
  readonly #name: string;
  readonly #rounded: (scale: number) => number;

  constructor(layer: tf.layers.Layer, codings: Codings) {
    this.#name = layer.name;
    const { kernels: how } = codings;
    this.#rounded = how.method === "uniform" && how.shortScales ? asShort : asHalf;
    const kernels = layer.weights.filter(({ originalName }) => originalName.endsWith("kernel")).map(
      (weight) => {
        const { originalName: name, shape } = weight;
        const values = weight.read().dataSync() as Float32Array;
        return coded(values, { name, shape: shape as number[] }, codings);
      },
    );
    this.#kernel = kernels.pop()!;
    this.#depth = kernels.pop();
    const bias = layer.getWeights()[this.#depth ? 2 : 1];
    this.#bias = bias?.dataSync().slice() as Float32Array ??
      new Float32Array(this.#kernel.shape.at(-1)!);
  }

  scaleOutputs(factors: Float32Array): void {
    this.#refuseTable();
    const { scales } = this.#kernel;
    this.#kernel = {
      ...this.#kernel,
      scales: factors.map((factor, k) => this.#rounded(factor * scales[k % scales.length])),
    };
    factors.forEach((factor, k) => this.#bias[k] *= factor);
  }

  takeIn(signs: Float32Array, shifts: Float32Array): void {
    this.#refuseTable();
    const depth = this.#depth, reaching = depth ? filtered(decoded(depth), shifts) : shifts;
    addShifts(this.#bias, decoded(this.#kernel), reaching);
    const signed = (tensor: Coded, K: number): Coded => ({
      ...tensor,
      codes: tensor.codes.map((code, i) => code * signs[channelOf(i, K, signs)]),
    });
    if (depth) this.#depth = signed(depth, 1);
    else this.#kernel = signed(this.#kernel, this.#bias.length);
  }

  /** The kernel and the bias, both coded. */
  both(codings: Codings): Pick<WeightedLayer, "kernel" | "bias"> {
    const place = { name: `${this.#name}/bias`, shape: [this.#bias.length] };
    const kernel = this.#depth ? separableKernel(this.#depth, this.#kernel) : this.#kernel;
    return { kernel, bias: coded(this.#bias, place, codings) };
  }

  #refuseTable(): void {
    if (!this.#kernel.table) return;
    throw new UserError(
      `Cannot fold batch normalisation into the shared values of "${this.#name}": fold it first`,
    );
  }
}

function packedLayer(
  layer: tf.layers.Layer,
  weights: CodedWeights | undefined,
  codings: Codings,
): PackedLayer {
  const kind = KINDS[layer.getClassName()], config = layer.getConfig();
  refuseOther(layer, kind, config);
  if (kind !== "convolution" && kind !== "dense") return { kind };
  return {
    kind,
    ...weights!.both(codings),
    activation: config.activation as Activation,
    padded: config.padding === "same",
    step: 1, // until it is measured
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
 * Makes a network of tfjs from a packed one. A separable convolution becomes an ordinary one that computes
 * the same.
 *
 * @param network the packed network
 * @returns a network with the weights that the codes stand for, as float32
 * @throws {UserError} if the layers do not fit each other
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { packed, tinyNetwork, unpacked } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const model = tinyNetwork([[8], [8], [10]], 1);
 * const codings = { kernels: { method: "uniform", levels: 255 } } as const;
 * const plain = unpacked(await packed(model, codings, new Uint8Array(784)));
 * assert(plain.countParams() === 1_504); // batch normalisation is folded
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
