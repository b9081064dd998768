/**
 * Any set of pictures that lies in a folder as four IDX files: Fashion-MNIST, KMNIST, QMNIST, EMNIST,
 * or one of your own.
 */

import { basename, dirname, join } from "@std/path";
import { sha256 } from "../checksum.ts";
import { UserError } from "../errors.ts";
import { isFolder, readUpTo, reason } from "../files.ts";
import type { Digits, Origin } from "./digits.ts";
import { idxLength } from "./idx.ts";
import { type NamedBytes, readDigits, readLabels } from "./idx_digits.ts";
import type { SetPart } from "./manifest.ts";
import { beginningOf, decompress, isGzip } from "./verify.ts";

/** The longest file that is read, in bytes, compressed or not. */
const MOST = 2 ** 31;

/** No gzip is shorter than its content divided by this (RFC 1951: 258 bytes in two bits). */
const DENSEST = 1032;

/**
 * The names of the files: those of MNIST, with 7-Zip's dot in place of a hyphen, and with what EMNIST
 * and QMNIST put in front: "emnist-letters-test-labels-idx1-ubyte.gz".
 */
const FILE =
  /^(?:(.+)-)?(train|t10k|test)-(images|labels)[-.]idx\d[-.](?:u?byte|short|int)(?:\.gz)?$/;

/** A set of pictures in a folder. */
interface IdxSet {
  /** The common beginning of its files' names; may be empty. */
  readonly prefix: string;
  /** Paths by part and kind, such as "train images". */
  readonly files: Map<string, string>;
}

/** All parts of a set. */
export interface IdxParts extends Record<SetPart, Digits> {
  /** The set's name and a checksum of its training files. */
  readonly origin: Origin;
}

/**
 * Reads a set of pictures from a folder. If the folder holds several sets, as EMNIST's does, `path`
 * must name one of them by what its files begin with: `gzip/emnist-letters`.
 *
 * Classes are named by the lines of `classes.txt` beside the files, or by EMNIST's own mapping;
 * without either they have their labels for names.
 *
 * @param path the folder, or a folder and a set in it
 * @param taken the name of the set that these files are not, such as "MNIST"
 * @returns the training set and the test set, or undefined if there are no such files
 * @throws {UserError} if the files are incomplete, or do not hold pictures with their labels
 */
