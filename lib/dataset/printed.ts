/** Digits and letters in print: one shape each, as a machine writes them. */

import { type Digits, digits, PIXELS } from "./digits.ts";
import { LETTERS } from "./no_digits.ts";
import { draw, strokePath } from "./pen.ts";

/** Digits as strokes of straight pieces, in a box 70 wide and 100 high; ` | ` lifts the pen. */
const PRINT: readonly string[] = [
  "24,0 46,0 58,6 66,20 66,80 58,94 46,100 24,100 12,94 4,80 4,20 12,6 24,0",
  "14,20 38,0 38,100",
  "4,22 8,8 20,0 48,0 60,8 64,22 62,36 4,100 66,100",
  "4,12 18,0 46,0 60,8 64,24 58,40 44,48 28,48 | 44,48 60,56 66,74 60,92 46,100 18,100 4,88",
  "52,100 52,0 2,68 70,68",
  "62,0 12,0 8,46 24,38 46,38 60,48 66,68 60,90 46,100 20,100 4,88",
  "58,4 40,0 24,6 10,28 4,60 6,82 16,96 32,100 48,98 62,86 66,68 60,52 46,44 28,46 14,54 5,68",
  "2,0 66,0 28,100",
  "26,48 10,40 4,24 10,8 24,0 46,0 60,8 66,24 60,40 44,48 26,48 10,56 2,74 8,92 22,100 48,100 62,92 68,74 60,56 44,48",
  "12,96 30,100 46,94 60,72 66,40 64,18 54,4 38,0 22,2 8,14 4,32 10,48 24,56 42,54 56,46 65,32",
];

/** The pen's width, in pixels of 28 × 28. */
const PEN = 2.6;

/**
 * Draws the ten digits in print.
 *
 * @returns ten digits, labelled 0 to 9 in this order
 *
 * @example The seven
 * ```ts
 * import assert from "node:assert/strict";
 * import { printedDigits } from "@pixel/convnet/dataset";
 *
 * const { images, labels } = printedDigits();
 * assert(labels[7] === 7 && images.length === 10 * 784);
 * ```
 */
export function printedDigits(): Digits {
  const images = new Uint8Array(PRINT.length * PIXELS);
  PRINT.forEach((text, i) =>
    draw(strokePath(text), PEN, images.subarray(i * PIXELS, (i + 1) * PIXELS))
  );
  return digits("printed", images, Uint8Array.from(PRINT, (_, i) => i));
}

/**
 * Draws a letter in print.
 *
 * @param letter a capital other than those that are also written for digits
 * @returns `[784]` grey values, 255 for ink
 * @throws {RangeError} if it is another
 */
export function printedLetter(letter: string): Uint8Array {
  const text = LETTERS[letter];
  if (!text) throw new RangeError(`Cannot draw the letter "${letter}"`);
  const image = new Uint8Array(PIXELS);
  draw(strokePath(text), PEN, image);
  return image;
}
