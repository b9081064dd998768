/** The number of digits in each class. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { count, number } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Options of {@linkcode classCounts}. */
export interface ClassCountsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The classes' names; those of the ten digits by default. */
  readonly classes?: readonly string[];
}

/**
 * Draws a column for each class, and a dotted line at the height that all of them would have if the
 * classes were equally frequent.
 *
 * @param labels `[N]` the class of each digit
 * @param options heading and classes
 * @returns the figure
 * @throws {RangeError} if a label is not one of the classes
 *
 * @example Four digits
 * ```ts
 * import { classCounts } from "@pixel/convnet/figures";
 *
 * const figure = classCounts([0, 0, 1, 2], { classes: ["0", "1", "2"] });
 * console.assert(figure.description.endsWith("0: 2, 1: 1, 2: 1"));
 * ```
 */
export function classCounts(
  labels: ArrayLike<number>,
  options: ClassCountsOptions = {},
): Figure {
  const { title, classes = [..."0123456789"] } = options;
  const columns = classes.map((name) => ({ name, count: 0 }));
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] in columns)) {
      throw new RangeError(
        `Cannot count label ${labels[i]}: the classes are 0 to ${classes.length - 1}`,
      );
    }
    columns[labels[i]].count++;
  }
  const tallest = Math.max(...columns.map(({ count }) => count));
  const isShort = (column: typeof columns[number]) => column.count < tallest / 8;
  const even = labels.length / classes.length;
  const areDigits = classes[0] === "0";
  const chart = panel({
    width: 560,
    height: 280,
    marginLeft: 60,
    marginRight: 12,
    marginTop: 30,
    marginBottom: 42,
    x: { label: areDigits ? "digit" : "class", domain: classes, tickSize: 0, padding: 0.2 },
    y: {
      label: areDigits ? "digits of that class" : "pictures of that class",
      grid: true,
      nice: true,
      ticks: 6,
    },
    marks: [
      Plot.barY(columns, { x: "name", y: "count", fill: CATEGORIES[0] }),
      Plot.ruleY([0]),
      Plot.ruleY([even], { stroke: FAINT, strokeWidth: 1.5, strokeDasharray: "2,3" }),
      ...[false, true].map((short) =>
        Plot.text(columns.filter((column) => isShort(column) === short), {
          x: "name",
          y: short ? "count" : 0, // at the foot, out of the dotted line's way, where it has room
          text: (column: typeof columns[number]) => count(column.count),
          lineAnchor: "bottom",
          dy: short ? -3 : -6,
          fill: short ? INK : PAPER,
          fontSize: 11,
          fontWeight: 600,
        })
      ),
    ],
  });
  return page([[chart]], {
    title,
    notes: [`The dotted line is an equal share, ${number(even, 4)} of each.`],
    description: `${title ?? "Digits of each class"}: ` +
      columns.map((column) => `${column.name}: ${count(column.count)}`).join(", "),
  });
}
