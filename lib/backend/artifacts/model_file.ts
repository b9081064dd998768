/** `model.json`: read, compared with its checksum, and refused if it asks for what it should not. */

import * as tf from "@tensorflow/tfjs";
import { unseal } from "../../checksum.ts";
import { UserError } from "../../errors.ts";
import { reason } from "../../files.ts";

/** The longest `model.json` that is read, in bytes; those of the largest image networks have 1 MB. */
const MOST = 2 ** 22;

/** Some weights, and the files that hold them one after the other. */
export type WeightsGroup = tf.io.WeightsManifestConfig[number] & {
  /** The SHA-256 of the files' bytes; files of other programs have none. */
  readonly sha256?: string;
};

/** A `model.json`. */
export interface ModelFile extends tf.io.ModelJSON {
  readonly weightsManifest: WeightsGroup[];
  /** True if the file carries a checksum and its content matches it. */
  readonly sealed: boolean;
}

/** The bytes that one number of each type takes up in a file. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ float32: 4, int32: 4, bool: 1, complex64: 8 },
  ...{ uint8: 1, uint16: 2, float16: 2 }, // of quantised weights
};

/** The files of a model, in a folder or wherever else they lie. */
export interface ModelFiles {
  /** The name of a file in messages; `""` stands for all of them. */
  path(name: string): string;
  /** A file's length in bytes; fails if there is no such file. */
  size(name: string): Promise<number>;
  /** A file's content; fails if it has more than `most` bytes. */
  read(name: string, most: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Reads a `model.json` and makes sure that it is that of a LayersModel.
 *
 * @param files the model's files
 * @param name the name of this one
 * @returns its content
 * @throws {UserError} if it is missing, damaged or something else, or names files elsewhere
 */
export async function readModelFile(files: ModelFiles, name: string): Promise<ModelFile> {
  const path = files.path(name);
  const bytes = await files.read(name, MOST).catch((error) => {
    throw new UserError(
      `Cannot load a network from ${path}: ${reason(error)}. Train one first, or name its folder`,
      { cause: error },
    );
  });
  const refuse = (because: string, cause?: unknown): never => {
    throw new UserError(`Cannot load the network in ${path}: ${because}`, { cause });
  };
  const attempt = <T>(work: () => T, because: (why: string) => string): T => {
    try {
      return work();
    } catch (error) {
      return refuse(because(reason(error)), error);
    }
  };
  const { json, sealed } = attempt(
    () => unseal(bytes),
    (why) => `${why}; the file is damaged or was edited`,
  );
  const content: Partial<ModelFile> | null = attempt(
    () => JSON.parse(json),
    (why) => `the file is cut off or is not JSON (${why})`,
  );
  if (!isObject(content?.modelTopology) || !areGroups(content.weightsManifest)) {
    refuse(
      "it is JSON, but not a LayersModel of TensorFlow.js (modelTopology and weightsManifest are " +
        "missing or incomplete)",
    );
  }
  const { modelTopology, weightsManifest, userDefinedMetadata } = content as ModelFile;
  const paths = weightsManifest.flatMap((group) => group.paths);
  const odd = paths.findIndex((file) => !isPlainName(file));
  if (odd >= 0) {
    const name = JSON.stringify(paths[odd])?.slice(0, 100);
    refuse(`${name} is not the plain name of a file beside it`);
  }
  if (new Set(paths).size < paths.length) refuse("it names a file of weights twice");
  if (!sealed && weightsManifest.some((group) => group.sha256 !== undefined)) {
    refuse("its checksum is gone; the file is damaged or was edited");
  }
  if (/"stateful": *true/.test(json)) {
    refuse("it has a layer that keeps a state from one batch to the next");
  }
  return { ...content, modelTopology, weightsManifest, userDefinedMetadata, sealed };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function areGroups(groups: unknown): groups is WeightsGroup[] {
  const isWeight = (weight: unknown) =>
    isObject(weight) && typeof weight.name === "string" && Array.isArray(weight.shape) &&
    weight.shape.every((size) => Number.isSafeInteger(size) && size >= 0) &&
    Object.hasOwn(SIZES, dtypeOf(weight as unknown as tf.io.WeightsManifestEntry));
  return Array.isArray(groups) &&
    groups.every((group) =>
      isObject(group) && Array.isArray(group.paths) && Array.isArray(group.weights) &&
      group.weights.every(isWeight)
    );
}

/** Tells whether a path is the name of a file, which does not lead out of its folder. */
function isPlainName(path: unknown): boolean {
  return typeof path === "string" && /^[^/\\:\0]{1,255}$/.test(path) && path !== "." &&
    path !== "..";
}

function dtypeOf(spec: tf.io.WeightsManifestEntry): string {
  return String(spec.quantization?.dtype ?? spec.dtype);
}

function numbersIn(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The bytes that weights take up in their files.
 *
 * @param weights the weights
 * @returns the number
 */
export function bytesOf(weights: readonly tf.io.WeightsManifestEntry[]): number {
  return weights.reduce((sum, spec) => sum + numbersIn(spec.shape) * SIZES[dtypeOf(spec)], 0);
}

/**
 * Refuses layers that would ask for more weights than the files hold, before they get them: the
 * layers are built with an `addWeight` that only counts.
 *
 * @param topology the layers
 * @param weights what the files hold
 * @throws {Error} if the layers ask for more, or are not layers
 */
export async function refuseGreedy(
  topology: tf.io.ModelJSON["modelTopology"],
  weights: readonly tf.io.WeightsManifestEntry[],
): Promise<void> {
  const held = weights.reduce((sum, { shape }) => sum + numbersIn(shape), 0);
  const layer = tf.layers.Layer.prototype as unknown as { addWeight: unknown };
  const { addWeight } = layer;
  let asked = 0;
  layer.addWeight = (_name: string, shape: readonly number[]) => {
    asked += numbersIn(shape);
    if (asked <= held) return;
    throw new RangeError(`its layers ask for more weights than the ${held} that its files hold`);
  };
  let built: Promise<unknown>;
  try {
    built = tf.models.modelFromJSON(topology as tf.io.ModelJSON); // builds before it returns
  } finally {
    layer.addWeight = addWeight;
  }
  await built;
}
