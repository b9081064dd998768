/** Numbers in shaded squares: a picture as the computer sees it. */

import * as Plot from "@observablehq/plot";
import { bitmapUri } from "./bitmap.ts";
import { largestSize } from "./extent.ts";
import { number } from "./format.ts";
import { FRAME, type Scale, textOn } from "./palette.ts";
import { type Domain, shade, shadesOf } from "./tiles.ts";

/** Rows of numbers. */
export type Rows = readonly (readonly number[])[];

/** Position and looks of the numbers. */
export interface NumberCellOptions {
  /** The upper left corner, in pixels. */
  readonly x: number;
  /** The upper left corner, in pixels. */
  readonly y: number;
  /** Side of a square, in pixels. */
  readonly cell: number;
  /** The colours of the numbers. */
  readonly scale: Scale;
  /** The numbers at the two ends of the scale. */
  readonly domain: Domain;
  /** Size of the numbers, in pixels; 12 by default. */
  readonly fontSize?: number;
  /** Significant digits; 3 by default. */
  readonly digits?: number;
}

/**
 * Returns the marks of shaded squares with a number in each.
 *
 * @param rows the numbers
 * @param options position and looks
 * @returns marks for a canvas
 */
export function numberCells(rows: Rows, options: NumberCellOptions): Plot.Markish[] {
  const { x, y, cell, scale, domain, fontSize = 12, digits } = options;
  const columns = rows[0].length, width = columns * cell, height = rows.length * cell;
  const colours = shadesOf(scale);
  const places = shade(rows.flat(), domain);
  const cells = rows.flat().map((value, i) => ({
    x: x + (i % columns + 0.5) * cell,
    y: y + (Math.floor(i / columns) + 0.5) * cell,
    text: number(value, digits),
    fill: textOn(colours[places[i]]),
  }));
  // A mark for each colour of text, so that the colour is written once and not for every number.
  const numbers = [...new Set(cells.map(({ fill }) => fill))].map((fill) =>
    Plot.text(cells.filter((cell) => cell.fill === fill), {
      x: "x",
      y: "y",
      text: "text",
      fill,
      fontSize,
    })
  );
  return [
    Plot.image([bitmapUri(places, columns, colours)], {
      x: x + width / 2,
      y: y + height / 2,
      width,
      height,
      src: (uri: string) => uri,
      imageRendering: "pixelated",
      preserveAspectRatio: "none",
    }),
    Plot.ruleX(Array.from({ length: columns + 1 }, (_, i) => x + i * cell), {
      y1: y,
      y2: y + height,
      stroke: FRAME,
    }),
    Plot.ruleY(Array.from({ length: rows.length + 1 }, (_, i) => y + i * cell), {
      x1: x,
      x2: x + width,
      stroke: FRAME,
    }),
    ...numbers,
  ];
}

/** A square, or a rectangle of several, that is framed. */
export interface Highlight {
  /** The first row. */
  readonly row: number;
  /** The first column. */
  readonly column: number;
  /** Rows and columns; 1 by default. */
  readonly size?: number;
  /** The frame's colour. */
  readonly colour: string;
}

/**
 * Returns the mark of frames around numbers.
 *
 * @param highlights which numbers
 * @param at position and size, as for {@linkcode numberCells}
 * @returns a mark for a canvas
 */
export function highlight(
  highlights: readonly Highlight[],
  at: Pick<NumberCellOptions, "x" | "y" | "cell">,
): Plot.Markish {
  return Plot.rect(highlights, {
    x1: ({ column }: Highlight) => at.x + column * at.cell,
    x2: ({ column, size = 1 }: Highlight) => at.x + (column + size) * at.cell,
    y1: ({ row }: Highlight) => at.y + row * at.cell,
    y2: ({ row, size = 1 }: Highlight) => at.y + (row + size) * at.cell,
    fill: "none",
    stroke: "colour",
    strokeWidth: 3,
  });
}

/**
 * Returns a domain that has zero in its middle.
 *
 * @param values any numbers
 * @returns both ends: the largest absolute value, negative and positive
 */
export function around(values: readonly number[]): Domain {
  const most = largestSize(values);
  return [-most, most];
}
