/**
 * Models on disk, in tfjs's own LayersModel format: `model.json`, which names the layers and lists the
 * weights, and files that hold them. Models of Keras 3 are read as well.
 */

import * as tf from "@tensorflow/tfjs";
import { dirname, join } from "@std/path";
import { seal, sha256 } from "../../checksum.ts";
import { UserError } from "../../errors.ts";
import { readUpTo, reason, sweep, writeWhole } from "../../files.ts";
import { refuseUnconnected } from "./connections.ts";
import { asKeras2, isKeras3, weightNames } from "./keras.ts";
import { bytesOf, readModelFile, refuseGreedy, type WeightsGroup } from "./model_file.ts";

/** The name of the file that describes a model. */
export const TOPOLOGY = "model.json";

/** The most bytes of weights that are read: tfjs's WebAssembly memory has 4 GiB in all. */
const MOST_WEIGHTS = 2 ** 31;

/**
 * Writes a model to a folder.
 *
 * The weights get a file name made from their content and are written first; `model.json`, which
 * points to them, is replaced last and in one step. So a reader finds the old model or the new one,
 * even if the writing is cut off.
 *
 * @param artifacts the model, as `model.save` hands it to a handler
 * @param folder where; made if missing
 * @returns what `model.save` returns
 * @throws {UserError} if the folder cannot be written
 */
export async function writeArtifacts(
  artifacts: tf.io.ModelArtifacts,
  folder: string,
): Promise<tf.io.SaveResult> {
  const bytes = new Uint8Array(tf.io.concatenateArrayBuffers(
    [artifacts.weightData ?? []].flat() as ArrayBuffer[],
  ));
  const checksum = sha256(bytes);
  const file = `weights-${checksum.slice(0, 8)}.bin`;
  await writeWhole(join(folder, file), bytes);
  const { weightData: _, weightSpecs = [], ...rest } = artifacts;
  const manifest = [{ paths: [file], weights: weightSpecs, sha256: checksum }];
  const topology = JSON.stringify({ ...rest, weightsManifest: manifest });
  await writeWhole(join(folder, TOPOLOGY), seal(topology));
  await removeOtherWeights(folder, file);
  return {
    modelArtifactsInfo: {
      dateSaved: new Date(),
      modelTopologyType: "JSON",
      modelTopologyBytes: topology.length,
      weightDataBytes: bytes.length,
    },
  };
}

/** Removes the weights of the model that was in the folder before, and what killed writes left. */
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

/**
 * Reads a model's files. Takes no more memory than the weights' files justify, and reads from the
 * folder of `model.json` alone.
 *
 * @param path the path of `model.json`
 * @param onNotice called with a sentence if the files carry no checksum
 * @returns the model, ready for `tf.loadLayersModel`
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel
 */
export async function readArtifacts(
  path: string,
  onNotice?: (sentence: string) => void,
): Promise<tf.io.ModelArtifacts> {
  const { sealed, weightsManifest, modelTopology, ...rest } = await readModelFile(path);
  if (!sealed) {
    onNotice?.(
      `${path} carries no checksum: an earlier version or another program wrote it, and damage ` +
        `would go unnoticed.`,
    );
  }
  const weightData = await readWeights(dirname(path), weightsManifest);
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  try {
    if (!isKeras3(modelTopology)) {
      refuseUnconnected(modelTopology);
      await refuseGreedy(modelTopology, weightSpecs);
      return { ...rest, modelTopology, weightSpecs, weightData };
    }
    const topology = asKeras2(modelTopology);
    refuseUnconnected(topology);
    await refuseGreedy(topology, weightSpecs);
    return {
      ...rest,
      modelTopology: topology,
      ...await renamed(topology, weightSpecs, weightData),
    };
  } catch (error) {
    throw new UserError(`Cannot load the network in ${path}: ${whyNotBuilt(error)}`, {
      cause: error,
    });
  }
}

/**
 * Why layers could not be built: what tfjs says about it, if it is a sentence and not a crash.
 *
 * @param error what was thrown
 * @returns the reason
 */
export function whyNotBuilt(error: unknown): string {
  const why = reason(error).replace(/\.? This may be due to one of the following reasons$/, "");
  const isSentence = why && !(error instanceof TypeError) &&
    !/\[object |\bundefined\b|:\W*$|: *\./.test(why);
  return isSentence ? why : "its layers are damaged, or of a kind that tfjs does not know";
}

/** Keras 3's weights under tfjs's names, without what is no layer's. */
async function renamed(
  topology: tf.io.ModelJSON["modelTopology"],
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer,
): Promise<{ weightSpecs: tf.io.WeightsManifestEntry[]; weightData: ArrayBuffer }> {
  const model = await tf.models.modelFromJSON(topology as tf.io.ModelJSON);
  const names = weightNames(model, topology, specs.map(({ name }) => name));
  model.dispose();
  const weightSpecs: tf.io.WeightsManifestEntry[] = [], parts: ArrayBuffer[] = [];
  let offset = 0;
  for (const [i, spec] of specs.entries()) {
    const from = offset, name = names[i];
    offset += bytesOf([spec]);
    if (name === undefined) continue;
    weightSpecs.push({ ...spec, name });
    parts.push(data.slice(from, offset));
  }
  return { weightSpecs, weightData: tf.io.concatenateArrayBuffers(parts) };
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
    if (expected !== undefined && sha256(new Uint8Array(part)) !== expected) {
      fail(join(folder, paths.join(", ")), "they do not match their checksum; the file is damaged");
    }
    parts.push(part);
  }
  return tf.io.concatenateArrayBuffers(parts);
}
