/** Numbers as text. */

/**
 * A number with the digits that count, its thousands apart, and a real minus sign.
 *
 * @param value any number
 * @param digits how many count; 3 by default
 * @returns such as "−0.125"
 */
export function number(value: number, digits = 3): string {
  const [whole, ...decimals] = `${+value.toPrecision(digits)}`.replace("-", "−").split(".");
  return [count(whole), ...decimals].join(".");
}

/**
 * A share as a percentage.
 *
 * @param share from 0 to 1
 * @param decimals behind the point; 1 by default
 * @returns such as "98.5 %"
 */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/**
 * A whole number with its thousands apart.
 *
 * @param value any whole number, or its digits
 * @returns such as "34,826"
 */
export function count(value: number | string): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ",");
}
