/** Scatter charts: points in groups, such as one point per run of training. */

import * as Plot from "@observablehq/plot";
import { type Axis, plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, SYMBOLS } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Points of one colour. */
export interface ScatterGroup {
  /** Their name. */
  readonly name: string;
  /** Their positions. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Options of {@linkcode scatterChart}. */
export interface ScatterChartOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** In pixels; 560 by default. */
  readonly width?: number;
  /** In pixels; 320 by default. */
  readonly height?: number;
}

/**
 * Draws groups of points, each with a colour and a symbol of its own.
 *
 * @param groups the points, group by group
 * @param options heading and axes
 * @returns the figure
 *
 * @example Accuracy over size
 * ```ts
 * import { scatterChart } from "@pixel/convnet/figures";
 *
 * const figure = scatterChart([{ name: "cnn", points: [{ x: 34_826, y: 0.99 }] }], {
 *   x: { label: "parameters", log: true },
 *   y: { label: "accuracy (%)", percent: true },
 * });
 * console.assert(figure.description.startsWith("accuracy (%) over parameters"));
 * ```
 */
export function scatterChart(
  groups: readonly ScatterGroup[],
  options: ScatterChartOptions,
): Figure {
  const { title, notes, x, y, width = 560, height = 320 } = options;
  const looks = groups.map(({ name }, i) => ({
    label: name,
    colour: CATEGORIES[i % CATEGORIES.length],
    symbol: SYMBOLS[i % SYMBOLS.length],
  }));
  const chart = panel({
    width,
    height,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 42,
    x: { ...plotAxis(x), grid: true },
    y: { ...plotAxis(y), grid: true },
    marks: groups.map(({ points }, i) =>
      Plot.dot(points, { x: "x", y: "y", r: 4, fill: looks[i].colour, symbol: looks[i].symbol })
    ),
  });
  const counts = groups.map(({ name, points }) => `${name}, ${points.length} points`);
  return page([[legend(looks, width)], [chart]], {
    title,
    notes,
    description: `${title ?? `${y.label} over ${x.label}`}: ${counts.join("; ")}`,
  });
}
