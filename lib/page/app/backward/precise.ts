/** Gradients as the page writes them: they may be tiny, and three decimals would all be zero. */

/**
 * A number with three significant digits.
 *
 * @param value the number
 * @returns its text, with a real minus sign
 */
export function precise(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e-4 && size < 1e4) {
    return (size >= 100 ? value.toFixed(1) : value.toPrecision(3)).replace("-", "−");
  }
  const [digits, power] = value.toExponential(2).split("e");
  const raised = Array.from(
    `${Number(power)}`,
    (sign) => sign === "-" ? "⁻" : RAISED[Number(sign)],
  );
  return `${digits.replace("-", "−")}·10${raised.join("")}`;
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number in at most six signs, for a small cell.
 *
 * @param value the number
 * @returns its text
 */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e-3) return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3).replace("-", "−");
  const [digits, power] = value.toExponential(0).split("e");
  return `${digits.replace("-", "−")}e−${-Number(power)}`;
}
