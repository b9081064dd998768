/** Handwritten letters, for seeing what a network makes of pictures that show no digit. */

import { normal } from "../random.ts";
import type { Digits } from "./digits.ts";
import { drawnSet } from "./drawn.ts";
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
  const classes = Object.keys(LETTERS);
  return drawnSet("letters", "letters", options, (next, image) => {
    const label = Math.floor(classes.length * next());
    const pen = 2.4 * Math.exp(0.2 * normal(next));
    draw(handDrawn(LETTERS[classes[label]], next), pen, image);
    return label;
  }, classes);
}
