/** The digits that a network gets wrong. */

import { answersOf } from "./parts/answers.ts";
import type { Figure } from "./parts/figure.ts";
import { count, percent } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { DIGIT, pictureTiles, type Shape, tilePanel } from "./parts/tiles.ts";

/** Digits with their true labels. */
export interface LabelledPictures {
  /** `[N × height × width × channels]` from 0 to 255. */
  readonly images: ArrayLike<number>;
  /** The shape of one picture, `[height, width]` or with its channels; `[28, 28, 1]` by default. */
  readonly shape?: Shape;
  /** `[N]` the true classes. */
  readonly labels: ArrayLike<number>;
  /** The classes' names; 0, 1, 2 … by default. */
  readonly classes?: readonly string[];
}

/** Options of {@linkcode mistakes}. */
export interface MistakesOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The number of digits shown, the most confident first; 24 by default. */
  readonly count?: number;
  /** Digits per row; 8 by default. */
  readonly columns?: number;
}

/** A misclassified digit. */
interface Mistake {
  readonly index: number;
  readonly truth: number;
  readonly said: number;
  /** The probability of the class that it chose. */
  readonly confidence: number;
  /** The probability of the true class. */
  readonly doubt: number;
}

/**
 * Draws the misclassified digits about which the network was most certain. The text above gives the
 * true and the predicted class, each with its probability.
 *
 * @param digits all digits that were classified
 * @param probabilities `[N × C]` what the network answered
 * @param options how many
 * @returns the figure
 * @throws {RangeError} if there is not one row of probabilities per digit, or one is NaN
 *
 * @example One mistake in two digits
 * ```ts
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mistakes } from "@pixel/convnet/figures";
 *
 * const digits = builtinDigits({ count: 2, seed: 1 });
 * const probabilities = Array.from(digits.labels).flatMap((label, i) =>
 *   Array.from({ length: 10 }, (_, k) => k === (label + i) % 10 ? 0.91 : 0.01)
 * ); // [2 × 10]; the second answer is one too high
 * const figure = mistakes(digits, probabilities);
 * console.assert(figure.description.includes("1 of 2 digits"));
 * ```
 */
export function mistakes(
  digits: LabelledPictures,
  probabilities: ArrayLike<number>,
  options: MistakesOptions = {},
): Figure {
  const { title, columns = 8 } = options;
  const { images, labels, shape = DIGIT, classes = [] } = digits;
  const name = (label: number) => classes[label] ?? `${label}`;
  const things = name(0) === "0" ? "digits" : "pictures";
  const wrong = findMistakes(labels, probabilities);
  const shown = wrong.slice(0, options.count ?? 24);
  const found = `${count(wrong.length)} of ${count(labels.length)} ${things} are misclassified`;
  const description = `${title ?? "Mistakes"}: ${found}`;
  if (shown.length === 0) return page([], { title, notes: [found], description });
  const { tiles, ...looks } = pictureTiles(images, shape, shown.map(({ index }) => index));
  const sheet = tilePanel(tiles, {
    ...looks,
    zoom: 2,
    columns,
    captions: shown.map(({ truth, said, confidence, doubt }) =>
      `is ${name(truth)}: ${percent(doubt, 0)}\nsaid ${name(said)}: ${percent(confidence, 0)}`
    ),
  });
  return page([[sheet]], {
    title,
    notes: [shown.length < wrong.length ? `${found}; the ${shown.length} surest are shown` : found],
    description: `${description}; the surest is a ${name(shown[0].truth)} taken for a ${
      name(shown[0].said)
    }`,
  });
}

/** All mistakes, the most confident first; of equals, the earlier first. */
function findMistakes(labels: ArrayLike<number>, probabilities: ArrayLike<number>): Mistake[] {
  return answersOf(probabilities, labels.length)
    .map(({ row, said, confidence }, index): Mistake => {
      const truth = labels[index];
      return { index, truth, said, confidence, doubt: row[truth] };
    })
    .filter(({ truth, said }) => truth !== said)
    .sort((a, b) => b.confidence - a.confidence);
}
