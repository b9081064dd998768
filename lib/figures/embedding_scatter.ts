/** Many digits on one map: those that the network finds alike lie close together. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { page } from "./parts/page.ts";
import { INK, PAPER } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Options of {@linkcode embeddingScatter}. */
export interface EmbeddingScatterOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The quantity from left to right; "first component" by default. */
  readonly x?: string;
  /** The quantity from bottom to top; "second component" by default. */
  readonly y?: string;
  /** The most points that are drawn, evenly spaced in the list; 600 by default. */
  readonly limit?: number;
}

/**
 * Ten dark colours after Tol, "Colour schemes" (2021). Ten are more than colour alone can tell
 * apart, but they need not: each point is drawn as its digit.
 */
const COLOURS = [
  "#332288",
  "#0077bb",
  "#117733",
  "#aa4499",
  "#cc5500",
  "#882255",
  "#007a8a",
  "#b8860b",
  "#444444",
  "#cc3355",
];

/**
 * Draws each point as its digit, and a large digit at the mean of each class.
 *
 * @param points `[N × 2]` the position of each digit
 * @param labels `[N]` the digits
 * @param options heading and axes
 * @returns the figure
 * @throws {RangeError} if there are not two numbers per label
 *
 * @example Three digits on a map
 * ```ts
 * import { embeddingScatter } from "@pixel/convnet/figures";
 *
 * const points = [0, 0, 1, 0, 1, 1]; // [3 × 2]
 * const figure = embeddingScatter(points, [7, 7, 1]);
 * console.assert(figure.description.includes("3 digits of 2 classes"));
 * ```
 */
export function embeddingScatter(
  points: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: EmbeddingScatterOptions = {},
): Figure {
  const { title, x = "first component", y = "second component", limit = 600 } = options;
  if (points.length !== 2 * labels.length) {
    throw new RangeError(
      `Cannot draw a map: ${points.length} numbers for ${labels.length} digits; each needs two`,
    );
  }
  const all = Array.from(
    { length: labels.length },
    (_, i) => ({ x: points[2 * i], y: points[2 * i + 1], digit: labels[i] }),
  );
  const every = Math.ceil(all.length / limit);
  const shown = all.filter((_, i) => i % every === 0);
  const digits = [...new Set(shown.map(({ digit }) => digit))].sort((a, b) => a - b);
  const middles = digits.map((digit) => {
    const own = all.filter((point) => point.digit === digit);
    const mean = (read: (point: typeof own[number]) => number) =>
      own.reduce((sum, point) => sum + read(point), 0) / own.length;
    return { digit, x: mean((point) => point.x), y: mean((point) => point.y) };
  });
  const text = ({ digit }: { digit: number }) => `${digit}`;
  const chart = panel({
    width: 640,
    height: 520,
    marginLeft: 50,
    marginRight: 14,
    marginTop: 30,
    marginBottom: 42,
    x: { label: x, inset: 12, ticks: 6 },
    y: { label: y, inset: 12, ticks: 6 },
    marks: [
      Plot.frame({ stroke: INK, strokeOpacity: 0.15 }),
      // A mark for each class names its colour once, not for every point.
      ...digits.map((digit) =>
        Plot.text(shown.filter((point) => point.digit === digit), {
          x: "x",
          y: "y",
          text,
          fill: COLOURS[digit % COLOURS.length],
          fillOpacity: 0.8,
          fontSize: 11,
        })
      ),
      Plot.text(middles, {
        x: "x",
        y: "y",
        text,
        fill: INK,
        stroke: PAPER,
        strokeWidth: 5,
        fontSize: 24,
        fontWeight: 700,
      }),
    ],
  });
  return page([[chart]], {
    title,
    notes: ["Each small digit is one picture; a large one is the middle of its class."],
    description: `${title ?? "Map of digits"}: ${shown.length} digits of ${digits.length} classes`,
  });
}
