/** Numbers of 16 bits, read without `Float16Array`, which browsers have had since 2025 only. */

/**
 * Reads a number of 16 bits (IEEE 754): one of sign, five of exponent, ten of fraction.
 *
 * @param bits the bits, 0 to 65,535
 * @returns the number
 */
export function halfOf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
