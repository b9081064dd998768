/**
 * The list of MNIST's files, from `data/mnist.json`: how long each is once decompressed, its
 * SHA-256, and the mirrors that serve it.
 */

import mnist from "../../data/mnist.json" with { type: "json" };

/** One of the two sets that MNIST comes in. */
export type SetPart = "training" | "test";

/** One file, described by its decompressed bytes: every archive of it may be compressed anew. */
export interface ManifestFile {
  /** Its name, without `.gz`. */
  readonly name: string;
  /** Images or labels in it. */
  readonly items: number;
  /** Its length in bytes, decompressed. */
  readonly bytes: number;
  /** The SHA-256 of its decompressed bytes, in hexadecimal. */
  readonly sha256: string;
}

/** A data set as four files. */
export interface Manifest {
  /** The data set's name, such as "MNIST". */
  readonly name: string;
  /** Addresses, each ending in a slash, that serve every file as `NAME.gz`; tried in this order. */
  readonly mirrors: readonly string[];
  /** The files: two for each part. */
  readonly files: Readonly<
    Record<SetPart, { readonly images: ManifestFile; readonly labels: ManifestFile }>
  >;
}

/** MNIST: 60,000 training digits and 10,000 test digits. */
export const MNIST: Manifest = mnist;

/**
 * Lists the files of a manifest, training before test and images before labels.
 *
 * @param manifest the data set; MNIST by default
 * @returns its four files
 *
 * @example The names of MNIST's files
 * ```ts
 * import assert from "node:assert/strict";
 * import { manifestFiles } from "@pixel/convnet/dataset";
 *
 * assert(manifestFiles()[0].name === "train-images-idx3-ubyte");
 * ```
 */
export function manifestFiles(manifest: Manifest = MNIST): ManifestFile[] {
  const { training, test } = manifest.files;
  return [training.images, training.labels, test.images, test.labels];
}
