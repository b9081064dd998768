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
  /** The two tensors of which this is the product: {@linkcode separableKernel} made it. */
  readonly factors?: readonly [depth: Coded, point: Coded];
}

/**
 * Multiplies the two kernels of a depthwise separable convolution into that of an ordinary convolution
 * which computes the same. Its codes are products of codes, so whole numbers too.
 *
 * @param depth `[height, width, C, 1]` the filter of each channel, with one scale
 * @param point `[1, 1, C, K]` the mixture of the channels
 * @returns `[height, width, C, K]`, with both as its factors
 *
 * @example A filter of two pixels for one channel, and two mixtures of it
 * ```ts
 * import assert from "node:assert/strict";
 * import { decoded, separableKernel } from "@pixel/convnet/compression";
 *
 * const levels = { lowest: -3, highest: 3, scales: Float32Array.of(0.5) };
 * const depth = { shape: [1, 2, 1, 1], codes: Int16Array.of(1, -2), ...levels };
 * const point = { shape: [1, 1, 1, 2], codes: Int16Array.of(3, 0), ...levels };
 * assert.deepEqual([...decoded(separableKernel(depth, point))], [0.75, 0, -1.5, 0]);
 * ```
 */
export function separableKernel(depth: Coded, point: Coded): Coded {
  const [height, width] = depth.shape, [, , C, K] = point.shape;
  const codes = new Int16Array(depth.codes.length * K);
  depth.codes.forEach((code, i) => { // i counts height, width and C
    for (let k = 0; k < K; k++) codes[i * K + k] = code * point.codes[i % C * K + k];
  });
  const highest = depth.highest * point.highest;
  const scales = point.scales.map((scale) => scale * depth.scales[0]);
  return {
    ...{ shape: [height, width, C, K], codes, lowest: -highest, highest, scales },
    factors: [depth, point],
  };
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

/**
 * Returns the tensors of a layer in the order of a packed file: its kernel, or the two factors of that, and
 * its bias.
 *
 * @param layer a layer with weights
 * @returns the tensors
 */
export function tensorsOf({ kernel, bias }: { kernel: Coded; bias: Coded }): Coded[] {
  return [...kernel.factors ?? [kernel], bias];
}

/** The number of exponents of a short scale, and of steps from one power of two to the next. */
export const EXPONENTS = 32, FRACTIONS = 16;

/** The exponent of the smallest short scale. */
const SMALLEST = -24;

/**
 * Splits a scale into what a packed file holds of a short one: (1 + fraction / 16) · 2^(exponent − 24),
 * with an exponent below 32 and a fraction below 16.
 *
 * @param value a positive number
 * @returns the nearest short scale's exponent and fraction
 */
export function shortParts(value: number): { exponent: number; fraction: number } {
  const place = Math.min(EXPONENTS - 1, Math.max(0, Math.floor(Math.log2(value)) - SMALLEST));
  const fraction = Math.round((value / 2 ** (place + SMALLEST) - 1) * FRACTIONS);
  return fraction < FRACTIONS || place === EXPONENTS - 1
    ? { exponent: place, fraction: Math.min(FRACTIONS - 1, Math.max(0, fraction)) }
    : { exponent: place + 1, fraction: 0 };
}

/**
 * Puts a short scale together from its parts.
 *
 * @param exponent a whole number below 32
 * @param fraction a whole number below 16
 * @returns the scale
 */
export function fromShort(exponent: number, fraction: number): number {
  return (1 + fraction / FRACTIONS) * 2 ** (exponent + SMALLEST);
}

/**
 * Rounds to the nearest short scale, 3 % off at most: all that a packed file of a few hundred bytes can
 * afford for each channel.
 *
 * @param value a positive number
 * @returns the nearest short scale
 */
export function asShort(value: number): number {
  const { exponent, fraction } = shortParts(value);
  return fromShort(exponent, fraction);
}
