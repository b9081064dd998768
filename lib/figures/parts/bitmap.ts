/** Small pictures, pixel by pixel, as PNG inside a data URI. */

import { zlibSync } from "fflate";
import { base64 } from "./figure.ts";
import type { Rgb } from "./palette.ts";

/** The eight bytes with which every PNG starts. */
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** PNG's colour types: red, green and blue; indices into a palette. */
const COLOUR = 2, PALETTE = 3;

/**
 * Steps between the colours of {@linkcode colourUri}: no eye sees the difference, and the bitmap
 * packs better.
 */
const STEP = 4;

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

/**
 * Encodes a picture in colour as a data URI, with 64 levels of red, green and blue each. Every pixel is
 * stored as its difference from the one to its left, which is small where colours change slowly.
 *
 * @param pixels `[height × width × 4]` red, green, blue and opacity, 0 to 255; opacity is left out
 * @param width pixels per row
 * @returns the URI
 */
export function colourUri(pixels: ArrayLike<number>, width: number): string {
  const height = pixels.length / 4 / width, bytes = 3 * width + 1;
  const rows = new Uint8Array(height * bytes);
  for (let y = 0; y < height; y++) {
    rows[y * bytes] = 1; // the row's filter: differences from the left
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const value = stepped(pixels[4 * (y * width + x) + c]);
        const left = x > 0 ? stepped(pixels[4 * (y * width + x - 1) + c]) : 0;
        rows[y * bytes + 1 + 3 * x + c] = value - left; // modulo 256
      }
    }
  }
  const png = Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", [...uint32(width), ...uint32(height), 8, COLOUR, 0, 0, 0]),
    ...chunk("IDAT", zlibSync(rows, { level: 9 })),
    ...chunk("IEND", []),
  ]);
  return `data:image/png;base64,${base64(png)}`;
}

/** The nearest level, of which 0 and 255 are two. */
function stepped(value: number): number {
  return Math.min(255, STEP * Math.round(value / STEP));
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
