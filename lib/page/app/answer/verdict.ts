/** Sentences about a reading: a digit, a doubt, or why there is none. */

import type { Reading } from "../../../pictures/read.ts";

/** The verdict on a reading. */
export type Verdict =
  | { readonly kind: "nothing" }
  | { readonly kind: "sure" | "unsure"; readonly digit: number }
  /** The digit that is looked at, if one of them is sure enough. */
  | { readonly kind: "several"; readonly digit?: number }
  | { readonly kind: "none" };

/**
 * Judges a reading.
 *
 * @param reading what was read
 * @returns what to say
 */
export function verdictOf({ finding, digits: [digit], several, sure }: Reading): Verdict {
  if (finding.candidates.length === 0) return { kind: "nothing" };
  if (several) return { kind: "several", digit: digit?.digit };
  if (!digit) return { kind: "none" };
  return { kind: sure ? "sure" : "unsure", digit: digit.digit };
}
