/**
 * Finds digits to train on: MNIST where it can be had, the built-in digits where it cannot, and a
 * word about it in that case.
 */

import { UserError } from "../errors.ts";
import { builtinTest, builtinTraining } from "./builtin.ts";
import type { Digits } from "./digits.ts";
import { downloadMnist, type DownloadProgress } from "./download.ts";
import { faults, readMnist, verifyFolder } from "./mnist_files.ts";
import { type Manifest, MNIST } from "./manifest.ts";
import { cacheFolder } from "./cache_folder.ts";

/** A place that digits come from. */
export interface DigitSource {
  /** Whether these are MNIST's digits or the built-in ones. */
  readonly source: "mnist" | "builtin";
  /** What the data set is called in tables and reports: "MNIST" or "built-in digits". */
  readonly name: string;
  /** The folder of the files, or how the digits are made. */
  readonly where: string;
  /** What the user must be told: there only where the built-in digits stand in for MNIST. */
  readonly notice?: string;
  /**
   * Loads the training digits; nothing of the test digits is read.
   *
   * @returns the digits, 60,000 of them
   */
  loadTraining(): Promise<Digits>;
  /**
   * Loads the test digits.
   *
   * @returns the digits, 10,000 of them
   */
  loadTest(): Promise<Digits>;
}

/** Options of {@linkcode findDigits}. */
export interface FindDigitsOptions {
  /**
   * "auto" (the default): MNIST, else the built-in digits. "mnist": MNIST, else an error.
   * "builtin": the built-in digits. Anything else: the folder that holds MNIST's files.
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
  /** What the files must be and where they are served; MNIST by default. */
  readonly manifest?: Manifest;
  /** Seconds that a mirror has for its first answer; 3 with "auto", 10 with "mnist" by default. */
  readonly connectSeconds?: number;
  /** How many built-in digits; 60,000 and 10,000 by default. */
  readonly builtin?: { readonly training?: number; readonly test?: number };
}

/**
 * Finds digits, in this order: the folder that `data` or `MNIST_DIR` names; the files downloaded
 * before; a download; the built-in digits. A folder that was named and cannot be used is an error:
 * training on other digits than the user asked for would be worse.
 *
 * MNIST's files are verified here and again when they are loaded.
 *
 * @param options what to use, and whom to tell
 * @returns where the digits come from, ready to load
 * @throws {UserError} where the digits that were asked for cannot be had
 *
 * @example MNIST, or the built-in digits
 * ```ts ignore
 * import { findDigits } from "@pixel/convnet/dataset";
 *
 * const found = await findDigits({ onNotice: console.warn });
 * const training = await found.loadTraining();
 * ```
 */
export async function findDigits(options: FindDigitsOptions = {}): Promise<DigitSource> {
  const { data = "auto", manifest = MNIST, onNotice } = options;
  if (data === "builtin") return builtinSource(options);
  if (data !== "auto" && data !== "mnist") return await namedFolder(data, "the option", manifest);
  const mnistDir = options.mnistDir ?? namedByVariable();
  if (mnistDir) return await namedFolder(mnistDir, "MNIST_DIR", manifest);
  try {
    return await cachedOrDownloaded(options, data === "auto" ? 3 : 10);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (data === "mnist") throw new UserError(`${error.message}. ${HOW_TO_GET_IT}`);
    const sentence = `${error.message}. THE BUILT-IN DIGITS ARE USED INSTEAD of ` +
      `${manifest.name}: they are drawn by a program, and results on them say nothing about ` +
      `${manifest.name}. ${HOW_TO_GET_IT}`;
    onNotice?.(sentence);
    return { ...builtinSource(options), notice: sentence };
  }
}

const HOW_TO_GET_IT = "To get MNIST, run `deno task data` with a network, or set MNIST_DIR to a " +
  "folder that holds its four files.";

/** The folder that `MNIST_DIR` names; a program that may not read it has none. */
function namedByVariable(): string | undefined {
  try {
    return Deno.env.get("MNIST_DIR");
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** A folder that the user named, by an option or a variable. */
async function namedFolder(dir: string, namedBy: string, manifest: Manifest): Promise<DigitSource> {
  const wrong = faults(dir, await verifyFolder(dir, manifest));
  if (wrong === undefined) return mnistSource(dir, manifest);
  throw new UserError(
    `Cannot use ${manifest.name} from ${dir}, which ${namedBy} names: ${wrong}. ` +
      "Name a folder that holds the four files.",
  );
}

/** The folder of downloads, after downloading what it lacks. */
async function cachedOrDownloaded(
  options: FindDigitsOptions,
  patience: number,
): Promise<DigitSource> {
  const { cache = cacheFolder(), manifest = MNIST, onNotice, onProgress } = options;
  const { connectSeconds = patience } = options;
  const rows = await verifyFolder(cache, manifest);
  if (rows.every((row) => row.verified)) return mnistSource(cache, manifest);
  const bad = faults(cache, rows.filter((row) => row.path !== undefined));
  if (bad !== undefined) onNotice?.(`A file is bad and is downloaded again: ${bad}.`);
  try {
    await downloadMnist({ to: cache, manifest, connectSeconds, onProgress });
  } catch (error) {
    if (bad === undefined || !(error instanceof UserError)) throw error;
    throw new UserError(`${bad}. ${error.message}`);
  }
  return mnistSource(cache, manifest);
}

function mnistSource(dir: string, manifest: Manifest): DigitSource {
  return {
    source: "mnist",
    name: manifest.name,
    where: dir,
    loadTraining: () => readMnist(dir, "training", manifest),
    loadTest: () => readMnist(dir, "test", manifest),
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
