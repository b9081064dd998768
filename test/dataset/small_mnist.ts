/** A small data set in MNIST's own format, so that its tests need neither MNIST nor a network. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "@std/path";
import { gzipSync } from "node:zlib";
import { builtinDigits } from "../../lib/dataset/builtin.ts";
import type { Digits } from "../../lib/dataset/digits.ts";
import { writeDigits } from "../../lib/dataset/idx_digits.ts";
import type { Manifest, ManifestFile } from "../../lib/dataset/manifest.ts";

export const TRAINING: Digits = builtinDigits({ count: 40, seed: 1, name: "Small training" });
export const TEST: Digits = builtinDigits({ count: 10, seed: 2, name: "Small test" });

const training = writeDigits(TRAINING), test = writeDigits(TEST);

/** The four files, decompressed, by name. */
export const CONTENTS: ReadonlyMap<string, Uint8Array<ArrayBuffer>> = new Map([
  ["small-train-images", training.images],
  ["small-train-labels", training.labels],
  ["small-test-images", test.images],
  ["small-test-labels", test.labels],
].map(([name, bytes]) => [name as string, new Uint8Array(bytes as Uint8Array)]));

/** Their manifest; it names no mirror. */
export const SMALL: Manifest = {
  name: "Small",
  mirrors: [],
  files: {
    training: {
      images: describe("small-train-images", TRAINING),
      labels: describe("small-train-labels", TRAINING),
    },
    test: {
      images: describe("small-test-images", TEST),
      labels: describe("small-test-labels", TEST),
    },
  },
};

function describe(name: string, set: Digits): ManifestFile {
  const bytes = CONTENTS.get(name)!;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name, items: set.labels.length, bytes: bytes.length, sha256 };
}

/** The file that a mirror serves as `NAME.gz`. */
export function archive(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(CONTENTS.get(name)!));
}

/** Fails unless two sets are the same; a deep comparison would print all of their pixels. */
export function assertSame(found: Digits, wanted: Digits): void {
  assert.equal(found.name, wanted.name);
  assert.deepEqual(found.labels, wanted.labels);
  assert.equal(found.images.length, wanted.images.length);
  assert.ok(found.images.every((value, i) => value === wanted.images[i]), "the images differ");
}

/** Runs a test with a folder of its own. */
export async function inFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "dataset-test-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Writes the four files into a folder, compressed or plain. */
export async function writeSmall(dir: string, form: "plain" | "gzip"): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  for (const [name, bytes] of CONTENTS) {
    if (form === "plain") await Deno.writeFile(join(dir, name), bytes);
    else await Deno.writeFile(join(dir, `${name}.gz`), archive(name));
  }
}

/** The names of what lies in a folder, in order; none where it does not exist. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir), (entry) => entry.name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The names of the four files as archives, in order. */
export const ARCHIVES: readonly string[] = [...CONTENTS.keys()].map((name) => `${name}.gz`).sort();
