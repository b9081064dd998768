/** Measures a trained network: loss, accuracy, and which classes it confuses. */

import type { Network } from "../model/network.ts";
import type { Digits } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { jupyterDisplay } from "../jupyter.ts";
import { Table } from "../table.ts";
import { checkNetwork, checkSet } from "./checks.ts";
import { tally } from "./loss.ts";
import { pausing } from "./pause.ts";
import { logitsPausing, softmaxRows } from "./predict.ts";
import { logitsInViews } from "./views.ts";

/** Precision and recall of one class. */
export interface DigitScore {
  /** The class: for digits, the digit itself. */
  readonly digit: number;
  /** The number of its pictures. */
  readonly count: number;
  /** The share of correct predictions among those of this class; NaN if it was never predicted. */
  readonly precision: number;
  /** The share of the class's pictures that were recognised; NaN if there are none. */
  readonly recall: number;
}

/** The result of {@linkcode evaluate}. Jupyter shows it as tables; `String(evaluation)` is plain text. */
export class Evaluation {
  /**
   * Holds what was measured; {@linkcode evaluate} makes one from a network and a set.
   *
   * @param loss mean cross-entropy, in nats
   * @param confusion `[C][C]` counts by true class (row) and predicted class (column)
   * @param probabilities `[N × C]` what the network predicted for each picture
   * @param classes `[C]` the classes' names; 0, 1, 2 … by default
   */
  constructor(
    readonly loss: number,
    readonly confusion: readonly (readonly number[])[],
    readonly probabilities: Float32Array,
    readonly classes: readonly string[] = confusion.map((_, label) => `${label}`),
  ) {}

  /** The share of pictures that were classified correctly. */
  get accuracy(): number {
    const right = this.confusion.reduce((sum, row, label) => sum + row[label], 0);
    return right / this.confusion.flat().reduce((sum, n) => sum + n, 0);
  }

  /** Precision and recall of each class. */
  get digits(): DigitScore[] {
    return this.confusion.map((row, digit) => {
      const count = row.reduce((sum, n) => sum + n, 0);
      const predicted = this.confusion.reduce((sum, other) => sum + other[digit], 0);
      return { digit, count, precision: row[digit] / predicted, recall: row[digit] / count };
    });
  }

  /** Precision and recall as a table, one row per class. */
  get scoreTable(): Table {
    const percent = (share: number) => Number.isNaN(share) ? "–" : `${(100 * share).toFixed(2)} %`;
    const areDigits = this.classes.join() === "0,1,2,3,4,5,6,7,8,9";
    return new Table(
      [areDigits ? "digit" : "class", "images", "precision", "recall"],
      this.digits.map(({ digit, count, precision, recall }) => [
        this.classes[digit],
        count,
        percent(precision),
        percent(recall),
      ]),
    );
  }

  /** The confusion matrix as a table, one row per true class. */
  get confusionTable(): Table {
    return new Table(
      ["true \\ said", ...this.classes],
      this.confusion.map((row, label) => [this.classes[label], ...row]),
    );
  }

  /** Everything as plain text. */
  toString(): string {
    const accuracy = (100 * this.accuracy).toFixed(2);
    return [
      `accuracy ${accuracy} %, loss ${this.loss.toFixed(4)}`,
      this.scoreTable.toString(),
      this.confusionTable.toString(),
    ].join("\n\n");
  }

  /** Everything as HTML and plain text, for Jupyter. */
  [jupyterDisplay](): Record<string, string> {
    const tables = [this.scoreTable, this.confusionTable].map((t) => t[jupyterDisplay]());
    const accuracy = (100 * this.accuracy).toFixed(2);
    return {
      "text/plain": this.toString(),
      "text/html": `<p>accuracy ${accuracy} %, loss ${this.loss.toFixed(4)}</p>` +
        tables.map((table) => table["text/html"]).join(""),
    };
  }
}

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions {
  /**
   * Reads each picture four times, moved by half a pixel towards each corner, and takes the mean of the
   * logits, in four times the time: fewer mistakes of a network like `record`, which learned from digits
   * drawn anew, but not of every network; false by default.
   */
  readonly views?: boolean;
}

/**
 * Measures a network on pictures that it was not trained on.
 *
 * @param model a network that ends in a dense layer with softmax
 * @param set the pictures, at least one
 * @param options how each picture is read
 * @returns loss, confusion matrix and probabilities
 * @throws {RangeError} if there are no pictures, or they do not fit the network
 * @throws {UserError} if the network is of another kind, its answers are not numbers, or a notebook's
 *   Stop ended the work
 *
 * @example An untrained network guesses
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { evaluate } from "@pixel/convnet/training";
 *
 * const { accuracy, confusion } = await evaluate(mlp(1), builtinDigits({ count: 200, seed: 1 }));
 * assert(accuracy < 0.5 && confusion.length === 10);
 * ```
 */
export async function evaluate(
  model: Network,
  set: Digits,
  { views = false }: EvaluateOptions = {},
): Promise<Evaluation> {
  checkNetwork(model);
  checkSet(model, set, "Cannot evaluate on");
  if (set.labels.length === 0) {
    throw new RangeError(`Cannot evaluate on ${set.name}: it holds no pictures`);
  }
  return await pausing(async (pause) =>
    summarize(
      views
        ? await logitsInViews(model, set, pause)
        : await logitsPausing(model, set.images, pause),
      set,
    )
  );
}

/** Compares the logits with the labels. */
function summarize(logits: Float32Array, set: Digits): Evaluation {
  const count = set.labels.length;
  const odd = logits.findIndex((logit) => !Number.isFinite(logit));
  if (odd >= 0) {
    throw new UserError(
      `Cannot evaluate the network on ${set.name}: it answers ${
        logits[odd]
      }, not a finite number; its training diverged or its weights were damaged. Train it anew`,
    );
  }
  const classes = logits.length / count;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let n = 0; n < count; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    confusion[set.labels[n]][row.indexOf(Math.max(...row))]++;
  }
  const { loss } = tally(logits, set.labels);
  return new Evaluation(loss / count, confusion, softmaxRows(logits, classes), set.classes);
}