export async function readIdxFolder(path: string, taken: string): Promise<IdxParts | undefined> {
  const isWhole = await isFolder(path);
  const folder = isWhole ? path : dirname(path);
  const sets = await setsIn(folder);
  const chosen = isWhole ? sets : sets.filter(({ prefix }) => prefix === basename(path));
  if (chosen.length === 0) return undefined;
  if (chosen.length > 1) {
    throw new UserError(
      `Cannot choose from the ${sets.length} sets in ${folder}. Name one of them: ` +
        sets.map(({ prefix }) => join(folder, prefix)).join(", "),
    );
  }
  const own = isWhole ? await nameOf(folder) : chosen[0].prefix;
  const name = own.toLowerCase() === taken.toLowerCase() ? `${own} (not ${taken})` : own;
  try {
    return await readSet(name, folder, chosen[0]);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Cannot use the pictures in ${path}: ${reason(error)}`, { cause: error });
  }
}

/** A folder's own name, even if the path to it ends in dots. */
async function nameOf(folder: string): Promise<string> {
  const name = basename(folder);
  return /^\.*$/.test(name) ? basename(await Deno.realPath(folder)) : name;
}

/** The sets in a folder, by the names of their files; of two forms of a file the plain one counts. */
async function setsIn(folder: string): Promise<IdxSet[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const names = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  const sets = new Map<string, IdxSet>();
  for (const name of names.sort().reverse()) { // NAME.gz before NAME, which replaces it
    const [, prefix = "", part, kind] = name.match(FILE) ?? [];
    if (part === undefined) continue;
    if (!sets.has(prefix)) sets.set(prefix, { prefix, files: new Map() });
    sets.get(prefix)!.files.set(
      `${part === "train" ? "train" : "test"} ${kind}`,
      join(folder, name),
    );
  }
  return [...sets.values()].reverse();
}

async function readSet(name: string, folder: string, set: IdxSet): Promise<IdxParts> {
  const read = async (what: string): Promise<NamedBytes> => {
    const path = set.files.get(what);
    if (path !== undefined) return await readFile(path);
    throw new UserError(
      `Cannot use the pictures in ${folder}: the file of ${what} is missing. There must be four ` +
        "files, named as MNIST's are",
    );
  };
  const [images, labels] = [await read("train images"), await read("train labels")];
  const origin = { name, checksum: sha256(images.bytes, labels.bytes) };
  // EMNIST was written from Matlab, which stores pictures column by column.
  const transposed = /emnist/i.test(`${name} ${set.prefix}`);
  const options = { ...await classesOf(folder, set.prefix, labels), transposed, origin };
  const part = (own: string, images: NamedBytes, labels: NamedBytes): Digits => {
    const set = readDigits(`${name} ${own}`, images, labels, options);
    if (set.labels.length > 0) return set;
    throw new UserError(`Cannot use the pictures in ${folder}: ${images.file} holds none`);
  };
  const training = part("training", images, labels);
  const test = part("test", await read("test images"), await read("test labels"));
  if (String(test.shape) !== String(training.shape)) {
    throw new UserError(
      `Cannot use the pictures in ${folder}: those to learn from are ${
        training.shape!.join(" × ")
      }, ` +
        `those to test with ${test.shape!.join(" × ")}`,
    );
  }
  return { training, test, origin };
}

/** A file's bytes, decompressed. */
async function readFile(file: string): Promise<NamedBytes> {
  try {
    const stored = await readUpTo(file, (start) => isGzip(start) ? MOST : idxLength(start, file));
    if (!isGzip(stored)) return { file, bytes: stored };
    // The header comes first and says how long the rest is, so that no archive can fill the memory.
    const length = idxLength(beginningOf(stored), file);
    if (length > Math.min(MOST, DENSEST * stored.length)) {
      throw new RangeError(
        `its header asks for ${length} bytes, which ${stored.length} cannot hold`,
      );
    }
    return { file, bytes: decompress(stored, length) };
  } catch (error) {
    throw new UserError(`Cannot read ${file}: ${reason(error)}`, { cause: error });
  }
}

/** The names of the classes, and the label of the first. */
async function classesOf(
  folder: string,
  prefix: string,
  labels: NamedBytes,
): Promise<{ classes: readonly string[]; firstLabel: number }> {
  let least = Infinity, most = -Infinity;
  for (const label of readLabels(labels)) {
    least = Math.min(least, label);
    most = Math.max(most, label);
  }
  if (!(least >= 0 && most < 256)) {
    throw new UserError(
      `Cannot use ${labels.file}: expected labels from 0 to 255, found ${least} to ${most}`,
    );
  }
  const named = await namedClasses(folder, prefix, least, most);
  if (named) return named;
  const firstLabel = Math.min(least, 1); // some sets count from 1
  return {
    firstLabel,
    classes: Array.from({ length: most - firstLabel + 1 }, (_, c) => `${firstLabel + c}`),
  };
}

/** The names of the classes as a file beside the pictures gives them; undefined without one. */
async function namedClasses(folder: string, prefix: string, least: number, most: number) {
  const mapping = prefix && await linesOf(join(folder, `${prefix}-mapping.txt`));
  if (mapping) { // a label and its characters' codes: "1 65 97"
    const rows = mapping.lines.map((line) => line.split(/\s+/).map(Number));
    if (rows.every(([label, ...codes], i) => label === rows[0][0] + i && codes.every(isCode))) {
      const classes = rows.map(([, ...codes]) => String.fromCodePoint(...codes));
      return checked({ classes, firstLabel: rows[0][0] }, mapping.file, most);
    }
  }
  const names = await linesOf(join(folder, "classes.txt"));
  if (!names) return undefined;
  const firstLabel = least > 0 && names.lines.length === most ? 1 : 0;
  return checked({ classes: names.lines, firstLabel }, names.file, most);
}

function isCode(code: number): boolean {
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff;
}

function checked<T extends { classes: string[]; firstLabel: number }>(
  named: T,
  file: string,
  most: number,
): T {
  if (most < named.firstLabel + named.classes.length) {
    // They are printed, and must not control the terminal.
    return {
      ...named,
      classes: named.classes.map((name) => name.replaceAll(/\p{Cc}/gu, "\ufffd")),
    };
  }
  throw new UserError(
    `Cannot name the classes by ${file}: it has ${named.classes.length} lines, ` +
      `and the labels go up to ${most}. Give it one line for each class`,
  );
}

/** The lines of a small text file that are not empty; undefined if there is no such file. */
async function linesOf(file: string): Promise<{ file: string; lines: string[] } | undefined> {
  try {
    const text = new TextDecoder().decode(await readUpTo(file, 65_536));
    const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
    return lines.length > 0 ? { file, lines } : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UserError(`Cannot read ${file}: ${reason(error)}`, { cause: error });
  }
}
