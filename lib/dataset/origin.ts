/** Where a set of digits comes from. Apart from `digits.ts`, which a browser runs too. */

import { createHash } from "node:crypto";
import type { Digits, Origin } from "./digits.ts";

/**
 * Tells where a set comes from.
 *
 * @param set the set
 * @returns its origin; if none is given, its own name and the checksum of its images and labels
 */
export function originOf({ name, images, labels, origin }: Digits): Origin {
  if (origin) return origin;
  const checksum = createHash("sha256").update(images).update(labels).digest("hex");
  return { name, checksum };
}
