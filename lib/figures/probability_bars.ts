/** The probabilities that a network gives to one digit. */

import { answersOf } from "./parts/answers.ts";
import type { Figure } from "./parts/figure.ts";
import { barPanel } from "./bar_chart.ts";
import { percent } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import type { Panel } from "./parts/panel.ts";
import { DIGIT, pictureTiles, type Shape, tilePanel } from "./parts/tiles.ts";

/** Options of {@linkcode probabilityBars}. */
export interface ProbabilityBarsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** `[height × width × channels]` the picture, 0 to 255; none by default. */
  readonly digit?: ArrayLike<number>;
  /** The picture's shape, `[height, width]` or with its channels; `[28, 28, 1]` by default. */
  readonly shape?: Shape;
  /** The true class, whose bar has another colour; unknown by default. */
  readonly truth?: number;
  /** The classes' names; 0, 1, 2 … by default. */
  readonly classes?: readonly string[];
}

/**
 * Draws a bar for each class, from 0 to 100 %, with the digit to their left. The true class is orange.
 *
 * @param probabilities `[C]` from 0 to 1
 * @param options heading, digit and truth
 * @returns the figure
 * @throws {RangeError} if there are no probabilities, or one is NaN
 *
 * @example Three classes
 * ```ts
 * import { probabilityBars } from "@pixel/convnet/figures";
 *
 * const figure = probabilityBars([0.7, 0.1, 0.2], { truth: 2 });
 * console.assert(figure.description.includes("most likely 0, 70.0 %"));
 * ```
 */
export function probabilityBars(
  probabilities: ArrayLike<number>,
  options: ProbabilityBarsOptions = {},
): Figure {
  const { title, digit, shape = DIGIT, truth } = options;
  const [{ row: values, said: best }] = answersOf(probabilities, 1);
  const { classes = values.map((_, i) => `${i}`) } = options;
  const bars = values.map((value, i) => ({ label: classes[i], value, marked: i === truth }));
  const chart = barPanel(bars, {
    axis: {
      label: "probability (%)",
      percent: true,
      domain: [0, 1],
      ticks: [0, 0.25, 0.5, 0.75, 1],
    },
    width: 420,
  });
  const picture: Panel[] = [];
  if (digit) {
    const { tiles, ...looks } = pictureTiles(digit, shape, [0]);
    picture.push(tilePanel(tiles, { ...looks, zoom: 7, columns: 1 }));
  }
  const said = `most likely ${classes[best]}, ${percent(values[best])}`;
  const truly = truth === undefined ? "" : `; truly ${classes[truth]} (orange)`;
  return page([[...picture, chart]], {
    title,
    notes: [said + truly],
    description: `${title ?? "Probabilities"}: ${said}${truly}`,
  });
}
