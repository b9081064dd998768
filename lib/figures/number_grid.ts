/** A digit as a grid of numbers. */

import type { Figure } from "./parts/figure.ts";
import { number } from "./parts/format.ts";
import { numberCells } from "./parts/number_cells.ts";
import { page } from "./parts/page.ts";
import { ink } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";
import type { Domain } from "./parts/tiles.ts";

/** Options of {@linkcode numberGrid}. */
export interface NumberGridOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Width of the picture, in pixels; 28 by default. */
  readonly width?: number;
  /** The numbers for paper and for full ink; 0 and 255 by default. */
  readonly domain?: Domain;
  /** Side of a square on the page, in pixels; 26 by default, room for three digits. */
  readonly cell?: number;
}

/**
 * Draws a picture as a grid of its numbers, each on a square of its grey.
 *
 * @param pixels `[height × width]` grey values, row by row
 * @param options how wide, and what the numbers mean
 * @returns the figure
 * @throws {RangeError} if the pixels do not make whole rows
 *
 * @example Six pixels
 * ```ts
 * import { numberGrid } from "@pixel/convnet/figures";
 *
 * const figure = numberGrid([0, 128, 255, 64, 32, 16], { width: 3 });
 * console.assert(figure.description.includes("2 rows of 3 numbers"));
 * ```
 */
export function numberGrid(pixels: ArrayLike<number>, options: NumberGridOptions = {}): Figure {
  const { title, width = 28, domain = [0, 255], cell = 26 } = options;
  const height = pixels.length / width;
  if (!Number.isInteger(height) || height === 0) {
    throw new RangeError(
      `Cannot draw a grid: ${pixels.length} numbers do not make whole rows of ${width}`,
    );
  }
  const rows = Array.from(
    { length: height },
    (_, i) => Array.from({ length: width }, (_, j) => pixels[i * width + j]),
  );
  const marks = numberCells(rows, { x: 0.5, y: 0.5, cell, domain, scale: ink, fontSize: 11 });
  return page([[canvas(width * cell + 1, height * cell + 1, marks)]], {
    title,
    description: `${title ?? "A picture as numbers"}: ${height} rows of ${width} numbers from ` +
      `${number(Math.min(...rows.flat()))} to ${number(Math.max(...rows.flat()))}`,
  });
}
