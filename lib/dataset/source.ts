/**
 * Finds digits to train on: MNIST if it can be had, otherwise the built-in digits and a word about it;
 * or any other set of pictures in a folder.
 */

import { UserError } from "../errors.ts";
import { isFolder } from "../files.ts";
import { builtinTest, builtinTraining } from "./builtin.ts";
import type { Digits } from "./digits.ts";
import { downloadMnist, type DownloadProgress } from "./download.ts";
import { type IdxParts, readIdxFolder } from "./idx_folder.ts";
import {
  digitsOf,
  faults,
  inspectFolder,
  type Inspection,
  readMnist,
  statuses,
  verifyFolder,
} from "./mnist_files.ts";
import { type Manifest, MNIST, type SetPart } from "./manifest.ts";
import { cacheFolder } from "./cache_folder.ts";

/** A place that digits, or other pictures, come from. */
export interface DigitSource {
  /** MNIST's digits, the built-in ones, or the pictures in a folder. */
  readonly source: "mnist" | "builtin" | "folder";
  /** The data set's name in tables and reports: "MNIST", "built-in digits", or that of its folder. */
  readonly name: string;
  /** The folder of the files, or how the digits are made. */
  readonly where: string;
  /** A sentence for the user; only if the built-in digits stand in for MNIST. */
  readonly notice?: string;
  /**
   * Loads the training set; MNIST has 60,000 digits.
   *
   * @returns the set
   */
  loadTraining(): Promise<Digits>;
  /**
   * Loads the test set; MNIST has 10,000 digits.
   *
   * @returns the set
   */
  loadTest(): Promise<Digits>;
}

/** Options of {@linkcode findDigits}. */
export interface FindDigitsOptions {
  /**
   * "auto" (the default): MNIST, else the built-in digits. "mnist": MNIST, else an error.
   * "builtin": the built-in digits. Anything else: a folder that holds MNIST, or another set of
   * pictures as four IDX files.
   */
  readonly data?: string;
  /** Told, in a sentence, what the user should know while digits are looked for. */
  readonly onNotice?: (sentence: string) => void;
  /** Told how far a download is. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** A folder that holds MNIST's files, or "" for none; `MNIST_DIR` by default. */
  readonly mnistDir?: string;
  /** The folder that downloads are kept in; {@linkcode cacheFolder} by default. */
  readonly cache?: string;
  /** The description of the files and of where they are served; MNIST by default. */
  readonly manifest?: Manifest;
  /** Seconds that a mirror has for its first answer; 3 with "auto", 10 with "mnist" by default. */
  readonly connectSeconds?: number;
  /** The numbers of built-in digits; 60,000 and 10,000 by default. */
  readonly builtin?: { readonly training?: number; readonly test?: number };
}

/**
 * Finds digits, in this order: the folder that `data` or `MNIST_DIR` names; the files downloaded
 * before; a download; the built-in digits. A folder that was named and cannot be used is an error:
 * training on other digits than the user asked for would be worse.
 *
 * MNIST is what has MNIST's checksums. Its files are read here; what is loaded first is not read again. A
 * folder that `data` names may hold another set: Fashion-MNIST, KMNIST, QMNIST, EMNIST, or pictures of
 * your own, as IDX files that are named as MNIST's are. It is named after its folder. Classes may have
 * names, one per line of a file `classes.txt` in the folder.
 *
 * @param options what to use, and whom to tell
 * @returns where the digits come from, ready to load
 * @throws {UserError} if the digits that were asked for cannot be had
 * @throws {TypeError} if `data` is not a name
 *
 * @example MNIST, or the built-in digits
 * ```ts ignore
 * import { findDigits } from "@pixel/convnet/dataset";
 *
 * const found = await findDigits({ onNotice: console.warn });
 * const training = await found.loadTraining();
 * ```
 *
 * @example Digits without any file
 * ```ts
 * import assert from "node:assert/strict";
 * import { findDigits } from "@pixel/convnet/dataset";
 *
 * const found = await findDigits({ data: "builtin", builtin: { training: 100 } });
 * const training = await found.loadTraining();
 * assert(found.name === "built-in digits" && training.labels.length === 100);
 * ```
 */
