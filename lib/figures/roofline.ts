/**
 * The roofline: what a machine can do at most, and where pieces of work stand below it (Williams,
 * Waterman and Patterson, "Roofline: an insightful visual performance model", 2009).
 */

import * as Plot from "@observablehq/plot";
import { plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { number } from "./parts/format.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER, SYMBOLS } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** The bounds of the work: how fast the processor computes, and how fast memory brings numbers. */
export interface Roof {
  /** Its name, such as "one core". */
  readonly name: string;
  /** Operations that the processor can do, in 10⁹ per second. */
  readonly gflops: number;
  /** Bytes that memory moves, in 10⁹ per second. */
  readonly gigabytes: number;
}

/** A piece of work, as it was measured. */
export interface RooflinePoint {
  /** Its name. */
  readonly name: string;
  /** Its operations per byte that it has to move. */
  readonly intensity: number;
  /** The operations that it did, in 10⁹ per second. */
  readonly gflops: number;
}

/** Options of {@linkcode roofline}. */
export interface RooflineOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
}

/** In pixels. */
const WIDTH = 620, HEIGHT = 360;

/**
 * Draws one roof or several and the work below, both axes logarithmic. On the slope memory is the limit, on the
 * flat part the processor.
 *
 * @param roofs the first is drawn solid, the others dashed
 * @param points the work
 * @param options heading
 * @returns the figure
 * @throws {RangeError} if there is no roof, or a number is not above 0
 *
 * @example A layer that memory holds up, and one that computes
 * ```ts
 * import { roofline } from "@pixel/convnet/figures";
 *
 * const figure = roofline([{ name: "one core", gflops: 50, gigabytes: 10 }], [
 *   { name: "ReLU", intensity: 0.125, gflops: 1 },
 *   { name: "convolution", intensity: 60, gflops: 30 },
 * ]);
 * console.assert(figure.description.includes("from 5 operations per byte"));
 * ```
 */
export function roofline(
  roofs: readonly Roof[],
  points: readonly RooflinePoint[],
  options: RooflineOptions = {},
): Figure {
  const { title, notes } = options;
  const ridges = roofs.map(({ gflops, gigabytes }) => gflops / gigabytes);
  const heights = [...roofs, ...points].map(({ gflops }) => gflops);
  const places = [...ridges, ...points.map(({ intensity }) => intensity)];
  if (roofs.length === 0 || ![...heights, ...places].every((value) => value > 0)) {
    throw new RangeError("Cannot draw a roofline: it needs a roof, and numbers above 0");
  }
  const left = Math.min(...places) / 2, right = Math.max(...places) * 20; // room for the roofs' names
  const looks = points.map(({ name }, i) => ({
    label: name,
    colour: CATEGORIES[i % CATEGORIES.length],
    symbol: SYMBOLS[i % SYMBOLS.length],
  }));
  const lowest = Math.min(...heights, ...roofs.map(({ gigabytes }) => left * gigabytes)) / 1.5;
  const chart = panel({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 42,
    x: plotAxis({ label: "operations per byte", log: true, domain: [left, right] }),
    y: {
      ...plotAxis({
        label: "GFLOPS",
        log: true,
        domain: [lowest, 2 * Math.max(...heights)],
      }),
      grid: true,
    },
    marks: [
      ...roofs.flatMap((roof, i) =>
        roofMarks(roof, { left, right, ridge: ridges[i], first: i === 0 })
      ),
      ...points.map((point, i) =>
        Plot.dot([point], {
          x: "intensity",
          y: "gflops",
          r: 5,
          fill: looks[i].colour,
          symbol: looks[i].symbol,
        })
      ),
    ],
  });
  const told = [
    ...roofs.map(({ name, gflops, gigabytes }, i) =>
      `${name} ${number(gflops)} GFLOPS from ${number(ridges[i])} operations per byte, ` +
      `${number(gigabytes)} GB/s below`
    ),
    ...points.map(({ name, intensity, gflops }) =>
      `${name} ${number(gflops)} GFLOPS at ${number(intensity)}`
    ),
  ];
  return page([[legend(looks, WIDTH)], [chart]], {
    title,
    notes,
    description: `${title ?? "Roofline"}: ${told.join("; ")}`,
  });
}

/** A roof: its slope, its flat part, and what they are. */
function roofMarks(
  { name, gflops, gigabytes }: Roof,
  { left, right, ridge, first }: { left: number; right: number; ridge: number; first: boolean },
): Plot.Markish[] {
  const corner = { x: Math.max(ridge, left), y: gflops }, half = Math.sqrt(left * corner.x);
  const text = { fill: FAINT, stroke: PAPER, strokeWidth: 4, text: "text" };
  return [
    Plot.line(
      [{ x: left, y: Math.min(gflops, left * gigabytes) }, corner, { x: right, y: gflops }],
      {
        x: "x",
        y: "y",
        stroke: first ? INK : FAINT,
        strokeWidth: first ? 2 : 1.5,
        strokeDasharray: first ? undefined : "6,4",
      },
    ),
    Plot.text([{ x: right, y: gflops, text: `${name}, ${number(gflops)} GFLOPS` }], {
      ...text,
      x: "x",
      y: "y",
      textAnchor: "end",
      dy: -9,
    }),
    Plot.text(first ? [{ x: half, y: half * gigabytes, text: `${number(gigabytes)} GB/s` }] : [], {
      ...text,
      x: "x",
      y: "y",
      textAnchor: "end", // above the slope there is no work
      dx: -8,
      dy: -6,
    }),
  ];
}
