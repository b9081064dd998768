/** Figures as PNG, for where SVG cannot go. */

import type { Figure } from "./figure.ts";

/** The density at which sharp draws one pixel for each pixel of an SVG, in dots an inch. */
const ONE_TO_ONE = 72;

/**
 * Turns a figure into a PNG, through sharp, which is loaded only when this is called. Needs
 * `--allow-ffi`, and fonts on the machine for the text.
 *
 * @param figure the picture
 * @param zoom pixels of the PNG a pixel of the figure; 2 by default
 * @returns the file's bytes
 */
export async function toPng(figure: Figure, zoom = 2): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const svg = new TextEncoder().encode(figure.svg);
  return new Uint8Array(await sharp(svg, { density: ONE_TO_ONE * zoom }).png().toBuffer());
}