export async function findDigits(options: FindDigitsOptions = {}): Promise<DigitSource> {
  const { data = "auto", manifest = MNIST, onNotice, cache = cacheFolder() } = options;
  if (typeof data !== "string" || data === "") {
    throw new TypeError(
      `Cannot find digits in ${
        data === "" ? '""' : data
      }: it must be auto, mnist, builtin or a folder`,
    );
  }
  if (data === "builtin") return builtinSource(options);
  if (data !== "auto" && data !== "mnist") return await namedFolder(data, OPTION, manifest);
  const mnistDir = options.mnistDir ?? namedByVariable();
  const howToGetIt = mnistDir === undefined ? HOW_TO_ALLOW_IT : HOW_TO_GET_IT;
  if (mnistDir) return await namedFolder(mnistDir, "MNIST_DIR", manifest);
  try {
    return await cachedOrDownloaded(options, data === "auto" ? 3 : 10);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (data === "mnist") throw new UserError(`${error.message}. ${howToGetIt}`);
    const bad = faults(cache, (await verifyFolder(cache, manifest)).filter(({ path }) => path));
    const sentence = `${manifest.name} is not here and cannot be downloaded` +
      `${
        bad === undefined ? "" : ` (${bad})`
      }: THE BUILT-IN DIGITS, drawn by a program, stand in ` +
      `for it, and results say nothing about ${manifest.name}. ${howToGetIt}`;
    onNotice?.(sentence);
    return { ...builtinSource(options), notice: sentence };
  }
}

const HOW_TO_GET_IT = "Set MNIST_DIR to a folder that holds its four files.";

const HOW_TO_ALLOW_IT =
  "MNIST_DIR may name a folder that holds its four files, if the program is " +
  "allowed to look: run it with --allow-env=MNIST_DIR.";

/** The option's name in messages. */
const OPTION = "the option";

/** The folder that `MNIST_DIR` names; "" for none, undefined if the program may not look. */
function namedByVariable(): string | undefined {
  try {
    return Deno.env.get("MNIST_DIR") ?? "";
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** A folder that the user named, by an option or a variable; the variable is for MNIST alone. */
async function namedFolder(dir: string, namedBy: string, manifest: Manifest): Promise<DigitSource> {
  const found = await inspectFolder(dir, manifest), rows = statuses(manifest, found);
  const wrong = faults(dir, rows);
  if (wrong === undefined) return mnistSource(dir, manifest, found);
  if (namedBy === OPTION && !rows.some((row) => row.verified)) { // not a damaged MNIST
    const parts = await readIdxFolder(dir, manifest.name);
    if (parts) return folderSource(dir, parts);
  }
  const from = namedBy === OPTION ? dir : `${dir}, which ${namedBy} names`;
  throw new UserError(
    await isFolder(dir)
      ? `Cannot use ${manifest.name} from ${from}: ${wrong}. Name a folder that holds the four files.`
      : `Cannot find digits in ${from}: there is no such folder${
        namedBy === OPTION ? ", nor files that begin so" : ""
      }`,
  );
}

/** The folder of downloads, after downloading what it lacks. */
async function cachedOrDownloaded(
  options: FindDigitsOptions,
  patience: number,
): Promise<DigitSource> {
  const { cache = cacheFolder(), manifest = MNIST, onNotice, onProgress } = options;
  const { connectSeconds = patience } = options;
  const found = await inspectFolder(cache, manifest), rows = statuses(manifest, found);
  if (rows.every((row) => row.verified)) return mnistSource(cache, manifest, found);
  const bad = faults(cache, rows.filter((row) => row.path !== undefined));
  if (bad !== undefined) onNotice?.(`A file is bad and is downloaded again: ${bad}.`);
  try {
    await downloadMnist({ to: cache, manifest, connectSeconds, onProgress });
  } catch (error) {
    if (bad === undefined || !(error instanceof UserError)) throw error;
    throw new UserError(`${bad}. ${error.message}`);
  }
  return mnistSource(cache, manifest, await inspectFolder(cache, manifest));
}

/** MNIST in a folder whose four files have been found. */
function mnistSource(dir: string, manifest: Manifest, found: readonly Inspection[]): DigitSource {
  const kept = new Map([["training", found.slice(0, 2)], ["test", found.slice(2)]]);
  const load = async (part: SetPart) => {
    const files = kept.get(part);
    kept.delete(part);
    if (part === "test") kept.clear(); // who has come to the test set is done with training
    return files
      ? await digitsOf(dir, part, manifest, files)
      : await readMnist(dir, part, manifest);
  };
  return {
    source: "mnist",
    name: manifest.name,
    where: dir,
    loadTraining: () => load("training"),
    loadTest: () => load("test"),
  };
}

/** The pictures of a folder, read once. */
function folderSource(dir: string, { training, test, origin }: IdxParts): DigitSource {
  return {
    source: "folder",
    name: origin.name,
    where: dir,
    loadTraining: () => Promise.resolve(training),
    loadTest: () => Promise.resolve(test),
  };
}

function builtinSource({ builtin = {} }: FindDigitsOptions): DigitSource {
  return {
    source: "builtin",
    name: "built-in digits",
    where: "drawn by the program",
    loadTraining: () => Promise.resolve().then(() => builtinTraining(builtin.training)),
    loadTest: () => Promise.resolve().then(() => builtinTest(builtin.test)),
  };
}
