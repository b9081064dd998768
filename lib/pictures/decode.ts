/** Files of pictures, decoded by sharp, which is loaded only then. A browser has its canvas for that. */

import { UserError } from "../errors.ts";
import { readUpTo, reason } from "../files.ts";
import type { Picture } from "./plane.ts";

/** The largest picture that is decoded, in pixels: a small file can claim billions. */
const MOST_PIXELS = 64e6;

/** The longest file of a picture that is read, in bytes: so many pixels, uncompressed, have 256e6. */
export const MOST_BYTES: number = 2 ** 28;

/**
 * Decodes a picture: turned as the camera was held, in the colours of sRGB. Needs `--allow-ffi` and
 * `--allow-env=npm_package_config_libvips,MALLOC_ARENA_MAX`.
 *
 * @param bytes a JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG file
 * @param name what to call it when it cannot be read
 * @returns the picture
 * @throws {UserError} where it cannot be read as a picture
 *
 * @example A drawing of 2 × 1 pixels, the right one black
 * ```ts
 * import assert from "node:assert/strict";
 * import { decodePicture } from "@pixel/convnet/pictures";
 *
 * const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1">
 *   <rect width="1" height="1" fill="white"/><rect x="1" width="1" height="1"/></svg>`;
 * const { width, height, data } = await decodePicture(new TextEncoder().encode(svg), "a drawing");
 * assert.deepEqual([width, height, ...data], [2, 1, 255, 255, 255, 255, 0, 0, 0, 255]);
 * ```
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<Picture> {
  const { default: sharp } = await import("sharp");
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .rotate() // as the camera was held
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (error) {
    throw new UserError(`Cannot read a picture from ${name}: ${why(bytes, `${error}`)}`, {
      cause: error,
    });
  }
}

/**
 * Reads and decodes the file of a picture.
 *
 * @param file its path
 * @returns the picture, as {@linkcode decodePicture} gives it
 * @throws {UserError} if there is no such file, or it cannot be read as a picture
 */
export async function decodeFile(file: string): Promise<Picture> {
  const bytes = await readUpTo(file, MOST_BYTES).catch((error) => {
    throw new UserError(`Cannot read a picture from ${file}: ${reason(error)}`, { cause: error });
  });
  return await decodePicture(bytes, file);
}

/** Says why bytes could not be decoded; sharp's own words are for those who call it. */
function why(bytes: Uint8Array, error: string): string {
  if (bytes.length === 0) return "the file is empty";
  if (error.includes("pixel limit")) return `it has more than ${MOST_PIXELS / 1e6} million pixels`;
  const isHeic = /^ftyp(?:he|mif|msf)/.test(new TextDecoder().decode(bytes.subarray(4, 12)));
  return isHeic || error.includes("unsupported image format")
    ? "it is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG file. Save it as one of these"
    : "the file is damaged";
}
