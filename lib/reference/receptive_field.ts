/** The receptive field: the part of the picture on which one number of a later layer depends. */

/** Window of a layer, a convolution or a pooling. */
export interface SlidingLayer {
  /** Side of its window, in pixels of its own input. */
  readonly size: number;
  /** Its stride; 1 by default. */
  readonly stride?: number;
}

/** The receptive field of one number. */
export interface ReceptiveField {
  /** Side of the square, in pixels of the picture. */
  readonly size: number;
  /** Distance between the squares of two neighbours, in pixels of the picture. */
  readonly jump: number;
}

/**
 * Computes the receptive field after each layer: `r ← r + (size − 1)·j`, then `j ← j·stride`,
 * starting from r = j = 1, a pixel of the picture.
 *
 * @param layers the layers, from the picture on
 * @returns one receptive field per layer
 * @throws {RangeError} if a size or stride is not a whole number from 1 up
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
      throw new RangeError(`Cannot slide a window: ${value} is not a size or stride`);
    }
    size += (layer.size - 1) * jump;
    jump *= stride;
    return { size, jump };
  });
}
