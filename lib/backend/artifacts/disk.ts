/** Models on disk: a folder with `model.json` and the files of its weights. */

import type * as tf from "@tensorflow/tfjs";
import { basename, dirname, join } from "@std/path";
import { readUpTo, sweep, writeWhole } from "../../files.ts";
import {
  contentOf,
  readModel,
  readStoredModel,
  saveResult,
  type StoredModel,
  TOPOLOGY,
} from "./artifacts.ts";
import type { ModelFiles } from "./model_file.ts";

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
  const content = contentOf(artifacts);
  await writeWhole(join(folder, content.weightsName), content.weights);
  await writeWhole(join(folder, TOPOLOGY), content.topology);
  await removeOtherWeights(folder, content.weightsName);
  return saveResult(content);
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
 * Reads a model's files, from the folder of `model.json` alone.
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
  return await readModel(filesIn(dirname(path)), basename(path), onNotice);
}

/**
 * Reads a model's files as they are, from the folder of `model.json` alone.
 *
 * @param path the path of `model.json`
 * @param onNotice called with a sentence if the files carry no checksum
 * @returns what they hold
 * @throws {UserError} if a file is missing, damaged, or not a LayersModel's
 */
export async function readStoredArtifacts(
  path: string,
  onNotice?: (sentence: string) => void,
): Promise<StoredModel> {
  return await readStoredModel(filesIn(dirname(path)), basename(path), onNotice);
}

/** The files of a folder. */
function filesIn(folder: string): ModelFiles {
  const path = (name: string) => join(folder, name);
  return {
    path,
    size: async (name) => (await Deno.stat(path(name))).size,
    read: (name, most) => readUpTo(path(name), most),
  };
}
