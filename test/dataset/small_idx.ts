/** Small sets in the layouts of Fashion-MNIST, QMNIST and EMNIST, and of one's own pictures. */

import { join } from "@std/path";
import { gzipSync } from "node:zlib";
import { writeIdx } from "../../lib/dataset/idx.ts";
import { random } from "../../lib/random.ts";

/** Pictures of a few classes, the class of each to be seen from where it is bright. */
export interface Small {
  /** `[N, height, width]` or `[N, height, width, channels]`. */
  readonly shape: readonly number[];
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/**
 * Makes pictures whose brightest line tells the class, in noise.
 *
 * @param shape the shape of all
 * @param classes how many there are; each picture's class is its number modulo this
 * @param seed of the noise
 * @returns the pictures and their labels, from 0 up
 */
export function pictures(shape: readonly number[], classes: number, seed = 1): Small {
  const next = random(seed), size = shape.slice(1).reduce((a, b) => a * b);
  const labels = Uint8Array.from({ length: shape[0] }, (_, n) => n % classes);
  const images = Uint8Array.from({ length: shape[0] * size }, (_, i) => {
    const [n, place] = [Math.floor(i / size), i % size];
    return Math.floor(60 * next()) + (Math.floor(place * classes / size) === labels[n] ? 190 : 0);
  });
  return { shape, images, labels };
}

/** The names of the four files, training before test and images before labels. */
export const NAMES = {
  mnist: [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ],
  sevenZip: [
    "train-images.idx3-ubyte",
    "train-labels.idx1-ubyte",
    "t10k-images.idx3-ubyte",
    "t10k-labels.idx1-ubyte",
  ],
  qmnist: [
    "qmnist-train-images-idx3-ubyte",
    "qmnist-train-labels-idx2-int",
    "qmnist-test-images-idx3-ubyte",
    "qmnist-test-labels-idx2-int",
  ],
  letters: [
    "emnist-letters-train-images-idx3-ubyte",
    "emnist-letters-train-labels-idx1-ubyte",
    "emnist-letters-test-images-idx3-ubyte",
    "emnist-letters-test-labels-idx1-ubyte",
  ],
} as const;

/** Writes a set's four files, as they are or compressed. */
export async function writeSet(
  folder: string,
  names: readonly string[],
  training: Small,
  test: Small,
  { gzip = false, labels = plainLabels } = {},
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const files = [training, test].flatMap((set) => [
    writeIdx({ shape: set.shape, data: set.images }),
    labels(set.labels),
  ]);
  for (const [i, bytes] of files.entries()) {
    const name = gzip ? `${names[i]}.gz` : names[i];
    await Deno.writeFile(join(folder, name), gzip ? new Uint8Array(gzipSync(bytes)) : bytes);
  }
}

function plainLabels(labels: Uint8Array): Uint8Array<ArrayBuffer> {
  return writeIdx({ shape: [labels.length], data: labels });
}

/** QMNIST's labels: the class, then writer, place and other numbers. */
export function qmnistLabels(labels: Uint8Array): Uint8Array<ArrayBuffer> {
  const data = Int32Array.from(
    { length: 8 * labels.length },
    (_, i) => i % 8 === 0 ? labels[i / 8] : 1_000 + i,
  );
  return writeIdx({ shape: [labels.length, 8], data });
}

/** EMNIST's letters: labels from 1. */
export function lettersLabels(labels: Uint8Array): Uint8Array<ArrayBuffer> {
  return plainLabels(labels.map((label) => label + 1));
}

/** Pictures stored column by column, as EMNIST's are. */
export function transposed({ shape, images, labels }: Small): Small {
  const [count, height, width] = shape, size = height * width;
  return {
    shape: [count, width, height],
    images: images.map((_, i) => {
      const place = i % size, column = Math.floor(place / height), row = place % height;
      return images[i - place + row * width + column];
    }),
    labels,
  };
}
