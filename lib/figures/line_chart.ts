/** Line charts: loss over learning rate, step time over batch size, and the like. */

import * as Plot from "@observablehq/plot";
import { type Axis, plotAxis } from "./parts/axis.ts";
import { largestSize } from "./parts/extent.ts";
import type { Figure } from "./parts/figure.ts";
import { number, scientific, TINY } from "./parts/format.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, PAPER, SYMBOLS } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** A point of a line. */
export interface LinePoint {
  /** Its horizontal position. */
  readonly x: number;
  /** Its height; if it is not finite, the line has a gap. */
  readonly y: number;
  /** The lower end of its spread; none by default. */
  readonly low?: number;
  /** The upper end of its spread; none by default. */
  readonly high?: number;
}

/** One line. */
export interface Series {
  /** Its name; needed if there are several. */
  readonly name?: string;
  /** Its points, from left to right. */
  readonly points: readonly LinePoint[];
  /** Dashed and without dots, for values that were not measured, such as a limit; false by default. */
  readonly dashed?: boolean;
}

/** Options of {@linkcode lineChart}. */
export interface LineChartOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** A height with a name, drawn as a dotted line; none by default. */
  readonly limit?: { readonly value: number; readonly label: string };
  /** In pixels; 560 by default. */
  readonly width?: number;
  /** In pixels; 320 by default. */
  readonly height?: number;
}

/** Lines with more points than this have no dots. */
const MOST_DOTS = 25;

/**
 * Draws one line or several, each with its spread if it has one.
 *
 * @param series one line or several
 * @param options heading and axes
 * @returns the figure
 *
 * @example The loss for three learning rates
 * ```ts
 * import { lineChart } from "@pixel/convnet/figures";
 *
 * const points = [{ x: 0.001, y: 0.3 }, { x: 0.01, y: 0.1 }, { x: 0.1, y: 2.3 }];
 * const figure = lineChart({ points }, {
 *   x: { label: "learning rate", log: true },
 *   y: { label: "loss (nats)", zero: true },
 * });
 * console.assert(figure.svg.includes("learning rate"));
 * ```
 */
export function lineChart(series: Series | readonly Series[], options: LineChartOptions): Figure {
  const list = Array.isArray(series) ? series as readonly Series[] : [series as Series];
  const { title, notes, x, y, limit, width = 560, height = 320 } = options;
  const looks = list.map(({ dashed, points }, i) => ({
    colour: dashed ? FAINT : CATEGORIES[i % CATEGORIES.length],
    dash: dashed ? "6,4" : undefined,
    symbol: dashed || points.length > MOST_DOTS ? undefined : SYMBOLS[i % SYMBOLS.length],
  }));
  const heights = list.flatMap(({ points }) => points.map((point) => point.y));
  const isDeep = y.log && heights.some((height) => height > 0 && height < TINY);
  const chart = panel({
    width,
    height,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 42,
    x: plotAxis(x),
    y: { ...plotAxis(y), ...(isDeep && { tickFormat: scientific }), grid: true },
    marks: [
      ...(limit ? limitMarks(limit, freeSide(list, limit.value)) : []),
      ...list.flatMap(({ points }, i) => lineMarks(points, looks[i])),
    ],
  });
  const named = list.flatMap(({ name }, i) => name ? [{ label: name, ...looks[i] }] : []);
  return page([...(named.length ? [[legend(named, width)]] : []), [chart]], {
    title,
    notes,
    description: `${title ?? `${y.label} over ${x.label}`}: ${told(list).map(ends).join("; ")}`,
  });
}

function lineMarks(
  points: readonly LinePoint[],
  look: { colour: string; dash?: string; symbol?: Plot.SymbolType },
): Plot.Markish[] {
  const { colour, dash, symbol } = look;
  const spread = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  return [
    Plot.ruleX(spread, { x: "x", y1: "low", y2: "high", stroke: colour, marker: "tick" }),
    Plot.line(points, {
      x: "x",
      y: "y",
      stroke: colour,
      strokeWidth: 2,
      strokeDasharray: dash,
    }),
    Plot.dot(symbol ? points : [], { x: "x", y: "y", r: 4, fill: colour, symbol }),
  ];
}

function limitMarks(
  { value, label }: { value: number; label: string },
  side: "left" | "right",
): Plot.Markish[] {
  return [
    Plot.ruleY([value], { stroke: FAINT, strokeDasharray: "2,3", strokeWidth: 1.5 }),
    Plot.text([label], {
      y: value,
      frameAnchor: side,
      lineAnchor: "bottom",
      dy: -4,
      fill: FAINT,
      stroke: PAPER,
      strokeWidth: 4,
      text: (text: string) => text,
    }),
  ];
}

/** The side on which the lines stay farther away from a height, so that a name fits there. */
function freeSide(list: readonly Series[], height: number): "left" | "right" {
  const room = (end: number) =>
    Math.min(...list.map(({ points }) => Math.abs((points.at(end)?.y ?? Infinity) - height)));
  return room(0) > room(-1) ? "left" : "right";
}

/** The lines that the description tells of: those with a name, unless none has one. */
function told(list: readonly Series[]): readonly Series[] {
  const named = list.filter(({ name }) => name);
  return named.length > 0 ? named : list;
}

/** The start and the end of a line, in words. Beside its largest height, rounding errors are 0. */
function ends({ name, points }: Series): string {
  const first = points[0], last = points.at(-1);
  if (!first || !last) return `${name ?? "the line"} is empty`;
  const most = largestSize(points.map(({ y }) => y));
  const height = (y: number) => number(Math.abs(y) < 1e-12 * most ? 0 : y);
  return `${name ? `${name} ` : ""}from ${height(first.y)} at ${number(first.x)} to ` +
    `${height(last.y)} at ${number(last.x)}`;
}
