/** Input of the benchmark's peers: digits in order, and networks without dropout. */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { type Digits, epochOrder } from "../../dataset/mod.ts";
import { network, type NetworkName, type NetworkOptions } from "../../model/mod.ts";
import type { Network } from "../../model/network.ts";

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

/** The networks that peers get: those that are measured, and the one that reaches 99 % soonest. */
const GIVEN: readonly NetworkName[] = [...MEASURED, "slim"];

/** Decides the weights and the order of the digits. */
export const SEED = 1;

/** The batch at which all contenders are compared. */
export const BATCH = 128;

/** Steps after which losses are compared. */
export const CHECKED = 50;

/** The order in which the first digits are trained with: that of an epoch which has no others. */
export const ORDER: Uint32Array = epochOrder(CHECKED * BATCH, SEED, 0);

/**
 * Makes a network as it is measured: without dropout, since every library draws other random numbers.
 *
 * @param name which network
 * @param options the pictures' shape, if they are not digits
 * @returns the network, with the weights of its seed
 */
export async function measuredNetwork(
  name: NetworkName,
  options: NetworkOptions = {},
): Promise<Network> {
  const whole = network(name, SEED, options);
  const topology = whole.toJSON(null, false) as unknown as {
    config: { layers: { class_name: string }[] };
  };
  topology.config.layers = topology.config.layers.filter((l) => l.class_name !== "Dropout");
  const model = await tf.models.modelFromJSON(topology as unknown as tf.io.ModelJSON);
  model.setWeights(whole.getWeights());
  whole.dispose();
  return model;
}

/**
 * Writes a set of digits for the peers.
 *
 * @param folder where it goes
 * @param part its name there
 * @param digits the digits
 */
export async function writePeerDigits(folder: string, part: string, digits: Digits): Promise<void> {
  await Deno.writeFile(join(folder, `${part}.u8`), digits.images);
  await Deno.writeFile(join(folder, `${part}-labels.u8`), digits.labels);
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
  const size = digits.images.length / digits.labels.length;
  const images = digits.images.slice(), labels = digits.labels.slice();
  ORDER.forEach((from, to) => {
    images.set(digits.images.subarray(from * size, (from + 1) * size), to * size);
    labels[to] = digits.labels[from];
  });
  await writePeerDigits(folder, "digits", { ...digits, images, labels });
  for (const name of GIVEN) {
    const model = await measuredNetwork(name);
    const weights = model.layers.flatMap((l) => l.trainableWeights.map((w) => w.read().dataSync()));
    const bytes = new Uint8Array(await new Blob(weights as BlobPart[]).arrayBuffer());
    await Deno.writeFile(join(folder, `${name}.f32`), bytes);
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
