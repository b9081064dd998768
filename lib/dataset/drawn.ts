/** Sets whose pictures are drawn one by one, each from the set's seed and its own index. */

import { type Random, random } from "../random.ts";
import { type Digits, digits, PIXELS } from "./digits.ts";

/**
 * Draws a set.
 *
 * @param name the set's name
 * @param things the pictures' plural in a message, such as "letters"
 * @param options how many, from which seed
 * @param draw draws a picture into `[784]` zeros, and returns its label
 * @param classes the labels' names; the digits by default
 * @returns the set
 * @throws {RangeError} if `count` is not a whole number from 0 up
 */
export function drawnSet(
  name: string,
  things: string,
  { count, seed }: { readonly count: number; readonly seed: number },
  draw: (next: Random, image: Uint8Array) => number,
  classes?: readonly string[],
): Digits {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`Cannot draw ${count} ${things}: need a whole number from 0 up`);
  }
  const images = new Uint8Array(count * PIXELS); // [N × 784]
  const labels = new Uint8Array(count); // [N]
  for (let i = 0; i < count; i++) {
    labels[i] = draw(random(seed, i), images.subarray(i * PIXELS, (i + 1) * PIXELS));
  }
  return digits(name, images, labels, { classes });
}
