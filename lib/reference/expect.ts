/** What the formulas ask of the shapes that they are given. Not part of the public face. */

import type { Volume } from "./volume.ts";

/**
 * Throws where a volume has not as many axes as a formula needs.
 *
 * @param given the volume
 * @param rank the number of axes needed
 * @param name what the formula calls it
 * @throws {RangeError} saying the shape that was given
 */
export function expectRank(given: Volume, rank: number, name: string): void {
  if (given.shape.length !== rank) {
    throw new RangeError(
      `Cannot use [${given.shape}] as the ${name}: it has ${given.shape.length} axes, ` +
        `${rank} are needed`,
    );
  }
}

/**
 * Throws where a volume has not the shape that a formula needs.
 *
 * @param given the volume
 * @param shape the shape needed
 * @param name what the formula calls it
 * @throws {RangeError} saying both shapes
 */
export function expectShape(given: Volume, shape: readonly number[], name: string): void {
  if (given.shape.join() !== shape.join()) {
    throw new RangeError(
      `Cannot use [${given.shape}] as the ${name}: its shape must be [${shape}]`,
    );
  }
}
