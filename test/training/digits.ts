/** Digits for the tests: few, and made by the library itself, so that tests pass anywhere. */

import { builtinDigits, type Digits, splitValidation } from "../../lib/dataset/mod.ts";

/** 600 digits to learn from, 100 to check with. */
export function fewDigits(): { training: Digits; validation: Digits } {
  return splitValidation(builtinDigits({ count: 700, seed: 11 }), 100);
}
