/** Grids of numbers side by side: what a layer makes of a picture small enough to check by hand. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { number } from "./parts/format.ts";
import { around, highlight, numberCells, type Rows } from "./parts/number_cells.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, signed } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";

/** One grid of numbers. */
export interface NumberStep {
  /** The text above it. */
  readonly name: string;
  /** `[H][W]` the numbers. */
  readonly rows: Rows;
  /** The sign between it and the next one, such as "·" or "="; an arrow by default. */
  readonly sign?: string;
  /** The framed numbers, as `row · W + column`; none by default. */
  readonly marked?: ArrayLike<number>;
  /** The numbers with a ring, such as the winners of pooling; none by default. */
  readonly ringed?: ArrayLike<number>;
}

/** Options of {@linkcode numberSteps}. */
export interface NumberStepsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /** True if all grids have one scale; by default each has its own. */
  readonly oneScale?: boolean;
  /** Side of a number's square, in pixels; 40 by default. */
  readonly cell?: number;
}

/** Space for a sign between two grids, height of the names, and width of a character, in pixels. */
const SIGN = 52, HEAD = 22, CHARACTER = 7.2;

/** Colours reach their darkest at this many times the largest number: numbers stay dark on them. */
const PALE = 1.6;

/**
 * Draws grids of numbers from left to right. Blue is positive, orange negative, white zero.
 *
 * @param steps the grids and the signs between them
 * @param options heading and size
 * @returns the figure
 *
 * @example ReLU on four numbers
 * ```ts
 * import { numberSteps } from "@pixel/convnet/figures";
 *
 * const figure = numberSteps([
 *   { name: "before", rows: [[-2, 1], [3, -1]] },
 *   { name: "after", rows: [[0, 1], [3, 0]] },
 * ]);
 * console.assert(figure.svg.includes("before"));
 * ```
 */
export function numberSteps(
  steps: readonly NumberStep[],
  options: NumberStepsOptions = {},
): Figure {
  const { title, notes, oneScale = false, cell = 40 } = options;
  const all = steps.flatMap(({ rows }) => rows.flat());
  const height = Math.max(...steps.map(({ rows }) => rows.length)) * cell;
  let right = 0;
  const grids = steps.map((step) => {
    const own = step.rows[0].length * cell;
    const width = Math.max(own, step.name.length * CHARACTER); // room for the name
    const x = right + 1 + (width - own) / 2;
    const y = HEAD + (height - step.rows.length * cell) / 2;
    right += width + SIGN;
    return { ...step, x, y, cell, middle: x + own / 2, end: right };
  });
  type Grid = typeof grids[number];
  const between = grids.slice(0, -1);
  const middle = HEAD + height / 2;
  const drawing = canvas(right - SIGN + 2, HEAD + height + 2, [
    ...grids.flatMap(({ rows, x, y }) =>
      numberCells(rows, {
        x,
        y,
        cell,
        scale: signed,
        domain: around((oneScale ? all : rows.flat()).map((value) => PALE * value)),
      })
    ),
    ...grids.map((grid) => highlight(places(grid), grid)),
    ...(steps.some(({ ringed }) => ringed)
      ? [Plot.dot(grids.flatMap(rings), { x: "x", y: "y", r: cell * 0.36, strokeWidth: 2 })]
      : []),
    Plot.text(grids, {
      x: "middle",
      y: ({ y }: Grid) => y - 11,
      text: "name",
      fill: FAINT,
    }),
    Plot.text(between.filter(({ sign }) => sign !== undefined), {
      x: ({ end }: Grid) => end - SIGN / 2,
      y: middle,
      text: "sign",
      fontSize: 22,
    }),
    Plot.arrow(between.filter(({ sign }) => sign === undefined), {
      x1: ({ end }: Grid) => end - SIGN + 12,
      x2: ({ end }: Grid) => end - 12,
      y1: middle,
      y2: middle,
      stroke: FAINT,
    }),
  ]);
  return page([[drawing]], {
    title,
    notes,
    description: `${title ?? "Steps"}: ${steps.map(describe).join("; ")}`,
  });
}

function places({ rows, marked }: NumberStep) {
  const width = rows[0].length;
  return Array.from(marked ?? [], (place) => ({
    row: Math.floor(place / width),
    column: place % width,
    colour: CATEGORIES[1],
  }));
}

function rings({ rows, ringed, x, y, cell }: NumberStep & { x: number; y: number; cell: number }) {
  const width = rows[0].length;
  return [...new Set(Array.from(ringed ?? []))].map((place) => ({
    x: x + (place % width + 0.5) * cell,
    y: y + (Math.floor(place / width) + 0.5) * cell,
  }));
}

function describe({ name, rows }: NumberStep): string {
  return `${name} ${rows.map((row) => row.map((value) => number(value)).join(" ")).join(" / ")}`;
}
