/**
 * Networks as files, in tfjs's own LayersModel format: `model.json`, which names the layers and lists
 * the weights, and `weights-….bin`, which holds them. `tf.loadLayersModel` reads the folder from any
 * web server. Both files have a checksum in `model.json`, which other programs ignore.
 *
 * The files lie in a folder, or, on a page, wherever the reader saves them and drops them from.
 */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import {
  contentOf,
  readModel,
  saveResult,
  TOPOLOGY,
  whyNotBuilt,
} from "../backend/artifacts/artifacts.ts";
import { readArtifacts, writeArtifacts } from "../backend/artifacts/disk.ts";
import { requireBackend } from "../backend/ready.ts";
import { UserError } from "../errors.ts";
import type { Network } from "./network.ts";

/** Options of {@linkcode saveModel}. */
export interface SaveModelOptions {
  /**
   * Stores weights as float16, in half as many bytes; false by default. tfjs calls that quantization,
   * and loads them as float32.
   */
  readonly halfPrecision?: boolean;
}

/**
 * Saves a network to a folder.
 *
 * The weights are written first; `model.json`, which points to them, is replaced last and in one step.
 * So a reader finds the old network or the new one, even if the writing is cut off.
 *
 * @param model the network
 * @param folder where; made if missing
 * @param options in which precision
 * @throws {UserError} if a weight is not a finite number, or the folder cannot be written; the
 *   network that was there stays
 *
 * @example Saves a network and loads it
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { loadModel, mlp, saveModel } from "@pixel/convnet/model";
 *
 * await useWasm();
 * const folder = await Deno.makeTempDir();
 * await saveModel(mlp(1), folder);
 * assert((await loadModel(folder)).countParams() === 101_770);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function saveModel(
  model: Network,
  folder: string,
  { halfPrecision = false }: SaveModelOptions = {},
): Promise<void> {
  if (folder === "") throw new UserError("Cannot save the network: the folder has no name");
  await refuseNonFinite(model, ` to ${folder}`);
  await model.save(
    tf.io.withSaveHandler((artifacts) =>
      writeArtifacts(halfPrecision ? halved(artifacts) : artifacts, folder)
    ),
  );
}

/** A file of a network, by its name and its content. */
export interface NetworkFile {
  /** Its name: `model.json` describes the network, the others hold its weights. */
  readonly name: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Makes the files that {@linkcode saveModel} writes, for a program that has no folder, such as a page.
 *
 * @param model the network
 * @param options in which precision
 * @returns `model.json` and the weights
 * @throws {UserError} if a weight is not a finite number
 *
 * @example A network's files
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { mlp, modelFiles } from "@pixel/convnet/model";
 *
 * await useWasm();
 * const [topology, weights] = await modelFiles(mlp(1));
 * assert(topology.name === "model.json" && weights.bytes.length === 4 * 101_770);
 * ```
 */
export async function modelFiles(
  model: Network,
  { halfPrecision = false }: SaveModelOptions = {},
): Promise<NetworkFile[]> {
  await refuseNonFinite(model);
  const files: NetworkFile[] = [];
  await model.save(tf.io.withSaveHandler((artifacts) => {
    const content = contentOf(halfPrecision ? halved(artifacts) : artifacts);
    files.push({ name: TOPOLOGY, bytes: new TextEncoder().encode(content.topology) });
    files.push({ name: content.weightsName, bytes: content.weights });
    return Promise.resolve(saveResult(content));
  }));
  return files;
}

/** The same weights as float16. */
function halved(artifacts: tf.io.ModelArtifacts): tf.io.ModelArtifacts {
  const single = tf.io.concatenateArrayBuffers([artifacts.weightData].flat() as ArrayBuffer[]);
  return {
    ...artifacts,
    weightData: Float16Array.from(new Float32Array(single)).buffer,
    weightSpecs: artifacts.weightSpecs!.map((spec) => ({
      ...spec,
      quantization: { dtype: "float16" as const },
    })),
  };
}

/** A network that has lost its numbers must not replace a good one. */
async function refuseNonFinite(model: Network, where = ""): Promise<void> {
  for (const weight of model.weights) {
    const values = await weight.read().data();
    if (values.every(Number.isFinite)) continue;
    throw new UserError(
      `Cannot save the network${where}: ${weight.originalName} holds a weight that is not a ` +
        `finite number. Train it anew with a lower learning rate`,
    );
  }
}

/** Options of {@linkcode loadModel}. */
export interface LoadModelOptions {
  /** Called with a sentence if the files carry no checksum, so that damage would go unnoticed. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Loads a network from a folder: one that {@linkcode saveModel} wrote, or any LayersModel of tfjs,
 * converted from Keras 2 or Keras 3 too.
 *
 * Takes no more memory than the weights' files justify, and reads from this folder alone.
 *
 * @param folder the folder that holds `model.json`
 * @param options whom to tell what
 * @returns the network; it predicts bit for bit what the saved one predicted
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel, or no backend is ready
 *
 * @example What a trained network sees in a picture
 * ```ts ignore
 * import { loadModel } from "@pixel/convnet/model";
 * import { predict } from "@pixel/convnet/training";
 *
 * const model = await loadModel("runs/cnn");
 * console.log(await predict(model, new Uint8Array(784))); // ten probabilities
 * ```
 */
export async function loadModel(
  folder: string,
  options: LoadModelOptions = {},
): Promise<Network> {
  requireBackend("load a network");
  const path = join(folder, TOPOLOGY);
  return await built(path, await readArtifacts(path, options.onNotice));
}

/**
 * Loads a network from its files: those that {@linkcode modelFiles} made or {@linkcode saveModel} wrote,
 * or those of any LayersModel of tfjs, as {@linkcode loadModel} does from a folder.
 *
 * @param files the file that describes the network, whose name ends in `.json`, and those of its weights
 * @param options whom to tell what
 * @returns the network; it predicts bit for bit what the saved one predicted
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel, or no backend is ready
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { mlp, modelFiles, modelFromFiles } from "@pixel/convnet/model";
 *
 * await useWasm();
 * const files = await modelFiles(mlp(1));
 * assert((await modelFromFiles(files)).countParams() === 101_770);
 * ```
 */
export async function modelFromFiles(
  files: readonly NetworkFile[],
  options: LoadModelOptions = {},
): Promise<Network> {
  requireBackend("load a network");
  const { name = TOPOLOGY } = files.find(({ name }) => name.endsWith(".json")) ?? {};
  const find = (wanted: string): NetworkFile => {
    const found = files.find(({ name }) => name === wanted);
    if (found) return found;
    throw new RangeError("there is no such file");
  };
  const artifacts = await readModel(
    {
      path: (name) => name === "" ? files.map(({ name }) => name).join(", ") : name,
      size: (name) => Promise.resolve(name).then(find).then(({ bytes }) => bytes.length),
      read: (name, most) =>
        Promise.resolve(name).then(find).then((file) => contentUpTo(file, most)),
    },
    name,
    options.onNotice,
  );
  return await built(name, artifacts);
}

/** A copy of a file's content, if it is not too long: what is handed on must not be the caller's. */
function contentUpTo({ bytes }: NetworkFile, most: number): Uint8Array<ArrayBuffer> {
  if (bytes.length <= most) return bytes.slice();
  throw new RangeError(`expected at most ${most} bytes, found ${bytes.length}`);
}

/** Makes a network of what its files hold. */
async function built(path: string, artifacts: tf.io.ModelArtifacts): Promise<Network> {
  const { modelTopology, userDefinedMetadata, weightSpecs, weightData } = artifacts;
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, userDefinedMetadata, weightSpecs, weightData }),
    );
  } catch (error) {
    throw new UserError(`Cannot load the network in ${path}: ${whyNotBuilt(error)}`, {
      cause: error,
    });
  }
}
