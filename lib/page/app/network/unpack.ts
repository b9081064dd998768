/** Reads a packed network (`network.bin`, see `compression/`) into plain numbers, without tfjs. */

import { type Coded, decoded } from "../../../compression/coded.ts";
import { unpack } from "../../../compression/format.ts";
import type { PackedLayer } from "../../../compression/packed_network.ts";
import { SIDE } from "../../../dataset/digits.ts";
import { UserError } from "../../../errors.ts";
import { type Volume, volume } from "../../../reference/mod.ts";
import type { Layer, PlainNetwork } from "./layers.ts";
import { meanOfMaps } from "./parse.ts";

/** Names of layers, which the file does not hold; a number follows. */
const SHORT = { convolution: "conv", pooling: "pool", dense: "dense" } as const;

/**
 * Reads a packed network.
 *
 * @param name what to call it
 * @param bytes the file's content
 * @returns the network
 * @throws {UserError} if the file is damaged, or its network does not read 28 × 28 grey values
 */
export function unpackNetwork(name: string, bytes: Uint8Array): PlainNetwork {
  const { input, layers } = unpack(bytes);
  if (`${input}` !== `${[SIDE, SIDE, 1]}`) {
    throw new UserError(`Cannot read digits with ${name}: its pictures are ${input.join(" × ")}`);
  }
  const plain: Layer[] = [];
  layers.forEach((layer, index) => plain.push(...plainLayers(layer, nameOf(layers, index), plain)));
  return { name, layers: plain };
}

function nameOf(layers: readonly PackedLayer[], index: number): string {
  const { kind } = layers[index];
  if (index === layers.length - 1) return "output";
  if (kind === "mean" || kind === "flatten") return kind;
  return SHORT[kind] + layers.slice(0, index + 1).filter((other) => other.kind === kind).length;
}

function plainLayers(layer: PackedLayer, name: string, before: readonly Layer[]): Layer[] {
  switch (layer.kind) {
    case "convolution": {
      const { kernel, bias, activation } = layer, padding = layer.padded ? "same" : "valid";
      return [{
        ...{ kind: "convolution", name, kernel: numbers(kernel), bias: numbers(bias) },
        factorWeights: kernel.factors?.reduce((sum, { codes }) => sum + codes.length, 0),
        ...{ stride: 1, padding, activation },
      }];
    }
    case "dense": {
      const { kernel, bias, activation } = layer;
      return [{ kind: "dense", name, weights: numbers(kernel), bias: numbers(bias), activation }];
    }
    case "pooling":
      return [{ kind: "pooling", name, by: "max", size: 2, stride: 2, padding: "valid" }];
    case "mean":
      return meanOfMaps(name, before);
    case "flatten":
      return [{ kind: "flattening", name }];
  }
}

function numbers(tensor: Coded): Volume {
  return volume(tensor.shape, decoded(tensor));
}
