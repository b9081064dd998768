/**
 * Models in tfjs's own LayersModel format, wherever their files lie: `model.json`, which names the layers
 * and lists the weights, and files that hold them. Models of Keras 3 are read as well.
 */

import * as tf from "@tensorflow/tfjs";
import { seal, sha256 } from "../../checksum.ts";
import { UserError } from "../../errors.ts";
import { reason } from "../../files.ts";
import { refuseUnconnected } from "./connections.ts";
import { asKeras2, isKeras3, weightNames } from "./keras.ts";
import {
  bytesOf,
  type ModelFile,
  type ModelFiles,
  readModelFile,
  refuseGreedy,
  type WeightsGroup,
} from "./model_file.ts";

/** The name of the file that describes a model. */
export const TOPOLOGY = "model.json";

/** The most bytes of weights that are read: tfjs's WebAssembly memory has 4 GiB in all. */
const MOST_WEIGHTS = 2 ** 31;

/** A model as the content of its two files. */
export interface ModelContent {
  /** The content of `model.json`. */
  readonly topology: string;
  /** The name of the weights' file, which is made from its content. */
  readonly weightsName: string;
  /** Its content. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/**
 * Makes the content of a model's files, each with a checksum.
 *
 * @param artifacts the model, as `model.save` hands it to a handler
 * @returns the content
 */
export function contentOf(artifacts: tf.io.ModelArtifacts): ModelContent {
  const weights = new Uint8Array(tf.io.concatenateArrayBuffers(
    [artifacts.weightData ?? []].flat() as ArrayBuffer[],
  ));
  const checksum = sha256(weights), weightsName = `weights-${checksum.slice(0, 8)}.bin`;
  const { weightData: _, weightSpecs = [], ...rest } = artifacts;
  const manifest = [{ paths: [weightsName], weights: weightSpecs, sha256: checksum }];
  return {
    topology: seal(JSON.stringify({ ...rest, weightsManifest: manifest })),
    weightsName,
    weights,
  };
}

/**
 * Tells what `model.save` is to return.
 *
 * @param content what was saved
 * @returns the summary
 */
export function saveResult({ topology, weights }: ModelContent): tf.io.SaveResult {
  return {
    modelArtifactsInfo: {
      dateSaved: new Date(),
      modelTopologyType: "JSON",
      modelTopologyBytes: topology.length,
      weightDataBytes: weights.length,
    },
  };
}

/** A model as its files hold it. */
export interface StoredModel {
  /** The file that describes it. */
  readonly file: ModelFile;
  /** The bytes of its weights, in the order of `file.weightsManifest`. */
  readonly weightData: ArrayBuffer;
}

/**
 * Reads a model's files as they are, and compares them with their checksums.
 *
 * @param files the files
 * @param name the name of the one that describes the model
 * @param onNotice called with a sentence if the files carry no checksum
 * @returns what they hold
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel's
 */
export async function readStoredModel(
  files: ModelFiles,
  name: string,
  onNotice?: (sentence: string) => void,
): Promise<StoredModel> {
  const file = await readModelFile(files, name);
  if (!file.sealed) {
    onNotice?.(
      `${
        files.path(name)
      } carries no checksum: an earlier version or another program wrote it, and damage ` +
        `would go unnoticed.`,
    );
  }
  return { file, weightData: await readWeights(files, file.weightsManifest) };
}

/**
 * Reads a model's files. Takes no more memory than the weights' files justify.
 *
 * @param files the files
 * @param name the name of the one that describes the model
 * @param onNotice called with a sentence if the files carry no checksum
 * @returns the model, ready for `tf.loadLayersModel`
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel
 */
export async function readModel(
  files: ModelFiles,
  name: string,
  onNotice?: (sentence: string) => void,
): Promise<tf.io.ModelArtifacts> {
  const { file, weightData } = await readStoredModel(files, name, onNotice);
  const { sealed: _, weightsManifest, modelTopology, ...rest } = file;
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
    throw new UserError(`Cannot load the network in ${files.path(name)}: ${whyNotBuilt(error)}`, {
      cause: error,
    });
  }
}

/**
 * Says why layers could not be built: what tfjs says about it, if it is a sentence and not a crash.
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

/** Reads the weights, once their files have the length that the model lists. */
async function readWeights(
  files: ModelFiles,
  groups: readonly WeightsGroup[],
): Promise<ArrayBuffer> {
  const fail = (what: string, error: unknown): never => {
    throw new UserError(`Cannot load the weights in ${what}: ${reason(error)}`, { cause: error });
  };
  const names = groups.flatMap((group) => group.paths);
  const sizes = await Promise.all(
    names.map((name) => files.size(name).catch((error) => fail(files.path(name), error))),
  );
  const found = sizes.reduce((sum, size) => sum + size, 0);
  const listed = groups.reduce((sum, { weights }) => sum + bytesOf(weights), 0);
  if (found !== listed) {
    const because = `${TOPOLOGY} lists ${listed} bytes of weights, its files hold ${found}; ` +
      `the folder was cut off or mixes two networks`;
    fail(files.path(""), because);
  }
  if (listed > MOST_WEIGHTS) {
    fail(files.path(""), `${listed} bytes are more than the memory can hold`);
  }
  const parts: ArrayBuffer[] = [];
  for (const { paths, sha256: expected } of groups) {
    const contents: ArrayBuffer[] = [];
    for (const name of paths) {
      const bytes = await files.read(name, found).catch((error) => fail(files.path(name), error));
      contents.push(bytes.buffer);
    }
    const part = tf.io.concatenateArrayBuffers(contents);
    if (expected !== undefined && sha256(new Uint8Array(part)) !== expected) {
      fail(
        files.path(paths.join(", ")),
        "they do not match their checksum; the file is damaged",
      );
    }
    parts.push(part);
  }
  return tf.io.concatenateArrayBuffers(parts);
}
