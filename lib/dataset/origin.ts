/** The origin of a set of digits. */

import { sha256 } from "../checksum.ts";
import type { Digits, Origin } from "./digits.ts";

/**
 * Tells where a set comes from.
 *
 * @param set the set
 * @returns its origin; if none is given, its own name and the checksum of its images and labels
 */
export function originOf({ name, images, labels, origin }: Digits): Origin {
  return origin ?? { name, checksum: sha256(images, labels) };
}
