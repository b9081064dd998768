/** Handwritten letters, for seeing what a network makes of pictures that show no digit. */

import { normal, random } from "../random.ts";
import { type Digits, digits, PIXELS } from "./digits.ts";
import { handDrawn, LETTERS } from "./no_digits.ts";
import { draw } from "./pen.ts";

/**
 * Draws letters as a hand does, prepared as MNIST's digits are. Letters that people also write for digits,
 * such as O, I and S, are left out. Letter `i` depends only on the seed and on `i`.
 *
 * @param options how many, from which seed
 * @returns the letters; the classes are their names
 * @throws {RangeError} if `count` is not a whole number from 0 up
 *
 * @example Five letters
 * ```ts
 * import assert from "node:assert/strict";
 * import { letters } from "@pixel/convnet/dataset";
 *
 * const { classes, labels } = letters({ count: 5, seed: 1 });
 * assert([...labels].every((label) => /^[A-Za-z]$/.test(classes![label])));
 * ```
 */
export function letters(options: { readonly count: number; readonly seed: number }): Digits {
  const { count, seed } = options;
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`Cannot draw ${count} letters: need a whole number from 0 up`);
  }
  const classes = Object.keys(LETTERS);
  const images = new Uint8Array(count * PIXELS), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const next = random(seed, i);
    labels[i] = Math.floor(classes.length * next());
    const pen = 2.4 * Math.exp(0.2 * normal(next));
    draw(
      handDrawn(LETTERS[classes[labels[i]]], next),
      pen,
      images.subarray(i * PIXELS, (i + 1) * PIXELS),
    );
  }
  return digits("letters", images, labels, { classes });
}
