/** What a network said of several digits, row by row. */

/** What it said of one digit. */
export interface Answer {
  /** `[C]` the probabilities. */
  readonly row: readonly number[];
  /** The class with the largest one; of equals, the first. */
  readonly said: number;
  /** The largest one. */
  readonly confidence: number;
}

/**
 * Takes probabilities apart, digit by digit.
 *
 * @param probabilities `[N × C]`
 * @param count how many digits there are, N
 * @returns `[N]`
 * @throws {RangeError} where they are no whole rows, or not numbers
 */
export function answersOf(probabilities: ArrayLike<number>, count: number): Answer[] {
  const classes = probabilities.length / count;
  if (!Number.isInteger(classes) || classes === 0) {
    throw new RangeError(
      `Cannot read ${probabilities.length} probabilities: they are no rows for ${count} digits`,
    );
  }
  return Array.from({ length: count }, (_, n) => {
    const row = Array.from({ length: classes }, (_, c) => probabilities[n * classes + c]);
    const confidence = Math.max(...row);
    if (Number.isNaN(confidence)) {
      throw new RangeError(
        `Cannot read the probabilities of digit ${n}: they are NaN. Did training diverge?`,
      );
    }
    return { row, said: row.indexOf(confidence), confidence };
  });
}
