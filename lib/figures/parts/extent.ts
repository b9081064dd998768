/** The range of numbers. */

/**
 * Returns the smallest and the largest finite number.
 *
 * @param values as many as you like: unlike `Math.max(...values)`, this does not run out of stack
 * @returns both; 0 and 0 if there are none
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
 * Returns the largest absolute value.
 *
 * @param values any numbers
 * @returns at least 1e−9, so that it can be divided by
 */
export function largestSize(values: ArrayLike<number>): number {
  const [low, high] = extent(values);
  return Math.max(-low, high, 1e-9);
}
