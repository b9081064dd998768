/**
 * Networks on disk, in tfjs's own LayersModel format: `model.json`, which names the layers and lists
 * the weights, and `weights.bin`, which holds them. `tf.loadLayersModel` reads the folder from any
 * web server.
 */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { reason, writeWhole } from "../files.ts";
import type { Network } from "./network.ts";

const TOPOLOGY = "model.json";

/**
 * Saves a network to a folder.
 *
 * The weights get a file name of their own content's making and are written first; `model.json`,
 * which points to them, is replaced last and in one step. So a reader finds the old network or the
 * new one, also when the writing is cut off.
 *
 * @param model the network
 * @param folder where; made if missing
 * @throws {UserError} where the folder cannot be written
 */
export async function saveModel(model: Network, folder: string): Promise<void> {
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    const weights = new Uint8Array(tf.io.concatenateArrayBuffers(
      [artifacts.weightData].flat() as ArrayBuffer[],
    ));
    const file = `weights-${await fingerprint(weights)}.bin`;
    await writeWhole(join(folder, file), weights);
    const { weightData: _, weightSpecs, ...rest } = artifacts;
    const manifest = [{ paths: [file], weights: weightSpecs }];
    await writeWhole(
      join(folder, TOPOLOGY),
      JSON.stringify({ ...rest, weightsManifest: manifest }),
    );
    await removeOtherWeights(folder, file);
    return {
      modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
    };
  }));
}

/** The first 8 hexadecimal digits of the SHA-256 of some bytes. */
async function fingerprint(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.subarray(0, 4).toHex();
}

/** The weights of the network that stood in the folder before. */
async function removeOtherWeights(folder: string, keep: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (/^weights-[0-9a-f]{8}\.bin$/.test(name) && name !== keep) {
      await Deno.remove(join(folder, name));
    }
  }
}

/** What this module needs to find in a `model.json`. */
interface ModelFile extends tf.io.ModelJSON {
  modelTopology: tf.io.ModelJSON["modelTopology"];
}

/**
 * Loads a network from a folder: one that {@linkcode saveModel} wrote, or any LayersModel of tfjs's.
 *
 * @param folder the folder that holds `model.json`
 * @returns the network; it predicts bit for bit what the saved one predicted
 * @throws {UserError} where a file is missing, cut off, or not a LayersModel
 */
export async function loadModel(folder: string): Promise<Network> {
  const path = join(folder, TOPOLOGY);
  const { modelTopology, weightsManifest } = await readTopology(path);
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const parts = await Promise.all(
    weightsManifest.flatMap((group) => group.paths).map((file) => readWeights(folder, file)),
  );
  const weightData = tf.io.concatenateArrayBuffers(parts.map((part) => part.buffer));
  checkSize(folder, weightSpecs, weightData.byteLength);
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (error) {
    throw new UserError(`Cannot load the network in ${path}: ${reason(error)}`, { cause: error });
  }
}

/** Parses `model.json` and makes sure that it is a LayersModel's. */
async function readTopology(path: string): Promise<ModelFile> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new UserError(
      `Cannot load a network from ${path}: ${reason(error)}. Train one first, or name its folder`,
      { cause: error },
    );
  });
  let json: Partial<ModelFile>;
  try {
    json = JSON.parse(text) ?? {};
  } catch (error) {
    throw new UserError(
      `Cannot load the network in ${path}: the file is cut off or is not JSON (${reason(error)})`,
      { cause: error },
    );
  }
  const isGroup = (group: Partial<tf.io.WeightsManifestConfig[number]> | null) =>
    Array.isArray(group?.paths) && Array.isArray(group.weights) &&
    group.weights.every((weight) => Array.isArray(weight?.shape));
  if (
    !json.modelTopology || !Array.isArray(json.weightsManifest) ||
    !json.weightsManifest.every(isGroup)
  ) {
    throw new UserError(
      `Cannot load the network in ${path}: it is JSON, but not a LayersModel of TensorFlow.js ` +
        `(modelTopology and weightsManifest are missing or incomplete)`,
    );
  }
  return json as ModelFile;
}

async function readWeights(folder: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, file);
  return await Deno.readFile(path).catch((error) => {
    throw new UserError(`Cannot load the weights in ${path}: ${reason(error)}`, { cause: error });
  });
}

/** The bytes that the weights of a manifest take up. */
function bytes(spec: tf.io.WeightsManifestEntry): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const size = { uint8: 1, bool: 1, uint16: 2, float16: 2, complex64: 8 }[dtype as string] ?? 4;
  return spec.shape.reduce((product, n) => product * n, size);
}

function checkSize(folder: string, specs: tf.io.WeightsManifestEntry[], found: number): void {
  const expected = specs.reduce((sum, spec) => sum + bytes(spec), 0);
  if (found === expected) return;
  throw new UserError(
    `Cannot load the weights in ${folder}: ${TOPOLOGY} lists ${expected} bytes of weights, ` +
      `its files hold ${found}; the folder was cut off or mixes two networks`,
  );
}
