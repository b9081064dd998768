/** How far numbers reach. */

/**
 * The smallest and the largest number; what is not finite does not count.
 *
 * @param values as many as you like: unlike `Math.max(...values)`, this does not run out of stack
 * @returns both; 0 and 0 where there is none
 */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * The largest size of a number, above or below zero.
 *
 * @param values any numbers
 * @returns a little more than 0 at least, so that one can divide by it
 */
export function largestSize(values: ArrayLike<number>): number {
  const [low, high] = extent(values);
  return Math.max(-low, high, 1e-9);
}
