/** Occlusion: how much less probable a digit is while a patch of paper lies on the picture. */

/** The patch's side, and the pixels from one place to the next. */
const PATCH = 7, STRIDE = 2;

/** The side of a digit, in pixels. */
const SIDE = 28;

/** A place of the patch. */
export interface Occluded {
  /** The patch's top row and left column, in pixels. */
  readonly row: number;
  readonly column: number;
  /** The probability lost by covering it. */
  readonly drop: number;
}

/**
 * Covers the digit with a patch of paper, place by place. Where there is no ink under the patch nothing
 * changes, and nothing is computed.
 *
 * @param digit `[784]` grey values, 0 paper to 255 ink
 * @param probability computes the probability of the digit in question
 * @returns the places, one at a time: each takes a forward pass
 */
export function* occlude(
  digit: Uint8Array,
  probability: (digit: Uint8Array) => number,
): Generator<Occluded> {
  const before = probability(digit);
  for (let row = 0; row <= SIDE - PATCH + 1; row += STRIDE) {
    for (let column = 0; column <= SIDE - PATCH + 1; column += STRIDE) {
      const covered = digit.slice();
      for (let r = row; r < Math.min(row + PATCH, SIDE); r++) {
        covered.fill(0, r * SIDE + column, r * SIDE + Math.min(column + PATCH, SIDE));
      }
      const isSame = covered.every((grey, i) => grey === digit[i]);
      yield { row, column, drop: isSame ? 0 : before - probability(covered) };
    }
  }
}

/**
 * Adds a place's drop to the pixels under its patch, as the mean of all patches that covered them.
 *
 * @param place the place
 * @param drops `[784]` the means, which are changed
 * @param counts `[784]` the patches that covered each pixel so far, which are changed
 */
export function spread(
  { row, column, drop }: Occluded,
  drops: Float64Array,
  counts: Float64Array,
): void {
  for (let r = row; r < Math.min(row + PATCH, SIDE); r++) {
    for (let c = column; c < Math.min(column + PATCH, SIDE); c++) {
      const at = r * SIDE + c;
      counts[at]++;
      drops[at] += (drop - drops[at]) / counts[at];
    }
  }
}
