/** Numbers as the page writes them. */

/**
 * A number with three decimals, or fewer where it is large; a real minus sign.
 *
 * @param value the number
 * @returns its text
 */
export function written(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return value.toExponential(2).replaceAll("-", "−");
  return value.toFixed(size >= 1000 ? 1 : size >= 100 ? 2 : 3).replace("-", "−")
    .replace(/^−(0\.?0*)$/, "$1");
}
