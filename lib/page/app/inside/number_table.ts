/// <reference lib="dom" />
/** A small table of numbers, each on its colour. */

import { h } from "../parts/dom.ts";
import { say, type Words } from "../parts/language.ts";
import { colourOf, css, type Rgb } from "../parts/theme.ts";
import type { Grid } from "./arithmetic.ts";
import { written } from "./numbers.ts";

const PADDING: Words = ["padding, which counts as 0", "填充，按 0 计算"];

/** Options of {@linkcode numberTable}. */
export interface TableOptions {
  /** The number of the strongest colour; the largest in the table by default. */
  readonly most?: number;
  /** A number that is marked, by its value: the first that has it. */
  readonly marked?: number;
  /** Writes a number; with three decimals by default. */
  readonly write?: (value: number) => string;
}

/**
 * Makes a table.
 *
 * @param caption what the numbers are
 * @param grid the numbers
 * @param options how they are coloured
 * @returns the table
 */
export function numberTable(caption: string, grid: Grid, options: TableOptions = {}): HTMLElement {
  const most = options.most ?? Math.max(...grid.flat().map((x) => Math.abs(x ?? 0)), 1e-9);
  const mark = options.marked === undefined ? -1 : grid.flat().indexOf(options.marked);
  const rows = grid.map((row, i) =>
    h("tr", {}, ...row.map((x, j) => cellOf(x, most, i * row.length + j === mark, options.write)))
  );
  return h("table", { class: "numbers" }, h("caption", {}, caption), h("tbody", {}, ...rows));
}

function cellOf(
  x: number | undefined,
  most: number,
  marked: boolean,
  write = written,
): HTMLElement {
  if (x === undefined) {
    return h("td", { class: "padding", title: say(PADDING), "aria-label": say(PADDING) }, "·");
  }
  const cell = h("td", { class: marked ? "marked" : "", "data-value": x }, write(x));
  const colour = colourOf(x / most);
  cell.style.background = css(colour);
  cell.style.color = readableOn(colour);
  return cell;
}

/** Black or white, whichever can be read better on a colour. */
export function readableOn(colour: Rgb): string {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? "#000" : "#fff";
}
