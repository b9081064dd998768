/** Sets of pictures from files that lie in memory, such as those that a reader drops on a page. */

import { sha256 } from "../checksum.ts";
import { UserError } from "../errors.ts";
import { reason } from "../files.ts";
import type { Digits } from "./digits.ts";
import { readIdx } from "./idx.ts";
import { type NamedBytes, readDigits } from "./idx_digits.ts";
import { type Manifest, MNIST, type SetPart } from "./manifest.ts";
import { isGzip } from "./verify.ts";

/** The most bytes that a file may hold when it is decompressed; MNIST's longest has 47 MB. */
const MOST = 2 ** 28;

/**
 * Reads sets of digits from IDX files, plain or gzip, whatever their names: images and labels that are
 * equally many belong together. Those with MNIST's checksums are MNIST's.
 *
 * @param files the files, two for each set
 * @param manifest the description of MNIST's files; only tests need another
 * @returns the sets, the one with the most pictures first
 * @throws {UserError} if a file is not IDX, or images have no labels, or labels no images
 *
 * @example The files of ten digits
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, digitsFromFiles, writeDigits } from "@pixel/convnet/dataset";
 *
 * const { images, labels } = writeDigits(builtinDigits({ count: 10, seed: 1 }));
 * const [set] = await digitsFromFiles([
 *   { file: "ten-labels-idx1-ubyte", bytes: labels },
 *   { file: "ten-images-idx3-ubyte", bytes: images },
 * ]);
 * assert(set.labels.length === 10);
 * ```
 */
export async function digitsFromFiles(
  files: readonly NamedBytes[],
  manifest: Manifest = MNIST,
): Promise<Digits[]> {
  const images: Counted[] = [], labels: Counted[] = [];
  for (const file of files) {
    const counted = await read(file);
    (counted.rank >= 3 ? images : labels).push(counted);
  }
  const sets = images.map((pictures) => {
    const at = labels.findIndex(({ count }) => count === pictures.count);
    if (at < 0) {
      throw new UserError(
        `Cannot use ${pictures.file}: it holds ${pictures.count} images, and no other file as many ` +
          "labels. Add the file of its labels",
      );
    }
    return setOf(pictures, labels.splice(at, 1)[0], manifest);
  });
  if (labels.length > 0 || sets.length === 0) {
    const what = labels.length > 0 ? `Cannot use ${labels[0].file}` : "Cannot find digits";
    throw new UserError(`${what}: there are no images for it. Add the file of its images`);
  }
  return sets.sort((a, b) => b.labels.length - a.labels.length);
}

/** A file, decompressed, and the first of its dimensions. */
interface Counted extends NamedBytes {
  readonly rank: number;
  readonly count: number;
}

/** Decompresses a file and reads its header. */
async function read({ file, bytes }: NamedBytes): Promise<Counted> {
  try {
    const plain = isGzip(bytes) ? await decompressed(bytes) : bytes;
    const { shape } = readIdx(plain, file);
    return { file, bytes: plain, rank: shape.length, count: shape[0] };
  } catch (error) {
    const why = reason(error); // which names the file itself if it was read
    throw new UserError(why.includes(file) ? why : `Cannot use ${file}: ${why}`, { cause: error });
  }
}

/** A browser's decompression, which Deno has too; no archive can fill the memory. */
async function decompressed(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = stream.getReader();;) {
    const { value, done } = await reader.read().catch(() => {
      throw new RangeError("expected whole gzip");
    });
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += value.length;
    if (length > MOST) {
      await reader.cancel();
      throw new RangeError(`expected at most ${MOST} bytes, found more`);
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}

/** A set, with MNIST's name if it is MNIST's. */
function setOf(images: NamedBytes, labels: NamedBytes, manifest: Manifest): Digits {
  const parts = Object.entries(manifest.files) as [SetPart, Manifest["files"][SetPart]][];
  const [part] = parts.find(([, described]) =>
    described.images.bytes === images.bytes.length &&
    described.images.sha256 === sha256(images.bytes) &&
    described.labels.sha256 === sha256(labels.bytes)
  ) ?? [];
  const origin = { name: manifest.name, checksum: manifest.files.training.images.sha256 };
  try {
    return part
      ? readDigits(`${manifest.name} ${part}`, images, labels, { origin })
      : readDigits(images.file, images, labels);
  } catch (error) {
    throw new UserError(reason(error), { cause: error });
  }
}
