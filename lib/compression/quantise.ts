/**
 * Uniform quantisation: every weight becomes a whole number of equal steps, symmetric around zero, so
 * that zero stays zero (Jacob and others, "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", 2017, arXiv:1712.05877).
 *
 * With few levels the best step is shorter than the largest weight asks for: what lies beyond is cut
 * off, and all others are rounded less. The step with the least squared error is found by trying.
 */

import { asHalf, asShort, type Coded } from "./coded.ts";

/** The shares of the largest weight that the last level may stand for. */
const CUTS: readonly number[] = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

/** Options of {@linkcode quantised}. */
export interface QuantisedOptions {
  /** An odd number of levels from 3 to 65,535: 255 are 8 bits, 15 are 4 bits. */
  readonly levels: number;
  /** Gives each output channel a step of its own; false by default. */
  readonly perChannel?: boolean;
  /** Rounds the steps so far that a packed file holds each in about 6 bits, not 16; false by default. */
  readonly shortScales?: boolean;
  /**
   * The steps, as another call found them, so that they stay the same while the weights learn; by default
   * those with the least squared error.
   */
  readonly scales?: Float32Array;
}

/**
 * Quantises a tensor.
 *
 * @param values `[n]` the weights, last axis fastest
 * @param shape the tensor's shape
 * @param options how many levels, and for how many weights together
 * @returns the tensor, coded; quantising it again changes nothing
 * @throws {RangeError} if the number of levels is not odd, or out of range
 *
 * @example Fifteen levels, 4 bits, and the largest error is half a step
 * ```ts
 * import assert from "node:assert/strict";
 * import { decoded, quantised } from "@pixel/convnet/compression";
 *
 * const coded = quantised(Float32Array.of(-7, 0.4, 2.6), [3], { levels: 15 });
 * assert.deepEqual([...coded.codes], [-7, 0, 3]);
 * assert.deepEqual([...decoded(coded)], [-7, 0, 3]);
 * ```
 */
export function quantised(
  values: Float32Array,
  shape: readonly number[],
  { levels, perChannel = false, shortScales = false, scales: given }: QuantisedOptions,
): Coded {
  const most = (levels - 1) / 2; // steps on either side of zero
  if (!Number.isInteger(most) || most < 1 || most > 32_767) {
    throw new RangeError(
      `Cannot quantise to ${levels} levels: their number must be odd, from 3 to 65,535`,
    );
  }
  const channels = perChannel ? shape.at(-1)! : 1;
  const scales = given ?? Float32Array.from(
    { length: channels },
    (_, channel) => bestScale(values, channel, channels, most, shortScales ? asShort : asHalf),
  );
  const codes = Int16Array.from(values, (value, i) => nearest(value / scales[i % channels], most));
  return { shape, codes, lowest: -most, highest: most, scales };
}

/** The step with the least squared error, for the weights of one channel. */
function bestScale(
  values: Float32Array,
  first: number,
  stride: number,
  most: number,
  rounded: (scale: number) => number,
): number {
  let largest = 0;
  for (let i = first; i < values.length; i += stride) {
    largest = Math.max(largest, Math.abs(values[i]));
  }
  let best = rounded(largest / most), least = Infinity;
  for (const cut of CUTS) {
    const scale = rounded(cut * largest / most);
    let error = 0;
    for (let i = first; i < values.length; i += stride) {
      error += (values[i] - scale * nearest(values[i] / scale, most)) ** 2;
    }
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}

/** The nearest whole number from −most to most. */
function nearest(value: number, most: number): number {
  return Math.max(-most, Math.min(most, Math.round(value)));
}
