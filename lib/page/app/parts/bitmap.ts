/// <reference lib="dom" />
/** Numbers as pixels, on a canvas that the style may enlarge. */

import { colourOf, type Rgb, theme } from "./theme.ts";

/** A colour as a canvas stores it: opacity, blue, green and red, a byte each, red the lowest. */
export type Pixel = number;

/** A picture of pixels. */
export interface Bitmap {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width]` */
  readonly pixels: Uint32Array<ArrayBuffer>;
}

/**
 * Makes a picture, in the page or in a worker.
 *
 * @param width pixels per row
 * @param height rows
 * @param pixelAt the colour of a pixel, by its place in the row-major order
 * @returns the picture
 */
export function bitmapOf(width: number, height: number, pixelAt: (at: number) => Pixel): Bitmap {
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at++) pixels[at] = pixelAt(at);
  return { width, height, pixels };
}

/**
 * Paints a picture.
 *
 * @param canvas the canvas, whose size becomes the picture's
 * @param bitmap the picture
 */
export function paintBitmap(canvas: HTMLCanvasElement, { width, height, pixels }: Bitmap): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
  canvas.getContext("2d", { willReadFrequently: true })!.putImageData(image, 0, 0);
}

/**
 * Paints a pixel per number.
 *
 * @param canvas the canvas, whose size becomes the picture's
 * @param width pixels per row
 * @param height rows
 * @param pixelAt the colour of a pixel, by its place in the row-major order
 */
export function paintPixels(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  pixelAt: (at: number) => Pixel,
): void {
  paintBitmap(canvas, bitmapOf(width, height, pixelAt));
}

/**
 * A colour for {@linkcode paintPixels}.
 *
 * @param colour red, green and blue
 * @returns the same as a pixel, opaque
 */
export function pixelOf([red, green, blue]: Rgb): Pixel {
  return (0xff << 24 | blue << 16 | green << 8 | red) >>> 0;
}

/**
 * Grey for {@linkcode paintPixels}.
 *
 * @param brightness 0 for black to 1 for white; beyond is cut off
 * @returns the pixel
 */
export function greyPixel(brightness: number): Pixel {
  const level = Math.round(255 * Math.min(Math.max(brightness, 0), 1));
  return (0xff << 24 | level << 16 | level << 8 | level) >>> 0;
}

/** Pixels of −1 to 1, so many each way, of the theme that was shown last. */
const SHADES = 255;
let shades = { theme: "", pixels: new Uint32Array() };

/**
 * The colours of numbers as pixels, to be looked up by {@linkcode shadeAt}: a map has thousands.
 *
 * @returns the pixels of the theme shown
 */
export function signedPixels(): Uint32Array {
  if (shades.theme !== theme.value) {
    const all = Uint32Array.from(
      { length: 2 * SHADES + 1 },
      (_, i) => pixelOf(colourOf(i / SHADES - 1)),
    );
    shades = { theme: theme.value, pixels: all };
  }
  return shades.pixels;
}

/**
 * Finds a number's colour.
 *
 * @param part the number by the largest of its kind, −1 to 1
 * @returns its place in {@linkcode signedPixels}
 */
export function shadeAt(part: number): number {
  return Math.round((part + 1) * SHADES);
}
