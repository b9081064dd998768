/**
 * Reads MNIST from a folder that holds its four files, plain or `.gz`. Nothing is used before its
 * SHA-256 has been compared with the manifest.
 */

import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { readUpTo, reason } from "../files.ts";
import type { Digits } from "./digits.ts";
import { type NamedBytes, readDigits } from "./idx_digits.ts";
import {
  type Manifest,
  type ManifestFile,
  manifestFiles,
  MNIST,
  type SetPart,
} from "./manifest.ts";
import { verified } from "./verify.ts";

/** Bytes that gzip adds, at most, to a file that it cannot compress. */
const ARCHIVE = 1_024;

/** The state of one file in a folder: a row of the table that `deno task data` prints. */
export interface FileStatus {
  /** The manifest's name for it, such as "train-images-idx3-ubyte". */
  readonly file: string;
  /** Images or labels in it. */
  readonly items: number;
  /** Its length in bytes, decompressed. */
  readonly bytes: number;
  /** True if it exists and is the file that the manifest describes. */
  readonly verified: boolean;
  /** Its path, if it exists. */
  readonly path?: string;
  /** The fault, if it is not verified. */
  readonly problem?: string;
}

/** A file that was found and verified, or its fault. */
export type Inspection =
  | { readonly path: string; readonly stored: Uint8Array; readonly bytes: Uint8Array }
  | { readonly path?: string; readonly problem: string };

/**
 * Reads the training set or the test set of MNIST; the files of the other are not opened.
 *
 * @param dir the folder
 * @param part the training set (60,000 digits) or the test set (10,000)
 * @param manifest the description of the files; MNIST by default
 * @returns the digits, named "MNIST training" or "MNIST test"
 * @throws {UserError} if a file is missing or is not the one that the manifest describes
 *
 * @example
 * ```ts ignore
 * import { readMnist } from "@pixel/convnet/dataset";
 *
 * const training = await readMnist("data/mnist", "training");
 * console.log(training.labels.length); // 60000
 * ```
 */
export async function readMnist(
  dir: string,
  part: SetPart,
  manifest: Manifest = MNIST,
): Promise<Digits> {
  const { images, labels } = manifest.files[part];
  const found = [images, labels].map((file) => inspect(dir, file));
  return digitsOf(dir, part, manifest, await Promise.all(found));
}

/**
 * Makes a set of its two files, which have been inspected.
 *
 * @param dir their folder
 * @param part the training set or the test set
 * @param manifest the description of the files
 * @param found what was found of the images and of the labels
 * @returns the digits
 * @throws {UserError} if a file is missing or is not the one that the manifest describes
 */
export function digitsOf(
  dir: string,
  part: SetPart,
  manifest: Manifest,
  found: readonly Inspection[],
): Digits {
  const { images, labels } = manifest.files[part];
  const [pictures, classes] = [images, labels].map((file, i): NamedBytes => {
    const inspection = found[i];
    if ("bytes" in inspection) return { file: inspection.path, bytes: inspection.bytes };
    throw new UserError(
      `Cannot use ${manifest.name} from ${dir}: ${faults(dir, [status(file, inspection)])}. ` +
        "Put the right file there; `deno task data` can download it.",
    );
  });
  return readDigits(`${manifest.name} ${part}`, pictures, classes, {
    origin: { name: manifest.name, checksum: manifest.files.training.images.sha256 },
  });
}

/**
 * Verifies each of the four files in a folder.
 *
 * @param dir the folder; one that does not exist has four missing files
 * @param manifest the description of the files; MNIST by default
 * @returns one row per file, training before test
 *
 * @example Is MNIST whole?
 * ```ts
 * import assert from "node:assert/strict";
 * import { verifyFolder } from "@pixel/convnet/dataset";
 *
 * const rows = await verifyFolder("/no/such/folder");
 * assert(rows.length === 4 && rows.every(({ verified }) => !verified));
 * ```
 */
export async function verifyFolder(
  dir: string,
  manifest: Manifest = MNIST,
): Promise<FileStatus[]> {
  return statuses(manifest, await inspectFolder(dir, manifest));
}

/**
 * Reads and verifies each of the four files in a folder.
 *
 * @param dir the folder
 * @param manifest the description of the files
 * @returns what was found of each, training before test and images before labels
 */
export function inspectFolder(dir: string, manifest: Manifest): Promise<Inspection[]> {
  return Promise.all(manifestFiles(manifest).map((file) => inspect(dir, file)));
}

/**
 * Makes the table's rows for the four files that were inspected.
 *
 * @param manifest the description of the files
 * @param found what was found of each
 * @returns one row per file
 */
export function statuses(manifest: Manifest, found: readonly Inspection[]): FileStatus[] {
  return manifestFiles(manifest).map((file, i) => status(file, found[i]));
}

/**
 * Looks for one file in a folder, as `NAME` or `NAME.gz`, and verifies it. 7-Zip's name for it, with
 * a dot before `idx`, is as good.
 *
 * @param dir the folder
 * @param file what it must be
 * @returns the file as it is stored and decompressed, the plain one if both are good; or what is wrong
 */
export async function inspect(dir: string, file: ManifestFile): Promise<Inspection> {
  let bad: Inspection | undefined;
  const names = [file.name, file.name.replace("-idx", ".idx")].flatMap((n) => [n, `${n}.gz`]);
  for (const path of new Set(names).values().map((name) => join(dir, name))) {
    try {
      const stored = await readUpTo(path, file.bytes + ARCHIVE);
      return { path, stored, bytes: verified(stored, file) };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) bad ??= { path, problem: reason(error) };
    }
  }
  return bad ?? { problem: "missing" };
}

/**
 * Makes the table's row for a file that was inspected.
 *
 * @param file what it must be
 * @param found what was found
 * @returns the row
 */
export function status(file: ManifestFile, found: Inspection): FileStatus {
  const { path } = found;
  return {
    file: file.name,
    items: file.items,
    bytes: file.bytes,
    verified: !("problem" in found),
    ...(path !== undefined && { path }),
    ..."problem" in found && { problem: found.problem },
  };
}

/**
 * Says in one sentence why files of a folder cannot be used.
 *
 * @param dir the folder
 * @param rows its files
 * @returns the sentence, or undefined if all are verified
 */
export function faults(dir: string, rows: readonly FileStatus[]): string | undefined {
  const bad = rows.filter((row) => !row.verified);
  if (bad.length === 0) return undefined;
  const missing = bad.filter((row) => row.path === undefined).map((row) => row.file);
  const parts = bad.flatMap(({ path, problem }) => path === undefined ? [] : `${path}: ${problem}`);
  if (missing.length > 0) parts.push(`${dir} has no ${missing.join(", no ")} (plain or .gz)`);
  return parts.join("; ");
}
