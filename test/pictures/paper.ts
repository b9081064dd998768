/** Pictures drawn for tests. */

import { builtinDigits, type Digits, digits, slice } from "../../lib/dataset/mod.ts";
import type { Picture } from "../../lib/pictures/mod.ts";

/** Digits of pens that are not thin, from a seed whose first ones the stored network reads. */
export const DIGITS = thick(builtinDigits({ count: 60, seed: 64 }));

function thick({ name, images, labels }: Digits): Digits {
  const ink = (n: number) =>
    images.subarray(784 * n, 784 * (n + 1)).reduce((sum, grey) => sum + grey, 0) / 255;
  const chosen = [...labels.keys()].filter((n) => ink(n) > 85);
  const pixels = chosen.flatMap((n) => [...images.subarray(784 * n, 784 * (n + 1))]);
  return digits(name, Uint8Array.from(pixels), Uint8Array.from(chosen, (n) => labels[n]));
}

/** A digit of {@linkcode DIGITS}. */
export function digit(n: number): Uint8Array {
  return slice(DIGITS, n, n + 1).images;
}

/** The likeness of two digits: 1 if they differ in brightness alone. */
export function likeness(a: Uint8Array, b: Uint8Array): number {
  const product = (p: Uint8Array, q: Uint8Array) =>
    p.reduce((sum, value, i) => sum + value * q[i], 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** A picture of a size whose pixels a function colours: red, green, blue and, if not 255, opacity. */
export function painted(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly number[],
): Picture {
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = colour(x, y);
      data.set([red, green, blue, alpha], 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

/**
 * The ink of a digit at a place, its pixels `zoom` wide and its corner at `left`, `top`: 0 to 1.
 */
export function inkAt(image: Uint8Array, zoom: number, left: number, top: number) {
  const pixel = (x: number, y: number) =>
    x < 0 || y < 0 || x >= 28 || y >= 28 ? 0 : image[28 * y + x] / 255;
  return (x: number, y: number) => {
    const u = (x + 0.5 - left) / zoom - 0.5, v = (y + 0.5 - top) / zoom - 0.5;
    const column = Math.floor(u), row = Math.floor(v), along = u - column, down = v - row;
    return (1 - down) * ((1 - along) * pixel(column, row) + along * pixel(column + 1, row)) +
      down * ((1 - along) * pixel(column, row + 1) + along * pixel(column + 1, row + 1));
  };
}
