/** Draws forms that people fill in by hand, a digit per cell. */

import type { Digits } from "../dataset/digits.ts";
import { random } from "../random.ts";
import { imageOf } from "./card.ts";
import type { Box } from "./components.ts";
import { drawPaper, type Flaws, type Mark, type Rgb } from "./paper.ts";
import type { Picture } from "./plane.ts";

/** A field of a form. */
export interface FormField {
  /** Its name, such as "postcode". */
  readonly name: string;
  /** The digits that were written into it. */
  readonly text: string;
  /** Its cells, one per digit, if the form is not tilted. */
  readonly cells: readonly Box[];
}

/** A form that was drawn. */
export interface DrawnForm {
  /** Its picture, 480 × 360 pixels. */
  readonly picture: Picture;
  /** Its fields, from top to bottom. */
  readonly fields: readonly FormField[];
}

/** Options of {@linkcode drawForm}. */
export interface FormOptions extends Flaws {
  /** The colour in which the cells are printed; a pale red by default. */
  readonly print?: Rgb;
  /** Decides what is written, by which hands, and the noise; any whole number, 1 by default. */
  readonly seed?: number;
}

/** The form's size, and that of a cell. */
const WIDTH = 480, HEIGHT = 360, CELL = 36;

/** The fields: how many cells, and where. */
const FIELDS = [
  { name: "postcode", count: 5, x: 60, y: 60 },
  { name: "house", count: 3, x: 300, y: 60 },
  { name: "date", count: 8, x: 60, y: 150 },
  { name: "customer", count: 10, x: 60, y: 240 },
] as const;

/** The corners' squares, by which a reader finds out how the form lies: middles, and half a side. */
export const FORM_MARKS: readonly (readonly [x: number, y: number])[] = [[24, 24], [456, 24], [
  24,
  336,
]];
const HALF = 8;

/** Print that a colour filter takes out, and paper. */
const PALE: Rgb = [235, 150, 140], PAPER: Rgb = [246, 246, 242], BLACK: Rgb = [25, 25, 25];

/**
 * Draws a form with handwriting in its cells, and a black square in each corner but one.
 *
 * @param digits the handwriting, of each class one at least
 * @param options the colour of its print, and the flaws of its photograph
 * @returns the form
 * @throws {RangeError} if the set lacks a digit
 *
 * @example The postcode of a form, five digits in as many cells
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { drawForm } from "@pixel/convnet/pictures";
 *
 * const { fields: [postcode] } = drawForm(builtinDigits({ count: 200, seed: 1 }));
 * assert(/^\d{5}$/.test(postcode.text) && postcode.cells.length === 5);
 * ```
 */
export function drawForm(digits: Digits, options: FormOptions = {}): DrawnForm {
  const { print = PALE, seed = 1 } = options, next = random(seed, 2);
  const marks: Mark[] = [];
  const fields = FIELDS.map(({ name, count, x, y }): FormField => {
    const cells = Array.from(
      { length: count },
      (_, i): Box => ({ x: x + CELL * i, y, width: CELL, height: CELL }),
    );
    const text = cells.map((cell) => {
      const digit = Math.floor(10 * next());
      const side = CELL * (0.85 + 0.2 * next()), free = CELL - side;
      const astray = () => free / 2 + 4 * (next() - 0.5);
      marks.push({
        image: imageOf(digits, digit, next),
        x: cell.x + astray(),
        y: cell.y + astray(),
        side,
      });
      return digit;
    }).join("");
    return { name, text, cells };
  });
  const printed = new Uint8Array(WIDTH * HEIGHT); // 1 for a cell's frame, 2 for a corner's square
  for (const { cells } of fields) cells.forEach((cell) => frame(cell, printed));
  for (const [x, y] of FORM_MARKS) {
    for (let row = y - HALF; row < y + HALF; row++) {
      printed.fill(2, row * WIDTH + x - HALF, row * WIDTH + x + HALF);
    }
  }
  const colours = [PAPER, print, BLACK];
  const picture = drawPaper({
    ...options,
    width: WIDTH,
    height: HEIGHT,
    marks,
    paper: (x, y) => colours[printed[y * WIDTH + x]],
  });
  return { picture, fields };
}

/** Prints a frame, two pixels wide where it meets its neighbour's. */
function frame({ x, y, width, height }: Box, printed: Uint8Array): void {
  for (let row = y; row < y + height; row++) {
    const inner = row > y && row < y + height - 1;
    if (inner) printed[row * WIDTH + x] = printed[row * WIDTH + x + width - 1] = 1;
    else printed.fill(1, row * WIDTH + x, row * WIDTH + x + width);
  }
}
