/** Many digits on one map, near to each other where the network finds them alike. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { page } from "./parts/page.ts";
import { INK, PAPER } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Options of {@linkcode embeddingScatter}. */
export interface EmbeddingScatterOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** What is measured from left to right; "first component" by default. */
  readonly x?: string;
  /** What is measured from bottom to top; "second component" by default. */
  readonly y?: string;
  /** How many points are drawn at most, at even distances in the list; 600 by default. */
  readonly limit?: number;
}

/**
 * Ten dark colours after Tol, "Colour schemes" (2021). Ten are more than colour alone can tell
 * apart, and need not: each point is the digit itself.
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
 * Draws each point as the digit that it is, and a large digit at the middle of each class.
 *
 * @param points `[N × 2]` where each digit lies
 * @param labels `[N]` which digit it is
 * @param options heading and axes
 * @returns the figure
 * @throws {RangeError} where there are not two numbers for each label
 */
export function embeddingScatter(
  points: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: EmbeddingScatterOptions = {},
): Figure {
  const { title, x = "first component", y = "second component", limit = 600 } = options;
  if (points.length !== 2 * labels.length) {
    throw new RangeError(
      `Cannot draw a map: ${points.length} numbers for ${labels.length} digits, two are needed each`,
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
      // A mark for each class says its colour once, not for every point.
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
