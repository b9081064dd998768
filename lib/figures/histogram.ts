/** Histograms: how often numbers occur. */

import * as Plot from "@observablehq/plot";
import { type Axis, plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { extent } from "./parts/extent.ts";
import { count, number } from "./parts/format.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, PAPER } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Numbers with a name. */
export interface Sample {
  /** The sample's name; needed if there are several samples. */
  readonly name?: string;
  /** The numbers. */
  readonly values: ArrayLike<number>;
}

/** Options of {@linkcode histogram}. */
export interface HistogramOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /**
   * The quantity that the numbers measure; "value" by default. Its domain is divided into the bins.
   */
  readonly x?: Axis;
  /** The number of bins; 40 by default. */
  readonly bins?: number;
  /** In pixels; 560 by default. */
  readonly width?: number;
}

/**
 * Counts numbers in bins of equal width and draws the counts: filled for one sample, as outlines for
 * several. Numbers outside the axis's domain are counted in the bin at its end.
 *
 * @param samples numbers, or several samples with names
 * @param options heading, axis and bins
 * @returns the figure
 *
 * @example Seven numbers in four bins
 * ```ts
 * import { histogram } from "@pixel/convnet/figures";
 *
 * const figure = histogram([0, 1, 1, 2, 2, 2, 3], { bins: 4 });
 * console.assert(figure.description.includes("7 numbers from 0 to 3"));
 * ```
 */
export function histogram(
  samples: ArrayLike<number> | readonly Sample[],
  options: HistogramOptions = {},
): Figure {
  const list: readonly Sample[] = isSamples(samples) ? samples : [{ values: samples }];
  const { title, notes = [], x = { label: "value" }, bins = 40, width = 560 } = options;
  const [low, high] = x.domain ?? range(list);
  const step = (high - low) / bins;
  let leftOut = 0;
  const bars = list.map(({ values }) => {
    const counts = new Uint32Array(bins);
    for (let i = 0; i < values.length; i++) {
      const place = (values[i] - low) * bins / (high - low);
      if (Number.isFinite(place)) counts[Math.min(Math.max(Math.floor(place), 0), bins - 1)]++;
      else leftOut++;
    }
    return Array.from(counts, (y, i) => ({ x1: low + i * step, x2: low + (i + 1) * step, y }));
  });
  const single = list.length === 1;
  const chart = panel({
    width,
    height: 280,
    marginLeft: 60,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 42,
    x: plotAxis({ ...x, domain: [low, low + bins * step] }),
    y: { ...plotAxis({ label: "count", zero: true }), grid: true, inset: 0 },
    marks: [
      ...bars.map((columns, i) =>
        single
          ? Plot.rectY(columns, { x1: "x1", x2: "x2", y: "y", fill: CATEGORIES[0], stroke: PAPER })
          : Plot.line([...columns, { x1: low + bins * step, y: 0 }], {
            x: "x1",
            y: "y",
            curve: "step-after",
            stroke: CATEGORIES[i % CATEGORIES.length],
            strokeWidth: 2,
            strokeDasharray: i % 2 ? "5,3" : undefined,
          })
      ),
      Plot.ruleY([0]),
    ],
  });
  const named = list.map(({ name }, i) => ({
    label: name ?? `sample ${i + 1}`,
    colour: CATEGORIES[i % CATEGORIES.length],
    dash: i % 2 ? "5,3" : undefined,
  }));
  return page([...(single ? [] : [[legend(named, width)]]), [chart]], {
    title,
    notes: leftOut > 0
      ? [...notes, `${count(leftOut)} values that are not finite are left out.`]
      : notes,
    description: `${title ?? `Histogram of ${x.label}`}: ` + list.map(({ name, values }) =>
      `${name ? `${name}, ` : ""}${values.length} numbers`
    ).join("; ") + ` from ${number(low)} to ${number(high)}`,
  });
}

function isSamples(samples: ArrayLike<number> | readonly Sample[]): samples is readonly Sample[] {
  return typeof samples[0] === "object";
}

/** The smallest and the largest number of all samples; a little around them if they are equal. */
function range(samples: readonly Sample[]): [number, number] {
  const [low, high] = extent(samples.flatMap(({ values }) => extent(values)));
  if (low < high) return [low, high];
  const some = Math.abs(low) / 2 || 1;
  return [low - some, high + some];
}
