/** The confusion matrix: which digits a network mistakes for which. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { count, percent } from "./parts/format.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { blues, FAINT, FRAME, hex, oranges, textOn } from "./parts/palette.ts";
import { panel } from "./parts/panel.ts";

/** Options of {@linkcode confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The classes' names; 0, 1, 2 … by default. */
  readonly classes?: readonly string[];
}

/** Side of a cell, width of a character, and least width of the legend, in pixels. */
const CELL = 44, CHARACTER = 7.4, KEY = 400;

/**
 * Draws true against predicted classes, with a count in each cell. Right answers are blue and
 * framed, mistakes are orange; each colour is darkest at the largest count of its kind, so that a
 * handful of mistakes shows beside a thousand right answers.
 *
 * @param counts `[C][C]` counts: rows are true classes, columns predicted ones
 * @param options heading and names
 * @returns the figure
 *
 * @example Two classes
 * ```ts
 * import { confusionMatrix } from "@pixel/convnet/figures";
 *
 * const figure = confusionMatrix([[90, 3], [0, 85]]);
 * console.assert(figure.description.includes("175 of 178 right"));
 * ```
 */
export function confusionMatrix(
  counts: readonly (readonly number[])[],
  options: ConfusionMatrixOptions = {},
): Figure {
  const { title, classes = counts.map((_, i) => `${i}`) } = options;
  const cells = counts.flatMap((row, truth) =>
    row.map((count, said) => ({ truth, said, count, right: truth === said }))
  );
  const most = (right: boolean) =>
    Math.max(1, ...cells.filter((cell) => cell.right === right).map(({ count }) => count));
  const colour = ({ right, count }: typeof cells[number]) =>
    (right ? blues : oranges)(Math.sqrt(count / most(right)) * 0.85);
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const right = cells.reduce((sum, cell) => sum + (cell.right ? cell.count : 0), 0);
  const name = (i: number) => classes[i];
  const axis = { tickFormat: name, domain: counts.map((_, i) => i), tickSize: 0 };
  const longest = Math.max(0, ...counts.map((_, i) => name(i).length)) * CHARACTER;
  const cell = Math.max(CELL, longest + 8), head = Math.max(50, 40 + longest);
  const side = cell * counts.length;

  const matrix = panel({
    width: side + head + 10,
    height: CELL * counts.length + 60,
    marginLeft: head,
    marginRight: 10,
    marginTop: 50,
    marginBottom: 10,
    x: { ...axis, axis: "top", label: "predicted", labelAnchor: "center", padding: 0 },
    y: { ...axis, label: "true", labelAnchor: "center", padding: 0 },
    marks: [
      Plot.cell(cells, {
        x: "said",
        y: "truth",
        fill: (cell) => hex(colour(cell)),
        stroke: FRAME,
        inset: 0.5,
      }),
      Plot.cell(cells.filter((cell) => cell.right), {
        x: "said",
        y: "truth",
        fill: "none",
        stroke: hex(blues(1)),
        strokeWidth: 2,
        inset: 1.5,
      }),
      Plot.text(cells, {
        x: "said",
        y: "truth",
        text: (cell) => cell.count === 0 ? "·" : count(cell.count),
        fill: (cell) => cell.count === 0 ? FAINT : textOn(colour(cell)),
        fontWeight: 500,
      }),
    ],
  });
  const share = `${count(right)} of ${count(total)} right (${percent(right / total, 2)})`;
  const key = legend([
    { label: "right", colour: hex(blues(0.7)), field: true },
    { label: "mistakes (a scale of their own)", colour: hex(oranges(0.6)), field: true },
  ], Math.max(side, KEY));
  return page([[key], [matrix]], {
    title,
    notes: [share],
    description: `${title ?? "Confusion matrix"}: ${share}; most often ${worst(cells, classes)}`,
  });
}

/** The most frequent mistake, in words. */
function worst(
  cells: readonly { truth: number; said: number; count: number; right: boolean }[],
  classes: readonly string[],
): string {
  const mistakes = cells.filter(({ right }) => !right);
  const top = mistakes.reduce((most, cell) => cell.count > most.count ? cell : most, mistakes[0]);
  return top && top.count > 0
    ? `${classes[top.truth]} was called ${classes[top.said]}, ${top.count} times`
    : "nothing was mistaken";
}
