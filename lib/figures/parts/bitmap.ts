/** Small pictures, pixel by pixel, as PNG inside a data URI. */

import { zlibSync } from "fflate";
import { base64 } from "./figure.ts";
import type { Rgb } from "./palette.ts";

/** The eight bytes with which every PNG starts. */
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** PNG's colour type for pixels that are indices into a palette. */
const PALETTE = 3;

/**
 * Encodes a picture as PNG (RFC 2083): eight bits per pixel, each an index into a list of colours.
 *
 * @param pixels `[height × width]` indices into `colours`, row by row
 * @param width pixels per row
 * @param colours at most 256
 * @returns the PNG's bytes
 */
export function encodePng(
  pixels: Uint8Array,
  width: number,
  colours: readonly Rgb[],
): Uint8Array {
  const height = pixels.length / width;
  const rows = new Uint8Array(height * (width + 1)); // each row starts with its filter: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", [...uint32(width), ...uint32(height), 8, PALETTE, 0, 0, 0]),
    ...chunk("PLTE", colours.flat()),
    ...chunk("IDAT", zlibSync(rows, { level: 9 })),
    ...chunk("IEND", []),
  ]);
}

/**
 * Encodes a picture as a data URI, for an `<image>`.
 *
 * @param pixels `[height × width]` indices into `colours`, row by row
 * @param width pixels per row
 * @param colours at most 256
 * @returns the URI
 */
export function bitmapUri(pixels: Uint8Array, width: number, colours: readonly Rgb[]): string {
  return `data:image/png;base64,${base64(encodePng(pixels, width, colours))}`;
}

/** A part of a PNG: its length, name, content and checksum. */
function chunk(name: string, content: ArrayLike<number>): number[] {
  const named = [...new TextEncoder().encode(name), ...Array.from(content)];
  return [...uint32(content.length), ...named, ...uint32(crc32(named))];
}

function uint32(value: number): number[] {
  return [value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255];
}

/** The checksum of PNG (RFC 2083, appendix on sample code), bit by bit. */
function crc32(bytes: readonly number[]): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
