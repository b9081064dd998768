/** Input of the benchmark's peers: digits in order, and networks without dropout. */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { type Digits, epochOrder } from "../../dataset/mod.ts";
import { network, type NetworkName } from "../../model/mod.ts";
import type { Network } from "../../model/network.ts";
import { BATCH } from "./bench_table.ts";

/** Input of the parts of the benchmark. */
export interface Setting {
  /** The digits that are trained with and predicted. */
  readonly digits: Digits;
  /** The numbers of threads, in ascending order: one, and all. */
  readonly threads: readonly number[];
  /** Number of rounds; medians count. */
  readonly rounds: number;
  /** The folder that the peers read. */
  readonly folder: string;
}

/** The networks that are measured. */
export const MEASURED: readonly NetworkName[] = ["cnn", "mlp", "light", "deep"];

/** Decides the weights and the order of the digits. */
export const SEED = 1;

/** Steps after which losses are compared. */
export const CHECKED = 50;

/** The order in which the first digits are trained with: that of an epoch which has no others. */
export const ORDER: Uint32Array = epochOrder(CHECKED * BATCH, SEED, 0);

/**
 * Makes a network as it is measured: without dropout, since every library draws other random numbers.
 *
 * @param name which network
 * @returns the network, with the weights of its seed
 */
export async function measuredNetwork(name: NetworkName): Promise<Network> {
  const whole = network(name, SEED);
  const topology = whole.toJSON(null, false) as unknown as {
    config: { layers: { class_name: string }[] };
  };
  topology.config.layers = topology.config.layers.filter((l) => l.class_name !== "Dropout");
  const model = await tf.models.modelFromJSON(topology as unknown as tf.io.ModelJSON);
  model.setWeights(whole.getWeights());
  whole.dispose();
  return model;
}

/** A layer as the peers read it; what follows a convolution or dense layer is a part of it. */
interface PeerLayer {
  readonly kind: "convolution" | "norm" | "dense";
  readonly shapes: readonly number[][];
  readonly padding?: unknown;
  readonly relu?: boolean;
  readonly epsilon?: unknown;
  pool?: true;
}

/**
 * Writes digits and networks for the peers.
 *
 * @param folder where they go
 * @param digits the digits, at least as many as have their place in {@linkcode ORDER}
 */
export async function writePeerFolder(folder: string, digits: Digits): Promise<void> {
  const write = (name: string, bytes: Uint8Array) => Deno.writeFile(join(folder, name), bytes);
  const size = digits.images.length / digits.labels.length;
  const images = digits.images.slice(), labels = digits.labels.slice();
  ORDER.forEach((from, to) => {
    images.set(digits.images.subarray(from * size, (from + 1) * size), to * size);
    labels[to] = digits.labels[from];
  });
  await write("digits.u8", images);
  await write("labels.u8", labels);
  for (const name of MEASURED) {
    const model = await measuredNetwork(name);
    const weights = model.layers.flatMap((l) => l.trainableWeights.map((w) => w.read().dataSync()));
    await write(`${name}.f32`, new Uint8Array(await new Blob(weights as BlobPart[]).arrayBuffer()));
    await Deno.writeTextFile(join(folder, `${name}.json`), JSON.stringify(peerLayers(model)));
    model.dispose();
  }
}

function peerLayers(model: Network): PeerLayer[] {
  const layers: PeerLayer[] = [];
  for (const layer of model.layers) {
    const { padding, epsilon, activation } = layer.getConfig();
    const shapes = layer.trainableWeights.map(({ shape }) => shape as number[]);
    const relu = activation === "relu";
    switch (layer.getClassName()) {
      case "Conv2D":
        layers.push({ kind: "convolution", shapes, padding, relu });
        break;
      case "Dense":
        layers.push({ kind: "dense", shapes, relu });
        break;
      case "BatchNormalization":
        layers.push({ kind: "norm", shapes, epsilon });
        break;
      case "MaxPooling2D":
        layers.at(-1)!.pool = true;
    }
  }
  return layers;
}
