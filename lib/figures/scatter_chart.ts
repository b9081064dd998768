/** Points over a number: accuracy over parameters, one run a point, and the like. */

import * as Plot from "@observablehq/plot";
import { type Axis, plotAxis } from "./axis.ts";
import type { Figure } from "./figure.ts";
import { page } from "./page.ts";
import { CATEGORIES } from "./palette.ts";
import { panel } from "./panel.ts";

/** One point. */
export interface ScatterPoint {
  /** Where it stands from left to right. */
  readonly x: number;
  /** Its height. */
  readonly y: number;
  /** What stands beside it; nothing by default. */
  readonly label?: string;
}

/** Options of {@linkcode scatterChart}. */
export interface ScatterChartOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /** From left to right. */
  readonly x: Axis;
  /** From bottom to top. */
  readonly y: Axis;
  /** In pixels; 560 by default. */
  readonly width?: number;
  /** In pixels; 320 by default. */
  readonly height?: number;
}

/**
 * Draws points, with names where they have some.
 *
 * @param points the points
 * @param options heading and axes
 * @returns the figure
 */
export function scatterChart(
  points: readonly ScatterPoint[],
  options: ScatterChartOptions,
): Figure {
  const { title, notes, x, y, width = 560, height = 320 } = options;
  const names = points.filter(({ label }) => label);
  const chart = panel({
    width,
    height,
    marginLeft: 60,
    marginRight: names.length ? 110 : 16,
    marginTop: 30,
    marginBottom: 42,
    x: { ...plotAxis(x), grid: true },
    y: { ...plotAxis(y), grid: true },
    marks: [
      Plot.dot(points, { x: "x", y: "y", r: 4, fill: CATEGORIES[0], fillOpacity: 0.75 }),
      Plot.text(names, { x: "x", y: "y", text: "label", textAnchor: "start", dx: 8 }),
    ],
  });
  return page([[chart]], {
    title,
    notes,
    description: `${title ?? `${y.label} over ${x.label}`}: ${points.length} points`,
  });
}
