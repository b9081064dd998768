/** How good a trained network is: loss, accuracy, and what it takes for what. */

import type { Network } from "../model/network.ts";
import { CLASSES, type Digits } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { jupyterDisplay } from "../jupyter.ts";
import { Table } from "../table.ts";
import { tally } from "./loss.ts";
import { pausing } from "./pause.ts";
import { logitsPausing, softmaxRows } from "./predict.ts";

/** How one digit fares. */
export interface DigitScore {
  /** The digit, 0 to 9. */
  readonly digit: number;
  /** How many there are. */
  readonly count: number;
  /** Of those called so, the share that are; NaN where none was called so. */
  readonly precision: number;
  /** Of those that are, the share called so; NaN where there are none. */
  readonly recall: number;
}

/** What {@linkcode evaluate} found. Jupyter shows it as tables; `String(evaluation)` is plain text. */
export class Evaluation {
  /**
   * What was found; {@linkcode evaluate} makes one from a network and digits.
   *
   * @param loss mean cross-entropy, in nats
   * @param confusion `[10][10]` how many of each true digit (row) were called what (column)
   * @param probabilities `[N × 10]` what the network said of each image
   */
  constructor(
    readonly loss: number,
    readonly confusion: readonly (readonly number[])[],
    readonly probabilities: Float32Array,
  ) {}

  /** The share of images that were classified right. */
  get accuracy(): number {
    const right = this.confusion.reduce((sum, row, digit) => sum + row[digit], 0);
    return right / this.confusion.flat().reduce((sum, n) => sum + n, 0);
  }

  /** Precision and recall of each digit. */
  get digits(): DigitScore[] {
    return this.confusion.map((row, digit) => {
      const count = row.reduce((sum, n) => sum + n, 0);
      const called = this.confusion.reduce((sum, other) => sum + other[digit], 0);
      return { digit, count, precision: row[digit] / called, recall: row[digit] / count };
    });
  }

  /** Precision and recall as a table, a row a digit. */
  get scoreTable(): Table {
    const percent = (share: number) => Number.isNaN(share) ? "–" : `${(100 * share).toFixed(2)} %`;
    return new Table(
      ["digit", "images", "precision", "recall"],
      this.digits.map((d) => [`${d.digit}`, d.count, percent(d.precision), percent(d.recall)]),
    );
  }

  /** The confusion matrix as a table, a row a true digit. */
  get confusionTable(): Table {
    return new Table(
      ["true \\ said", ...this.confusion.map((_, digit) => `${digit}`)],
      this.confusion.map((row, digit) => [`${digit}`, ...row]),
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

/**
 * Measures a network on digits that it was not trained on.
 *
 * @param model the network
 * @param set the digits, at least one
 * @returns loss, confusion matrix and probabilities
 * @throws {RangeError} if there are no digits
 * @throws {UserError} if the network's answers are not numbers, or a notebook's Stop ended the work
 */
export async function evaluate(model: Network, set: Digits): Promise<Evaluation> {
  if (set.labels.length === 0) {
    throw new RangeError(`Cannot evaluate on ${set.name}: it holds no digits`);
  }
  return await pausing(async (pause) =>
    summarize(await logitsPausing(model, set.images, pause), set)
  );
}

/** Counts what the logits say right and wrong. */
function summarize(logits: Float32Array, set: Digits): Evaluation {
  const count = set.labels.length;
  const odd = logits.findIndex((logit) => !Number.isFinite(logit));
  if (odd >= 0) {
    throw new UserError(
      `Cannot evaluate the network on ${set.name}: it answers ${
        logits[odd]
      } where a finite number ` +
        `is due; its training diverged or its weights were damaged. Train it anew`,
    );
  }
  const confusion = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
  for (let n = 0; n < count; n++) {
    const row = logits.subarray(n * CLASSES, (n + 1) * CLASSES);
    confusion[set.labels[n]][row.indexOf(Math.max(...row))]++;
  }
  const { loss } = tally(logits, set.labels);
  return new Evaluation(loss / count, confusion, softmaxRows(logits, CLASSES));
}
