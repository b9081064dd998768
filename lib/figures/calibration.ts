/** The reliability diagram: is a network right as often as it claims to be? */

import * as Plot from "@observablehq/plot";
import { answersOf } from "./parts/answers.ts";
import { plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { count, percent } from "./parts/format.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Options of {@linkcode calibration}. */
export interface CalibrationOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The number of confidence bins; 10 by default. */
  readonly bins?: number;
}

/** The answers whose confidence lies within one bin. */
interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean confidence. */
  readonly confidence: number;
  /** The fraction that is right. */
  readonly accuracy: number;
}

const DIAGONAL = { label: "perfectly calibrated", colour: FAINT, dash: "5,4" };
const GAP = { label: "calibration gap", colour: CATEGORIES[1] };
const MEASURED = { label: "measured", colour: CATEGORIES[0], symbol: "circle" as const };

/**
 * Draws accuracy over confidence (the largest probability), bin by bin. Below the diagonal the
 * network is too sure of itself, above it too modest. The number beside a dot counts the answers in
 * its bin. The expected calibration error is the mean distance from the diagonal, each bin weighted
 * by its answers (Guo and others, "On Calibration of Modern Neural
 * Networks", 2017).
 *
 * @param probabilities `[N × C]` what the network answered
 * @param labels `[N]` the true classes
 * @param options heading and bins
 * @returns the figure
 * @throws {RangeError} if there is not one row of probabilities per label, or one is NaN
 *
 * @example Three answers about two classes
 * ```ts
 * import { calibration } from "@pixel/convnet/figures";
 *
 * const probabilities = [0.9, 0.1, 0.8, 0.2, 0.35, 0.65]; // [3 × 2]
 * const figure = calibration(probabilities, [0, 1, 1]);
 * console.assert(figure.description.includes("expected calibration error"));
 * ```
 */
export function calibration(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CalibrationOptions = {},
): Figure {
  const { title, bins = 10 } = options;
  const filled = fillBins(probabilities, labels, bins);
  const error = filled.reduce(
    (sum, bin) => sum + Math.abs(bin.accuracy - bin.confidence) * bin.count,
    0,
  ) / labels.length;
  const share = { percent: true, domain: [0, 1] as const };
  const chart = panel({
    width: 480,
    height: 420,
    marginLeft: 60,
    marginRight: 24,
    marginTop: 30,
    marginBottom: 42,
    x: plotAxis({ label: "confidence (%)", ...share }),
    y: { ...plotAxis({ label: "right (%)", ...share }), grid: true },
    marks: [
      Plot.link([0], {
        x1: 0,
        y1: 0,
        x2: 1,
        y2: 1,
        stroke: DIAGONAL.colour,
        strokeDasharray: DIAGONAL.dash,
      }),
      Plot.link(filled, {
        x1: "confidence",
        x2: "confidence",
        y1: "confidence",
        y2: "accuracy",
        stroke: GAP.colour,
        strokeWidth: 2,
      }),
      Plot.line(filled, { x: "confidence", y: "accuracy", stroke: MEASURED.colour }),
      Plot.dot(filled, { x: "confidence", y: "accuracy", r: 4.5, fill: MEASURED.colour }),
      Plot.text(filled, {
        x: "confidence",
        y: "accuracy",
        text: (bin: Bin) => count(bin.count),
        textAnchor: "end",
        dx: -8,
        dy: -8,
        fill: INK,
        stroke: PAPER, // a halo, where lines cross the number
        strokeWidth: 4,
      }),
    ],
  });
  const summary = `expected calibration error ${percent(error, 2)}`;
  return page([[legend([MEASURED, DIAGONAL, GAP], 480)], [chart]], {
    title,
    notes: [`${summary}; a number counts the answers of its dot`],
    description: `${title ?? "Calibration"}: ${summary}`,
  });
}

/** The bins that hold at least one answer. */
function fillBins(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins: number,
): Bin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  answersOf(probabilities, labels.length).forEach(({ said, confidence }, i) => {
    const bin = sums[Math.min(Math.floor(confidence * bins), bins - 1)];
    bin.count++;
    bin.confidence += confidence;
    if (said === labels[i]) bin.right++;
  });
  return sums.map(({ count, confidence, right }, i): Bin => ({
    low: i / bins,
    high: (i + 1) / bins,
    count,
    confidence: confidence / count,
    accuracy: right / count,
  })).filter(({ count }) => count > 0);
}
