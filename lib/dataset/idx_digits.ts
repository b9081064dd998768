/** A set of labelled pictures as two IDX files, one of images and one of labels, as MNIST comes. */

import { classNames, type Digits, digits, type DigitsOptions, shapeOf } from "./digits.ts";
import { readIdx, writeIdx } from "./idx.ts";

/** A file in memory. */
export interface NamedBytes {
  /** Its name or path, for the messages. */
  readonly file: string;
  /** All of it, decompressed. */
  readonly bytes: Uint8Array;
}

/** Options of {@linkcode readDigits}: facts that the files do not tell. */
export interface ReadDigitsOptions extends Pick<DigitsOptions, "classes" | "origin"> {
  /** The label of the first class; 0 by default. EMNIST's letters begin at 1. */
  readonly firstLabel?: number;
  /** True if the files hold each picture column by column, as EMNIST's do; false by default. */
  readonly transposed?: boolean;
}

/** The most channels that a picture may have: red, green, blue and opacity. */
const CHANNELS = 4;

/**
 * Reads a set of pictures from its two files.
 *
 * @param name the set's name, such as "MNIST training"
 * @param images IDX, unsigned bytes `[N, height, width]` or `[N, height, width, channels]`
 * @param labels IDX, whole numbers `[N]`, or `[N, K]` with the labels in front, as QMNIST has them
 * @param options the classes and other things that the files do not tell
 * @returns the set, whose labels count from 0; its bytes are views of the files' if nothing has to be moved
 * @throws {SyntaxError} if a file is not IDX
 * @throws {RangeError} if the files hold something else than pictures and labels, or not equally many
 *
 * @example Reads what {@linkcode writeDigits} wrote
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, readDigits, writeDigits } from "@pixel/convnet/dataset";
 *
 * const { images, labels } = writeDigits(builtinDigits({ count: 5, seed: 1 }));
 * const set = readDigits("five", { file: "i", bytes: images }, { file: "l", bytes: labels });
 * assert(set.labels.length === 5 && set.images.length === 5 * 784);
 * ```
 */
export function readDigits(
  name: string,
  images: NamedBytes,
  labels: NamedBytes,
  options: ReadDigitsOptions = {},
): Digits {
  const { firstLabel = 0, transposed = false, classes, origin } = options;
  const { shape: [count, height, width, channels], pixels } = readPictures(images);
  const values = readLabels(labels);
  if (count !== values.length) {
    throw new RangeError(
      `Cannot pair ${images.file} with ${labels.file}: expected as many labels as images, ` +
        `found ${count} images and ${values.length} labels`,
    );
  }
  const last = firstLabel + classNames(options).length - 1;
  const wrong = values.findIndex((label) => label < firstLabel || label > last);
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot use ${labels.file}: expected labels from ${firstLabel} to ${last}, ` +
        `found ${values[wrong]} at position ${wrong}`,
    );
  }
  const zeroBased = firstLabel === 0 && values instanceof Uint8Array
    ? values
    : Uint8Array.from(values, (label) => label - firstLabel);
  const extent = transposed ? [width, height] : [height, width];
  return digits(
    name,
    transposed ? upright(pixels, extent[0], extent[1], channels) : pixels,
    zeroBased,
    { shape: [extent[0], extent[1], channels], classes: classNames({ classes }), origin },
  );
}

/**
 * Writes a set of pictures as two IDX files.
 *
 * @param set the set
 * @returns the bytes of the file of images and of the file of labels
 *
 * @example The sizes of MNIST's own files, for ten digits
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, writeDigits } from "@pixel/convnet/dataset";
 *
 * const { images, labels } = writeDigits(builtinDigits({ count: 10, seed: 1 }));
 * assert(images.length === 16 + 10 * 784 && labels.length === 8 + 10);
 * ```
 */
export function writeDigits(set: Digits): { images: Uint8Array; labels: Uint8Array } {
  const [height, width, channels] = shapeOf(set), count = set.labels.length;
  const shape = [count, height, width, ...channels === 1 ? [] : [channels]];
  return {
    images: writeIdx({ shape, data: set.images }),
    labels: writeIdx({ shape: [count], data: set.labels }),
  };
}

/** The pixels of a file that must hold pictures, and their shape `[N, height, width, channels]`. */
function readPictures({ file, bytes }: NamedBytes): { shape: number[]; pixels: Uint8Array } {
  const { shape, data } = readIdx(bytes, file);
  const [count, height, width, channels = 1] = shape;
  const isPictures = (shape.length === 3 || shape.length === 4) && height > 0 && width > 0 &&
    channels > 0 && channels <= CHANNELS;
  if (data instanceof Uint8Array && isPictures) {
    return { shape: [count, height, width, channels], pixels: data };
  }
  throw new RangeError(
    `Cannot read images from ${file}: expected unsigned bytes of shape [N, height, width], or ` +
      `[N, height, width, channels] with at most ${CHANNELS} channels, ` +
      `found ${data.constructor.name} of shape [${shape.join(", ")}]`,
  );
}

/**
 * Reads a file of labels.
 *
 * @param source IDX, whole numbers `[N]`, or `[N, K]` with the labels in front
 * @returns `[N]` the labels as the file has them
 * @throws {SyntaxError} if the file is not IDX
 * @throws {RangeError} if it holds something else than labels
 */
export function readLabels({ file, bytes }: NamedBytes): Uint8Array | Int32Array {
  const { shape, data } = readIdx(bytes, file);
  const [count, columns = 1] = shape;
  const isWhole = !(data instanceof Float32Array || data instanceof Float64Array);
  if (isWhole && (shape.length === 1 || shape.length === 2) && columns > 0) {
    if (shape.length === 1 && data instanceof Uint8Array) return data;
    return Int32Array.from({ length: count }, (_, n) => data[n * columns]);
  }
  throw new RangeError(
    `Cannot read labels from ${file}: expected whole numbers of shape [N] or [N, K], ` +
      `found ${data.constructor.name} of shape [${shape.join(", ")}]`,
  );
}

/** Swaps the rows and columns of pictures that were stored column by column. */
function upright(pixels: Uint8Array, height: number, width: number, channels: number): Uint8Array {
  const turned = new Uint8Array(pixels.length), size = height * width * channels;
  for (let from = 0; from < pixels.length; from += size) {
    for (let row = 0, to = from; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = from + (column * height + row) * channels;
        for (let c = 0; c < channels; c++) turned[to++] = pixels[at + c];
      }
    }
  }
  return turned;
}
