/** How much of the picture one number of a later layer can see. */

/** A layer as far as it matters here: convolution and pooling alike. */
export interface SlidingLayer {
  /** Side of its window in pixels of its own input. */
  readonly size: number;
  /** Its stride; 1 by default. */
  readonly stride?: number;
}

/** What one number of a layer sees. */
export interface ReceptiveField {
  /** Side of the square, in pixels of the picture. */
  readonly size: number;
  /** How far the squares of two neighbours are apart, in pixels of the picture. */
  readonly jump: number;
}

/**
 * The receptive field after each of some layers: `r ← r + (size − 1)·j`, then `j ← j·stride`,
 * from r = j = 1, the pixel that sees itself.
 *
 * @param layers from the picture on
 * @returns one a layer
 * @throws {RangeError} where a size or stride is no whole number from 1 up
 *
 * @example Two convolutions of 3×3 see 5×5
 * ```ts
 * import assert from "node:assert/strict";
 * import { receptiveFields } from "@pixel/convnet/reference";
 *
 * assert.equal(receptiveFields([{ size: 3 }, { size: 3 }])[1].size, 5);
 * ```
 */
export function receptiveFields(layers: readonly SlidingLayer[]): ReceptiveField[] {
  let size = 1, jump = 1;
  return layers.map((layer) => {
    const { stride = 1 } = layer;
    for (const value of [layer.size, stride]) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeError(`Cannot slide a window: ${value} is no size or stride`);
    }
    size += (layer.size - 1) * jump;
    jump *= stride;
    return { size, jump };
  });
}
