/** Learning curves: loss and accuracy by epoch or by step, of one run or several. */

import * as Plot from "@observablehq/plot";
import { extent } from "./parts/extent.ts";
import type { Figure } from "./parts/figure.ts";
import { number, percent } from "./parts/format.ts";
import { legend, type LegendEntry } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, SYMBOLS } from "./parts/palette.ts";
import { type Panel, panel } from "./parts/panel.ts";

/** One epoch as training reports it. */
export interface EpochPoint {
  /** The epoch, 1 for the first. */
  readonly epoch: number;
  /** Training loss: mean cross-entropy, in nats. */
  readonly loss: number;
  /** Training accuracy, 0 to 1. */
  readonly accuracy: number;
  /** Validation loss: mean cross-entropy, in nats; none by default. */
  readonly validationLoss?: number;
  /** Validation accuracy, 0 to 1; none by default. */
  readonly validationAccuracy?: number;
}

/** One run of training, as `train` returns it. */
export interface Run {
  /** The name of the run; needed if there are several. */
  readonly name?: string;
  /** Its epochs, first to last; empty until the first one ends. */
  readonly epochs: readonly EpochPoint[];
  /** The loss of each step's batch, drawn as a thin line; none by default. */
  readonly stepLosses?: ArrayLike<number>;
  /** The accuracy of each step's batch, 0 to 1; none by default. */
  readonly stepAccuracies?: ArrayLike<number>;
  /** Steps per epoch; by default all steps divided by all epochs. */
  readonly stepsPerEpoch?: number;
}

/** Options of {@linkcode learningCurves}. */
export interface LearningCurvesOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Epochs that the axis has room for, for a run that still goes on; those that have ended by default. */
  readonly epochs?: number;
  /**
   * The largest loss that is shown, in nats; by default the largest of an epoch, or twice that if
   * single steps are drawn: the first ones would flatten all the rest.
   */
  readonly maxLoss?: number;
}

/** A point of a line. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of a panel. */
interface Line {
  readonly points: readonly Point[];
  readonly colour: string;
  readonly symbol: Plot.SymbolType;
  readonly kind: "training" | "validation" | "step";
}

/** Size of each of the two panels, in pixels, and the most points in a line of steps. */
const WIDTH = 350, HEIGHT = 250, STEP_POINTS = 150;

/** Training is dashed, validation solid, in whatever colour. */
const DASH = "5,4";

/**
 * Draws the loss on the left and the accuracy on the right. Training is dashed, validation solid;
 * several runs have a colour and a sign each. Thin lines are single steps, averaged if there are many.
 *
 * @param runs one run or several
 * @param options heading and axes
 * @returns the figure
 *
 * @example Two epochs
 * ```ts
 * import { learningCurves } from "@pixel/convnet/figures";
 *
 * const epochs = [
 *   { epoch: 1, loss: 0.4, accuracy: 0.88 },
 *   { epoch: 2, loss: 0.2, accuracy: 0.94 },
 * ];
 * const figure = learningCurves({ epochs });
 * console.assert(figure.description.includes("after epoch 2"));
 * ```
 */
export function learningCurves(
  runs: Run | readonly Run[],
  options: LearningCurvesOptions = {},
): Figure {
  const list = Array.isArray(runs) ? runs as readonly Run[] : [runs as Run];
  const { title, maxLoss } = options;
  const last = Math.max(
    ...[2, options.epochs ?? 0],
    ...list.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)),
  );
  const first = list.some(hasSteps) ? 0 : 1, apart = Math.ceil(last / 12);
  const ticks = Array.from({ length: last + 1 }, (_, i) => i)
    .filter((epoch) => epoch >= first && epoch % apart === 0);
  const x = { domain: [first, last], label: "epoch", ticks };
  const losses = list.flatMap((run, i) =>
    lines(run, looks(list, i), "loss", "validationLoss", run.stepLosses, 1)
  );
  const accuracies = list.flatMap((run, i) =>
    lines(run, looks(list, i), "accuracy", "validationAccuracy", run.stepAccuracies, 100)
  );
  const top = maxLoss ?? largest(losses);
  const highest = Math.max(...losses.filter(({ kind }) => kind !== "step").flatMap(heights));
  const accuracyAxis = accuracyDomain(accuracies.flatMap(heights));
  return page([
    [legend(entries(list), 2 * WIDTH)],
    [
      curvePanel(losses, x, { domain: [0, top], ticks: 6, label: "loss (nats)" }),
      curvePanel(accuracies, x, { ...accuracyAxis, label: "accuracy (%)", ticks: 6 }),
    ],
  ], {
    title,
    notes: highest > top ? [`Losses over ${number(top)} are not shown.`] : [],
    description: describe(list, title),
  });
}

/** Plot chooses the axis, unless there is nothing yet to choose by, or only one height. */
function accuracyDomain(percents: readonly number[]): { domain?: [number, number] } {
  const [low, high] = extent(percents);
  if (percents.length === 0) return { domain: [0, 100] };
  if (high - low > 0.1) return {};
  return { domain: [Math.max(0, low - 0.5), Math.min(100, high + 0.5)] };
}

function heights({ points }: Line): number[] {
  return points.map(({ y }) => y);
}

