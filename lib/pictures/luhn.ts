/**
 * Luhn's check digit (Hans Peter Luhn, "Computer for Verifying Numbers", US patent 2,950,048, 1960), which
 * the numbers of bank cards end in: from the right, every second digit is doubled, the digits of all are
 * added up, and the sum must be a multiple of ten.
 */

/** A number that passes the check. */
export interface CheckedNumber {
  /** Its digits. */
  readonly text: string;
  /** Its probability among all numbers that pass the check, by the probabilities of the digits. */
  readonly probability: number;
}

/** The amount that a digit adds to the sum: a doubled one, the sum of its digits. */
function share(digit: number, doubled: boolean): number {
  return doubled ? (2 * digit > 9 ? 2 * digit - 9 : 2 * digit) : digit;
}

/**
 * Tells whether the digit at a place is doubled: every second one from the right, starting with the
 * last but one.
 */
function isDoubled(place: number, length: number): boolean {
  return (length - 1 - place) % 2 === 1;
}

function checkDigits(text: string, least: number): void {
  if (/^\d*$/.test(text) && text.length >= least) return;
  throw new RangeError(
    `Cannot check "${text}": a number to check is made of digits alone, at least ${least}`,
  );
}

/**
 * Tells whether a number passes Luhn's check.
 *
 * @param number its digits, the check digit last
 * @returns whether it does
 * @throws {RangeError} if it is not made of digits, two at least
 *
 * @example A number that card issuers give for tests, and the same with a digit misread
 * ```ts
 * import assert from "node:assert/strict";
 * import { isLuhn } from "@pixel/convnet/pictures";
 *
 * assert(isLuhn("4111111111111111") && !isLuhn("4111171111111111"));
 * ```
 */
export function isLuhn(number: string): boolean {
  checkDigits(number, 2);
  const shares = [...number].map((d, i) => share(Number(d), isDoubled(i, number.length)));
  return shares.reduce((sum, value) => sum + value, 0) % 10 === 0;
}

/**
 * Computes the digit that makes a number pass Luhn's check.
 *
 * @param start the number without its last digit
 * @returns that digit
 * @throws {RangeError} if it is not made of digits, one at least
 *
 * @example The last digit of a card's number
 * ```ts
 * import assert from "node:assert/strict";
 * import { luhnDigit } from "@pixel/convnet/pictures";
 *
 * assert.equal(luhnDigit("411111111111111"), 1);
 * ```
 */
export function luhnDigit(start: string): number {
  checkDigits(start, 1);
  const length = start.length + 1;
  const sum = [...start].reduce((sum, d, i) => sum + share(Number(d), isDoubled(i, length)), 0);
  return (10 - sum % 10) % 10;
}

/**
 * Finds the likeliest number that passes Luhn's check, by dynamic programming: of all beginnings whose
 * sums have the same last digit, only the likeliest can be the beginning of the likeliest (Bellman, 1957;
 * for sequences, Viterbi, 1967). Sixteen digits take 1,600 products in place of 10¹⁵.
 *
 * @param probabilities `[length][10]` of each digit's classes
 * @returns that number
 * @throws {RangeError} if there are fewer than two digits, or a digit has other than ten probabilities
 *
 * @example Sure of the first digit, in two minds about the second: 1 or 8
 * ```ts
 * import assert from "node:assert/strict";
 * import { likeliestLuhn } from "@pixel/convnet/pictures";
 *
 * const one = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0], unsure = [0, 0.6, 0, 0, 0, 0, 0, 0, 0.4, 0];
 * assert.equal(likeliestLuhn([one, unsure]).text, "18"); // 1 doubled is 2, and 8 makes ten
 * ```
 */
export function likeliestLuhn(probabilities: readonly (readonly number[])[]): CheckedNumber {
  const wrong = probabilities.find((row) => row.length !== 10);
  if (wrong || probabilities.length < 2) {
    throw new RangeError(
      wrong
        ? `Cannot check a digit with ${wrong.length} probabilities: it must have 10`
        : "Cannot check fewer than two digits",
    );
  }
  // By the last digit of the sum so far: the likeliest beginning, and the sum over all beginnings.
  let best = Array.from({ length: 10 }, (_, sum) => ({ text: "", p: sum === 0 ? 1 : 0 }));
  let total = best.map(({ p }) => p);
  probabilities.forEach((row, place) => {
    const nextBest = best.map(() => ({ text: "", p: -1 })), nextTotal = total.map(() => 0);
    for (let sum = 0; sum < 10; sum++) {
      row.forEach((probability, digit) => {
        const to = (sum + share(digit, isDoubled(place, probabilities.length))) % 10;
        const p = best[sum].p * probability;
        if (p > nextBest[to].p) nextBest[to] = { text: best[sum].text + digit, p };
        nextTotal[to] += total[sum] * probability;
      });
    }
    [best, total] = [nextBest, nextTotal];
  });
  return { text: best[0].text, probability: total[0] > 0 ? best[0].p / total[0] : 0 };
}
