/** Bars with names: accuracies of baselines, counts, costs. */

import * as Plot from "@observablehq/plot";
import { type Axis, plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { count, number, percent } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER } from "./parts/palette.ts";
import { type Panel, panel } from "./parts/panel.ts";

/** One bar. */
export interface Bar {
  /** The text to its left. */
  readonly label: string;
  /** Its length. */
  readonly value: number;
  /** The lower end of its spread; none by default. */
  readonly low?: number;
  /** The upper end of its spread; none by default. */
  readonly high?: number;
  /** Drawn in another colour; false by default. */
  readonly marked?: boolean;
}

/** Options of {@linkcode barChart}. */
export interface BarChartOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /**
   * The quantity that the bars measure; "value" by default. Bars start at zero unless it has a
   * domain.
   */
  readonly axis?: Axis;
  /** A value with a name, drawn as a dotted line; none by default. */
  readonly limit?: { readonly value: number; readonly label: string };
  /** In pixels, more if labels need it; 620 by default. */
  readonly width?: number;
}

/** Height of a bar with its gap, width of a character, and least room for bars, in pixels. */
const BAR = 30, CHARACTER = 7.4, LEAST = 160;

/** Significant digits of a number beside a bar. */
const DIGITS = 3;

/**
 * Draws horizontal bars, each with its number at its end, and with whiskers if it has a spread.
 *
 * @param bars from top to bottom
 * @param options heading and axis
 * @returns the figure
 *
 * @example Two accuracies, one with its spread
 * ```ts
 * import { barChart } from "@pixel/convnet/figures";
 *
 * const figure = barChart([
 *   { label: "chance", value: 0.1 },
 *   { label: "network", value: 0.97, low: 0.96, high: 0.98 },
 * ], { axis: { label: "accuracy (%)", percent: true, domain: [0, 1] } });
 * console.assert(figure.description.includes("network 97.00 %"));
 * ```
 */
export function barChart(bars: readonly Bar[], options: BarChartOptions = {}): Figure {
  const { title, notes, axis = { label: "value" } } = options;
  return page([[barPanel(bars, options)]], {
    title,
    notes,
    description: `${title ?? axis.label}: ` +
      numbersOf(bars, axis).map((text, i) => `${bars[i].label} ${text}`).join(", "),
  });
}

/**
 * Draws the chart without its page, for figures that hold several.
 *
 * @param bars from top to bottom
 * @param options axis, limit and width
 * @returns the drawing
 */
export function barPanel(bars: readonly Bar[], options: BarChartOptions): Panel {
  const { axis = { label: "value" }, limit } = options;
  const nothing = !axis.log && bars.every(({ value, high = 0 }) => value === 0 && high === 0);
  const domain = axis.domain ?? (nothing ? [0, 1] as const : undefined);
  const first = domain?.[0] ?? (axis.log ? Math.min(...bars.map((bar) => bar.value)) / 2 : 0);
  const rows = bars.map((bar, i) => ({ ...bar, i, end: bar.high ?? bar.value }));
  type Row = typeof rows[number];
  const bottom = axis.ticks?.length === 0 ? 22 : 44; // without numbers, the label moves up
  const texts = numbersOf(bars, axis);
  const spread = rows.filter(({ low, high }) => low !== undefined && high !== undefined);
  const room = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => text.length)) * CHARACTER + 14;
  const marginLeft = room(bars.map(({ label }) => label)), marginRight = room(texts);
  return panel({
    width: Math.max(options.width ?? 620, marginLeft + LEAST + marginRight),
    height: bars.length * BAR + 2 + bottom + (limit ? 18 : 0),
    marginLeft,
    marginRight,
    marginTop: limit ? 20 : 2,
    marginBottom: bottom,
    x: { ...plotAxis({ zero: !axis.log, ...axis, domain }), grid: true, inset: 0 },
    y: {
      domain: rows.map(({ i }) => i),
      tickFormat: (i: number) => bars[i].label,
      tickSize: 0,
      label: null,
      padding: 0.3,
    },
    marks: [
      Plot.barX(rows, {
        y: "i",
        x1: () => first,
        x2: "value",
        fill: ({ marked }: Row) => CATEGORIES[marked ? 1 : 0],
      }),
      ...(limit ? limitMarks(limit.value, limit.label) : []),
      Plot.link(spread, { y: "i", x1: "low", x2: "high", stroke: INK, strokeWidth: 1.5 }),
      ...["low", "high"].map((end) =>
        Plot.tickX(spread, { y: "i", x: end, stroke: INK, inset: 5 })
      ),
      Plot.text(rows, {
        y: "i",
        x: ({ end }: Row) => Math.max(end, first),
        text: ({ i }: Row) => texts[i],
        textAnchor: "start",
        dx: 6,
        fill: INK,
        stroke: PAPER, // a halo, where a limit's line crosses the number
        strokeWidth: 4,
      }),
    ],
  });
}

function limitMarks(value: number, label: string): Plot.Markish[] {
  return [
    Plot.ruleX([value], { stroke: FAINT, strokeDasharray: "2,3", strokeWidth: 1.5 }),
    Plot.text([label], {
      x: value,
      frameAnchor: "top",
      lineAnchor: "bottom",
      dy: -4,
      fill: FAINT,
      text: (text: string) => text,
    }),
  ];
}

/** The bars' numbers: thousands grouped, shares in percent, decimals under decimals. */
function numbersOf(bars: readonly Bar[], axis: Axis): string[] {
  const values = bars.map(({ value }) => value);
  if (axis.percent) return values.map((value) => percent(value, 2));
  if (values.every(Number.isInteger)) return values.map(count);
  const most = Math.max(...values.map(Math.abs));
  const least = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(most)));
  return values.map((value) => {
    const text = number(value, DIGITS), decimals = text.split(".")[1]?.length ?? 0;
    if (value === 0 || decimals >= least || text.includes("e")) return text;
    return text + (decimals === 0 ? "." : "") + "0".repeat(least - decimals);
  });
}
