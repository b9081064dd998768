/// <reference lib="dom" />
/** Numbers as pixels, on a canvas that the style may enlarge. */

import type { Rgb } from "./theme.ts";

/**
 * Paints a pixel per number.
 *
 * @param canvas the canvas, whose size becomes the picture's
 * @param width pixels per row
 * @param height rows
 * @param colourAt the colour of a pixel, by its place in the row-major order
 */
export function paintPixels(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  colourAt: (at: number) => Rgb,
): void {
  canvas.width = width, canvas.height = height;
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    image.data.set(colourAt(at), 4 * at);
    image.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d", { willReadFrequently: true })!.putImageData(image, 0, 0);
}
