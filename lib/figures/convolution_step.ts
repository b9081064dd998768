/** One number of a convolution's output: the window, the kernel, and the sum that joins them. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { number } from "./parts/format.ts";
import { around, highlight, numberCells, type Rows } from "./parts/number_cells.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, FRAME, ink, type Scale, signed } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";
import type { Domain } from "./parts/tiles.ts";

/** One step of a convolution, as {@linkcode convolutionStep} draws it. */
export interface ConvolutionStep {
  /** `[H][W]` the picture. */
  readonly input: Rows;
  /** `[k][k]` the kernel. */
  readonly kernel: Rows;
  /** `[K][M]` the convolved picture. */
  readonly output: Rows;
  /** The output number that is worked out, as its row and column; the first by default. */
  readonly at?: readonly [row: number, column: number];
  /** Distance between two windows, in pixels; 1 by default. If larger, the next window shows faintly. */
  readonly stride?: number;
  /**
   * The number of rows and columns around the input that are padding, which is hatched; 0 by
   * default.
   */
  readonly padding?: number;
}

/** Options of {@linkcode convolutionStep}. */
export interface ConvolutionStepOptions {
  /** The heading; none by default. */
  readonly title?: string;
}

/** Side of a number's square, space for a sign between two grids, and height of their names. */
const CELL = 36, SIGN = 44, HEAD = 22;

/** The colour of the frames. */
const MARKED = CATEGORIES[1];

/**
 * Draws a picture, a kernel and the output as numbers, and frames one output number and its window.
 * The sum of products below gives that number.
 *
 * @param step the three, and which number of the output
 * @param options heading
 * @returns the figure
 *
 * @example The only number of a small convolution
 * ```ts
 * import { convolutionStep } from "@pixel/convnet/figures";
 *
 * const figure = convolutionStep({
 *   input: [[1, 2], [3, 4]],
 *   kernel: [[1, 0], [0, -1]],
 *   output: [[-3]],
 * });
 * console.assert(figure.svg.includes("−3"));
 * ```
 */
export function convolutionStep(
  step: ConvolutionStep,
  options: ConvolutionStepOptions = {},
): Figure {
  const { input, kernel, output, at: [row, column] = [0, 0], stride = 1, padding = 0 } = step;
  const { title } = options;
  const size = kernel.length;
  const grids = [
    grid("input", input, ink, [Math.min(0, ...input.flat()), 1.6 * Math.max(...input.flat())]),
    grid("kernel", kernel, signed, around(kernel.flat().map((value) => 1.6 * value))),
    grid("output", output, signed, around(output.flat().map((value) => 1.6 * value))),
  ];
  const height = Math.max(...grids.map(({ rows }) => rows.length)) * CELL;
  let x = 1;
  const placed = grids.map((grid) => {
    const place = { ...grid, x, y: HEAD + (height - grid.rows.length * CELL) / 2, cell: CELL };
    x += grid.rows[0].length * CELL + SIGN;
    return place;
  });
  const signs = placed.slice(0, 2).map(({ x, rows }, i) => ({
    x: x + rows[0].length * CELL + SIGN / 2,
    text: "∗="[i],
  }));
  const drawing = canvas(x - SIGN + 1, HEAD + height + 2, [
    ...placed.flatMap((grid) => numberCells(grid.rows, grid)),
    hatching(input, padding, placed[0]),
    nextWindow(step, placed[0]),
    highlight([{ row: row * stride, column: column * stride, size, colour: MARKED }], placed[0]),
    highlight([{ row, column, colour: MARKED }], placed[2]),
    Plot.text(signs, { x: "x", y: HEAD + height / 2, text: "text", fontSize: 22 }),
    Plot.text(placed, {
      x: ({ x, rows }: typeof placed[number]) => x + rows[0].length * CELL / 2,
      y: ({ y }: typeof placed[number]) => y - 11,
      text: "name",
      fill: FAINT,
    }),
  ]);
  const lines = arithmetic(step, row * stride, column * stride, output[row][column]);
  const sum = canvas(Math.max(x - SIGN, 420), lines.length * 20, [
    Plot.text(lines, {
      x: 0,
      y: (_, i) => 10 + i * 20,
      text: (text: string) => text,
      textAnchor: "start",
      fontSize: 13,
    }),
  ]);
  return page([[drawing], [sum]], {
    title,
    description: `${title ?? "One step of a convolution"}: ${lines.join(" ")}`,
  });
}

/** Strokes across the squares of the padding. */
function hatching(input: Rows, padding: number, { x, y }: { x: number; y: number }): Plot.Markish {
  const isOutside = (i: number, length: number) => i < padding || i >= length - padding;
  const squares = input.flatMap((row, i) =>
    row.flatMap((_, j) =>
      isOutside(i, input.length) || isOutside(j, row.length)
        ? [{ x: x + j * CELL, y: y + i * CELL }]
        : []
    )
  );
  const strokes = squares.flatMap(({ x, y }) =>
    [1 / 3, 2 / 3, 1].flatMap((part) => [
      { x1: x, y1: y + part * CELL, x2: x + part * CELL, y2: y },
      { x1: x + part * CELL, y1: y + CELL, x2: x + CELL, y2: y + part * CELL },
    ])
  );
  return Plot.link(strokes, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: FRAME });
}

/** The window of the next output number, where it is not simply one pixel further on. */
function nextWindow(
  { kernel, output, at: [row, column] = [0, 0], stride = 1 }: ConvolutionStep,
  { x, y }: { x: number; y: number },
): Plot.Markish {
  const isLast = column + 1 >= output[0].length;
  const next = isLast ? { row: row + 1, column: 0 } : { row, column: column + 1 };
  const isThere = stride > 1 && next.row < output.length;
  const left = x + next.column * stride * CELL, top = y + next.row * stride * CELL;
  const side = kernel.length * CELL;
  return Plot.rect(isThere ? [{ x1: left, y1: top, x2: left + side, y2: top + side }] : [], {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    fill: "none",
    stroke: FAINT,
    strokeWidth: 1.5,
    strokeDasharray: "5,4",
  });
}

function grid(name: string, rows: Rows, scale: Scale, domain: Domain) {
  return { name, rows, scale, domain };
}

/** The sum, one line per row of the kernel. */
function arithmetic(
  { input, kernel }: ConvolutionStep,
  top: number,
  left: number,
  result: number,
): string[] {
  const factor = (value: number) => value < 0 ? `(${number(value)})` : number(value);
  return kernel.map((weights, i) => {
    const products = weights.map((weight, j) =>
      `${factor(input[top + i][left + j])} · ${factor(weight)}`
    ).join(" + ");
    const end = i === kernel.length - 1 ? ` = ${number(result)}` : "";
    return `${i > 0 ? "+ " : ""}${products}${end}`;
  });
}
