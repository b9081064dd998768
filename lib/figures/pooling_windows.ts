/** Pooling, number by number, with the pixel that won each window. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { numberCells, type Rows } from "./parts/number_cells.ts";
import { page } from "./parts/page.ts";
import { amount, CATEGORIES, FAINT } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";
import type { Domain } from "./parts/tiles.ts";

/** A pooling, as {@linkcode poolingWindows} draws it. */
export interface Pooling {
  /** `[H][W]` the picture. */
  readonly input: Rows;
  /** `[K][M]` the pooled picture. */
  readonly output: Rows;
  /** Side of a window, in pixels; 2 by default. */
  readonly size?: number;
  /** Distance between two windows, in pixels; the window's side by default. */
  readonly stride?: number;
  /**
   * The source of each output number, as places `row · W + column` in the input, output row by
   * row, as `maxPool` in `lib/reference` gives them; none by default, as for the mean.
   */
  readonly winners?: ArrayLike<number>;
}

/** Options of {@linkcode poolingWindows}. */
export interface PoolingWindowsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Side of a number's square, in pixels; 36 by default. */
  readonly cell?: number;
}

/** Insets of the frames of overlapping windows, so that none hides another. */
const INSETS = [2, 5, 8, 11];

/** Space for the arrow, and height of the names, in pixels. */
const ARROW = 60, HEAD = 22;

/**
 * Draws the picture and the pooled picture as numbers. Each window has a frame, and its output the
 * same colour: two colours and two kinds of line alternate to tell neighbours apart, four colours if
 * the windows overlap. Winners have a ring.
 *
 * @param pooling both, the window, and the winners
 * @param options heading and size
 * @returns the figure
 *
 * @example The largest of four numbers
 * ```ts
 * import { poolingWindows } from "@pixel/convnet/figures";
 *
 * const figure = poolingWindows({ input: [[1, 3], [2, 0]], output: [[3]], winners: [1] });
 * console.assert(figure.description.includes("from 2 × 2 to 1 × 1"));
 * ```
 */
export function poolingWindows(pooling: Pooling, options: PoolingWindowsOptions = {}): Figure {
  const { input, output, size = 2, stride = size, winners } = pooling;
  const { title, cell = 36 } = options;
  const columns = input[0].length, height = input.length * cell;
  const values = input.flat();
  const domain: Domain = [Math.min(0, ...values), 1.8 * Math.max(...values)]; // numbers stay dark
  const left = { x: 2, y: HEAD, cell, scale: amount, domain };
  const right = {
    ...left,
    x: left.x + columns * cell + ARROW,
    y: HEAD + (height - output.length * cell) / 2,
  };
  const overlapping = stride < size;
  const windows = output.flatMap((numbers, k) =>
    numbers.map((_, m) => {
      const turn = overlapping ? 2 * (k % 2) + m % 2 : (k + m) % 2;
      return { k, m, colour: CATEGORIES[turn], inset: INSETS[overlapping ? turn : 0] };
    })
  );
  type Window = typeof windows[number];
  const ring = overlapping
    ? "A ring marks a pixel that won a window, or several."
    : "A ring marks the pixel that won its window.";
  const rings = Array.from(winners ?? [], (place) => ({
    x: left.x + (place % columns + 0.5) * cell,
    y: left.y + (Math.floor(place / columns) + 0.5) * cell,
  }));
  const names = [
    { name: "input", x: left.x + columns * cell / 2, y: left.y - 11 },
    { name: "output", x: right.x + output[0].length * cell / 2, y: right.y - 11 },
  ];
  const arrow = { x1: right.x - ARROW + 14, x2: right.x - 14, y: HEAD + height / 2 };

  const drawing = canvas(right.x + output[0].length * cell + 2, HEAD + height + 2, [
    ...numberCells(input, left),
    ...numberCells(output, right),
    ...[0, 1].map((turn) =>
      Plot.rect(windows.filter(({ k, m }) => (k + m) % 2 === turn), {
        x1: ({ m, inset }: Window) => left.x + m * stride * cell + inset,
        x2: ({ m, inset }: Window) => left.x + (m * stride + size) * cell - inset,
        y1: ({ k, inset }: Window) => left.y + k * stride * cell + inset,
        y2: ({ k, inset }: Window) => left.y + (k * stride + size) * cell - inset,
        fill: "none",
        stroke: "colour",
        strokeWidth: 2.5,
        strokeDasharray: turn ? "6,3" : undefined,
      })
    ),
    ...[0, 1].map((turn) =>
      Plot.rect(windows.filter(({ k, m }) => (k + m) % 2 === turn), {
        x1: ({ m }: Window) => right.x + m * cell + 2,
        x2: ({ m }: Window) => right.x + (m + 1) * cell - 2,
        y1: ({ k }: Window) => right.y + k * cell + 2,
        y2: ({ k }: Window) => right.y + (k + 1) * cell - 2,
        fill: "none",
        stroke: "colour",
        strokeWidth: 2.5,
        strokeDasharray: turn ? "6,3" : undefined,
      })
    ),
    Plot.dot(rings, { x: "x", y: "y", r: cell * 0.36, strokeWidth: 2 }),
    Plot.arrow([arrow], { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke: FAINT }),
    Plot.text(names, { x: "x", y: "y", text: "name", fill: FAINT }),
  ]);
  return page([[drawing]], {
    title,
    notes: winners ? [ring] : [],
    description: `${title ?? "Pooling"}: windows of ${size} × ${size}, stride ${stride}, from ` +
      `${input.length} × ${columns} to ${output.length} × ${output[0].length} numbers`,
  });
}
