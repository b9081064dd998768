/**
 * Coded tensors: weights that take few different values, as the small whole numbers (codes) that name
 * them. Every method of this room that quantises makes one, the packed file stores them, and the
 * integer forward pass computes with the codes themselves.
 */

/** A weight tensor as codes. */
export interface Coded {
  /** The tensor's shape, such as `[3, 3, 8, 16]`; the last axis holds the output channels. */
  readonly shape: readonly number[];
  /** `[n]` a code for each weight, last axis fastest. */
  readonly codes: Int16Array;
  /** The smallest code that may occur. */
  readonly lowest: number;
  /** The largest code that may occur. */
  readonly highest: number;
  /**
   * The size of one step, a float16: one for the whole tensor, or one for each output channel. A weight
   * is code × scale. Empty if there is a table.
   */
  readonly scales: Float32Array;
  /** The values of the codes from `lowest` on, float16, where they are not evenly spaced. */
  readonly table?: Float32Array;
}

/**
 * Turns codes back into weights.
 *
 * @param coded the tensor
 * @returns `[n]` the weights, float32
 *
 * @example Three codes with a step of a half
 * ```ts
 * import assert from "node:assert/strict";
 * import { decoded } from "@pixel/convnet/compression";
 *
 * const coded = {
 *   shape: [3],
 *   codes: Int16Array.of(-1, 0, 3),
 *   lowest: -3,
 *   highest: 3,
 *   scales: Float32Array.of(0.5),
 * };
 * assert.deepEqual([...decoded(coded)], [-0.5, 0, 1.5]);
 * ```
 */
export function decoded({ shape, codes, lowest, scales, table }: Coded): Float32Array {
  if (table) return Float32Array.from(codes, (code) => table[code - lowest]);
  const channels = scales.length === 1 ? 1 : shape.at(-1)!;
  return Float32Array.from(codes, (code, i) => code * scales[i % channels]);
}

/**
 * Rounds to the nearest float16, the precision in which a packed file keeps scales. The smallest result
 * is 2⁻²⁴, so that nothing is divided by zero.
 *
 * @param value a positive number
 * @returns the nearest float16 over 0
 */
export function asHalf(value: number): number {
  return Math.max(2 ** -24, new Float16Array([value])[0]);
}
