/** Numbers as text. */

/**
 * Writes a number with an exponent, as all numbers of an axis are written if one of them is tiny.
 *
 * @param value any number
 * @returns such as "1e−6"
 */
export function scientific(value: number): string {
  return value.toExponential().replaceAll("-", "−").replace("+", "");
}

/** From here down, zeros behind the point are too many to count. */
export const TINY = 1e-4;

/**
 * Formats a number with its significant digits, grouped thousands and a real minus sign.
 *
 * @param value any number
 * @param digits significant ones; 3 by default
 * @returns such as "−0.125" or "3.2e−9"
 */
export function number(value: number, digits = 3): string {
  const rounded = +value.toPrecision(digits);
  const isTiny = rounded !== 0 && Math.abs(rounded) < TINY;
  if (isTiny) return scientific(rounded);
  const [whole, ...decimals] = `${rounded}`.replace("-", "−").split(".");
  return [count(whole), ...decimals].join(".");
}

/**
 * Formats a fraction as a percentage.
 *
 * @param share from 0 to 1
 * @param decimals after the point; 1 by default
 * @returns such as "98.5 %"
 */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/**
 * Formats a whole number with grouped thousands.
 *
 * @param value any whole number, or its digits
 * @returns such as "34,826"
 */
export function count(value: number | string): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * Writes how many there are of a thing.
 *
 * @param amount how many
 * @param noun the thing; its plural ends in "s"
 * @returns such as "1 map" or "64 maps"
 */
export function countOf(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
