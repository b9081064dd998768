/**
 * Networks on disk, in tfjs's own LayersModel format: `model.json`, which names the layers and lists
 * the weights, and `weights-….bin`, which holds them. `tf.loadLayersModel` reads the folder from any
 * web server. Both files have a checksum in `model.json`, which other programs ignore.
 */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { readArtifacts, TOPOLOGY, whyNotBuilt, writeArtifacts } from "../backend/artifacts/disk.ts";
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
  await refuseNonFinite(model, folder);
  await model.save(
    tf.io.withSaveHandler((artifacts) =>
      writeArtifacts(halfPrecision ? halved(artifacts) : artifacts, folder)
    ),
  );
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
  const { modelTopology, userDefinedMetadata, weightSpecs, weightData } = await readArtifacts(
    path,
    options.onNotice,
  );
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