/** The top of the loss axis. */
function largest(lines: readonly Line[]): number {
  const of = (kinds: readonly string[]) =>
    Math.max(...lines.filter(({ kind }) => kinds.includes(kind)).flatMap(heights));
  const epochs = of(["training", "validation"]), steps = of(["step"]);
  if (!Number.isFinite(epochs)) return Number.isFinite(steps) ? steps : 1;
  return Math.max(epochs, Math.min(steps, 2 * epochs));
}

function hasSteps({ stepLosses, stepAccuracies }: Run): boolean {
  return (stepLosses?.length ?? stepAccuracies?.length ?? 0) > 0;
}

/** The looks of a run's two lines. */
type Looks = Readonly<Record<"training" | "validation", Pick<Line, "colour" | "symbol">>>;

/** One run has a colour and a sign for training and for validation; of several, each has its own. */
function looks(runs: readonly Run[], i: number): Looks {
  const at = (n: number) => ({
    colour: CATEGORIES[n % CATEGORIES.length],
    symbol: SYMBOLS[n % SYMBOLS.length],
  });
  return runs.length === 1
    ? { training: at(1), validation: at(0) }
    : { training: at(i), validation: at(i) };
}

function lines(
  run: Run,
  { training, validation }: Looks,
  key: "loss" | "accuracy",
  validationKey: "validationLoss" | "validationAccuracy",
  steps: ArrayLike<number> | undefined,
  unit: number,
): Line[] {
  const points = (read: (point: EpochPoint) => number | undefined) =>
    run.epochs.map((point) => ({ x: point.epoch, y: (read(point) ?? NaN) * unit }))
      .filter(({ y }) => Number.isFinite(y));
  return [
    { points: stepPoints(run, steps, unit), ...training, kind: "step" },
    { points: points((point) => point[key]), ...training, kind: "training" },
    { points: points((point) => point[validationKey]), ...validation, kind: "validation" },
  ];
}

/** Steps, placed between the epochs; if there are many, neighbours are averaged. */
function stepPoints(run: Run, steps: ArrayLike<number> | undefined, unit: number): Point[] {
  if (!steps) return [];
  const each = run.stepsPerEpoch ?? steps.length / Math.max(run.epochs.length, 1);
  const size = Math.ceil(steps.length / STEP_POINTS);
  return Array.from({ length: Math.ceil(steps.length / size) }, (_, i) => {
    const part = Array.from(steps).slice(i * size, (i + 1) * size);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return { x: (i * size + part.length / 2) / each, y: mean * unit };
  }).filter(({ y }) => Number.isFinite(y));
}

function curvePanel(lines: readonly Line[], x: Plot.ScaleOptions, y: Plot.ScaleOptions): Panel {
  const top = Math.max(...(y.domain as number[] | undefined) ?? [Infinity]);
  return panel({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 50,
    marginRight: 14,
    marginTop: 30,
    marginBottom: 40,
    x: { ...x, tickFormat: "d", inset: 6 },
    y: { ...y, grid: true, nice: true, inset: 3 }, // a line at 0 or 100 % is seen whole
    marks: lines.filter(({ points }) => points.length > 0).flatMap((
      { points, colour, symbol, kind },
    ) => [
      Plot.line(points, {
        x: "x",
        y: "y",
        clip: true,
        stroke: colour,
        strokeWidth: kind === "step" ? 1 : 2,
        strokeOpacity: kind === "step" ? 0.45 : 1,
        strokeDasharray: kind === "training" ? DASH : undefined,
      }),
      // Lines are cut off at the edge; a dot is shown whole or not at all.
      Plot.dot(kind === "step" ? [] : points.filter((point) => point.y <= top), {
        x: "x",
        y: "y",
        r: points.length > 20 ? 0 : 3,
        fill: colour,
        symbol,
      }),
    ]),
  });
}

function entries(runs: readonly Run[]): LegendEntry[] {
  const own = looks(runs, 0);
  const grey = runs.length > 1 ? "#555555" : undefined;
  const validated = runs.some(({ epochs }) => epochs.some((e) => e.validationLoss !== undefined));
  const kinds: LegendEntry[] = [
    { label: "training", colour: grey ?? own.training.colour, dash: DASH },
    ...(validated ? [{ label: "validation", colour: grey ?? own.validation.colour }] : []),
  ];
  if (!grey) return kinds;
  const names = runs.map((run, i) => ({
    label: run.name ?? `run ${i + 1}`,
    ...looks(runs, i).validation,
  }));
  return [...names, ...kinds];
}

function describe(runs: readonly Run[], title = "Learning curves"): string {
  const ends = runs.map(({ name, epochs }) => {
    const end = epochs.at(-1);
    if (!end) return `${name ?? "training"} has just begun`;
    const { validationAccuracy, accuracy, loss, validationLoss } = end;
    return `${name ? `${name}, ` : ""}after epoch ${end.epoch}: ` +
      `${validationLoss === undefined ? "training" : "validation"} loss ` +
      `${(validationLoss ?? loss).toFixed(3)}, accuracy ` +
      percent(validationAccuracy ?? accuracy);
  });
  return `${title}; ${ends.join("; ")}`;
}
