/** The digits that a network gets wrong. */

import { answersOf } from "./parts/answers.ts";
import type { Figure } from "./parts/figure.ts";
import { count, percent } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { ink } from "./parts/palette.ts";
import { pictureAt, shade, shadesOf, tilePanel } from "./parts/tiles.ts";

/** Digits with their true labels. */
export interface LabelledPictures {
  /** `[N × 784]` grey values, 0 to 255. */
  readonly images: ArrayLike<number>;
  /** `[N]` the true classes. */
  readonly labels: ArrayLike<number>;
}

/** Options of {@linkcode mistakes}. */
export interface MistakesOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** How many are shown, the most confident first; 24 by default. */
  readonly count?: number;
  /** Digits a row; 8 by default. */
  readonly columns?: number;
}

/** A digit that was called something else. */
interface Mistake {
  readonly index: number;
  readonly truth: number;
  readonly said: number;
  /** What the network gave the class that it chose. */
  readonly confidence: number;
  /** What it gave the true class. */
  readonly doubt: number;
}

/**
 * The misclassified digits of which the network was most certain. Above each: the true class and the
 * predicted one, each with its probability.
 *
 * @param digits all digits that were classified
 * @param probabilities `[N × C]` what the network said of each
 * @param options how many
 * @returns the figure
 * @throws {RangeError} where there are not as many rows of probabilities as digits, or they are NaN
 */
export function mistakes(
  digits: LabelledPictures,
  probabilities: ArrayLike<number>,
  options: MistakesOptions = {},
): Figure {
  const { title, columns = 8 } = options;
  const { images, labels } = digits;
  const wrong = findMistakes(labels, probabilities);
  const shown = wrong.slice(0, options.count ?? 24);
  const found = `${count(wrong.length)} of ${count(labels.length)} digits are misclassified`;
  const description = `${title ?? "Mistakes"}: ${found}`;
  if (shown.length === 0) return page([], { title, notes: [found], description });
  const sheet = tilePanel(shown.map(({ index }) => shade(pictureAt(images, index, 28), [0, 255])), {
    width: 28,
    zoom: 2,
    columns,
    colours: shadesOf(ink),
    captions: shown.map(({ truth, said, confidence, doubt }) =>
      `is ${truth}: ${percent(doubt, 0)}\nsaid ${said}: ${percent(confidence, 0)}`
    ),
  });
  return page([[sheet]], {
    title,
    notes: [shown.length < wrong.length ? `${found}; the ${shown.length} surest are shown` : found],
    description: `${description}; the surest is a ${shown[0].truth} taken for a ${shown[0].said}`,
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
