/**
 * Networks on disk, in tfjs's own LayersModel format: `model.json`, which names the layers and lists
 * the weights, and `weights-….bin`, which holds them. `tf.loadLayersModel` reads the folder from any
 * web server. Both files have a checksum in `model.json`, which other programs ignore.
 */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { requireBackend } from "../backend/ready.ts";
import { seal, sha256 } from "../checksum.ts";
import { UserError } from "../errors.ts";
import { readUpTo, reason, sweep, writeWhole } from "../files.ts";
import { bytesOf, readModelFile, refuseGreedy, type WeightsGroup } from "./model_file.ts";
import type { Network } from "./network.ts";

const TOPOLOGY = "model.json";

/** The most bytes of weights that are read: tfjs's WebAssembly memory has 4 GiB in all. */
const MOST_WEIGHTS = 2 ** 31;

/** Options of {@linkcode saveModel}. */
export interface SaveModelOptions {
  /**
   * Whether weights are stored as float16, in half of the bytes; false by default. tfjs calls that
   * quantization, and loads them as float32.
   */
  readonly halfPrecision?: boolean;
}

/**
 * Saves a network to a folder.
 *
 * The weights get a file name made from their content and are written first; `model.json`, which
 * points to them, is replaced last and in one step. So a reader finds the old network or the new
 * one, even if the writing is cut off.
 *
 * @param model the network
 * @param folder where; made if missing
 * @param options in which precision
 * @throws {UserError} if a weight is not a finite number, or the folder cannot be written; the
 *   network that was there stays
 */
export async function saveModel(
  model: Network,
  folder: string,
  { halfPrecision = false }: SaveModelOptions = {},
): Promise<void> {
  await refuseNonFinite(model, folder);
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    const single = tf.io.concatenateArrayBuffers([artifacts.weightData].flat() as ArrayBuffer[]);
    const bytes = new Uint8Array(
      halfPrecision ? Float16Array.from(new Float32Array(single)).buffer : single,
    );
    const checksum = await sha256(bytes);
    const file = `weights-${checksum.slice(0, 8)}.bin`;
    await writeWhole(join(folder, file), bytes);
    const { weightData: _, weightSpecs, ...rest } = artifacts;
    const weights = halfPrecision
      ? weightSpecs!.map((spec) => ({ ...spec, quantization: { dtype: "float16" } }))
      : weightSpecs;
    const manifest = [{ paths: [file], weights, sha256: checksum }];
    const topology = JSON.stringify({ ...rest, weightsManifest: manifest });
    await writeWhole(join(folder, TOPOLOGY), await seal(topology));
    await removeOtherWeights(folder, file);
    return {
      modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
    };
  }));
}

/** A network that has lost its numbers must not replace a good one. */
async function refuseNonFinite(model: Network, folder: string): Promise<void> {
  for (const weight of model.weights) {
    const values = await weight.read().data();
    if (values.every(Number.isFinite)) continue;
    throw new UserError(
      `Cannot save the network to ${folder}: ${weight.originalName} holds a weight that is not a ` +
        `finite number. Train it anew with a lower learning rate`,
    );
  }
}

/** Removes the weights of the network that was in the folder before, and what killed writes left. */
async function removeOtherWeights(folder: string, keep: string): Promise<void> {
  const isWeights = (name: string) => /^weights-[0-9a-f]{8}\.bin$/.test(name);
  for await (const { name } of Deno.readDir(folder)) {
    if (!isWeights(name) || name === keep) continue;
    await Deno.remove(join(folder, name)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // another program was faster
    });
  }
  await sweep(folder, isWeights);
}

/** Options of {@linkcode loadModel}. */
export interface LoadModelOptions {
  /** Called with a sentence if the files carry no checksum, so that damage would go unnoticed. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Loads a network from a folder: one that {@linkcode saveModel} wrote, or any LayersModel of tfjs.
 *
 * Takes no more memory than the weights' files justify, and reads from this folder alone.
 *
 * @param folder the folder that holds `model.json`
 * @param options whom to tell what
 * @returns the network; it predicts bit for bit what the saved one predicted
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel, or no backend is ready
 */
export async function loadModel(
  folder: string,
  options: LoadModelOptions = {},
): Promise<Network> {
  requireBackend("load a network");
  const path = join(folder, TOPOLOGY);
  const file = await readModelFile(path);
  if (!file.sealed) {
    options.onNotice?.(
      `${path} carries no checksum: an earlier version or another program wrote it, and damage ` +
        `would go unnoticed.`,
    );
  }
  const { modelTopology, userDefinedMetadata, weightsManifest } = file;
  const weightData = await readWeights(folder, weightsManifest);
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  try {
    await refuseGreedy(modelTopology, weightSpecs);
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, userDefinedMetadata, weightSpecs, weightData }),
    );
  } catch (error) {
    throw new UserError(`Cannot load the network in ${path}: ${reason(error)}`, { cause: error });
  }
}

/** Reads the weights, once their files have the length that `model.json` lists. */
async function readWeights(folder: string, groups: readonly WeightsGroup[]): Promise<ArrayBuffer> {
  const fail = (what: string, error: unknown) => {
    throw new UserError(`Cannot load the weights in ${what}: ${reason(error)}`, { cause: error });
  };
  const paths = groups.flatMap((group) => group.paths).map((file) => join(folder, file));
  const sizes = await Promise.all(
    paths.map((path) => Deno.stat(path).then(({ size }) => size, (error) => fail(path, error))),
  );
  const found = sizes.reduce((sum, size) => sum + size, 0);
  const listed = groups.reduce((sum, { weights }) => sum + bytesOf(weights), 0);
  if (found !== listed) {
    const because = `${TOPOLOGY} lists ${listed} bytes of weights, its files hold ${found}; ` +
      `the folder was cut off or mixes two networks`;
    fail(folder, because);
  }
  if (listed > MOST_WEIGHTS) fail(folder, `${listed} bytes are more than the memory can hold`);
  const parts: ArrayBuffer[] = [];
  for (const { paths, sha256: expected } of groups) {
    const files: ArrayBuffer[] = [];
    for (const path of paths.map((file) => join(folder, file))) {
      const bytes = await readUpTo(path, found).catch((error) => fail(path, error));
      files.push(bytes!.buffer);
    }
    const part = tf.io.concatenateArrayBuffers(files);
    if (expected !== undefined && await sha256(new Uint8Array(part)) !== expected) {
      fail(join(folder, paths.join(", ")), "they do not match their checksum; the file is damaged");
    }
    parts.push(part);
  }
  return tf.io.concatenateArrayBuffers(parts);
}
