/** A set of digits as two IDX files, one of images and one of labels, the way MNIST comes. */

import { CLASSES, type Digits, digits, PIXELS, SIDE } from "./digits.ts";
import { readIdx, writeIdx } from "./idx.ts";

/** A file in memory. */
export interface NamedBytes {
  /** Its name or path, for the messages. */
  readonly file: string;
  /** All of it, decompressed. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a set of digits from its two files.
 *
 * @param name what the set is called, such as "MNIST training"
 * @param images IDX, unsigned bytes `[N, 28, 28]`
 * @param labels IDX, unsigned bytes `[N]`, each 0 to 9
 * @returns the set; its bytes are views of the files'
 * @throws {SyntaxError} where a file is not IDX
 * @throws {RangeError} where the files hold something else than digits, or not equally many
 */
export function readDigits(name: string, images: NamedBytes, labels: NamedBytes): Digits {
  const pixels = readBytes(images, "images", [SIDE, SIDE]);
  const classes = readBytes(labels, "labels", []);
  const imageCount = pixels.length / PIXELS;
  if (imageCount !== classes.length) {
    throw new RangeError(
      `Cannot pair ${images.file} with ${labels.file}: expected as many labels as images, ` +
        `found ${imageCount} images and ${classes.length} labels`,
    );
  }
  const wrong = classes.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot use ${labels.file}: expected labels from 0 to ${CLASSES - 1}, ` +
        `found ${classes[wrong]} at position ${wrong}`,
    );
  }
  return digits(name, pixels, classes);
}

/**
 * Writes a set of digits as two IDX files.
 *
 * @param set the digits
 * @returns the bytes of the file of images and of the file of labels
 */
export function writeDigits(set: Digits): { images: Uint8Array; labels: Uint8Array } {
  return {
    images: writeIdx({ shape: [set.labels.length, SIDE, SIDE], data: set.images }),
    labels: writeIdx({ shape: [set.labels.length], data: set.labels }),
  };
}

/** The items of a file that must hold unsigned bytes of shape `[N, ...item]`. */
function readBytes(
  source: NamedBytes,
  what: string,
  item: readonly number[],
): Uint8Array {
  const { shape, data } = readIdx(source.bytes, source.file);
  const fits = shape.length === 1 + item.length && item.every((size, i) => shape[i + 1] === size);
  if (!(data instanceof Uint8Array) || !fits) {
    throw new RangeError(
      `Cannot read ${what} from ${source.file}: expected unsigned bytes of shape ` +
        `[${["N", ...item].join(", ")}], found ${data.constructor.name} of shape ` +
        `[${shape.join(", ")}]`,
    );
  }
  return data;
}
