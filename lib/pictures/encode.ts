/** Pages as PNG files, by sharp, which is loaded only then. */

import type { Canvas } from "./canvas.ts";

/**
 * Encodes a page.
 *
 * @param canvas the page
 * @returns a PNG file
 */
export async function encodePng({ data, width, height }: Canvas): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return await sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer();
}
