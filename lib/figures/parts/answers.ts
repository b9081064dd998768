/** A network's answers about several digits, row by row. */

/** The answer about one digit. */
export interface Answer {
  /** `[C]` the probabilities. */
  readonly row: readonly number[];
  /** The class with the largest probability; of equals, the first. */
  readonly said: number;
  /** The largest probability. */
  readonly confidence: number;
}

/**
 * Splits probabilities into one answer per digit.
 *
 * @param probabilities `[N × C]`
 * @param count the number of digits, N
 * @returns `[N]`
 * @throws {RangeError} if they do not make whole rows, or one is NaN
 */
export function answersOf(probabilities: ArrayLike<number>, count: number): Answer[] {
  const classes = probabilities.length / count;
  if (!Number.isInteger(classes) || classes === 0) {
    throw new RangeError(
      `Cannot read ${probabilities.length} probabilities: they do not make whole rows for ${count} digits`,
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
