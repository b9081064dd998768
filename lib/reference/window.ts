/** Where a window that slides over a picture comes to stand: sizes, strides and padding. */

/**
 * What is put around a picture before a window slides over it: `"valid"` nothing; `"same"` as many
 * zeros as make the output `ceil(input / stride)` long, the odd one at the end, as TensorFlow has
 * it; a number, that many zeros on each side.
 */
export type Padding = "valid" | "same" | number;

/** How a window moves. */
export interface WindowOptions {
  /** Pixels from one place of the window to the next, down and across; 1 by default. */
  readonly stride?: number;
  /** What surrounds the picture; `"valid"` (nothing) by default. */
  readonly padding?: Padding;
}

/** The places of a window along one axis. */
export interface Places {
  /** How many places there are: the length of the output. */
  readonly count: number;
  /** Padding before the first pixel. */
  readonly before: number;
  /** Padding after the last pixel. */
  readonly after: number;
}

/**
 * The output-size formula: how many places a window has along one axis.
 *
 * `out = floor((in + 2·padding − window) / stride) + 1`; with `"same"`, `ceil(in / stride)`.
 *
 * @param length the input's, in pixels
 * @param window the window's length, in pixels
 * @param options stride and padding
 * @returns the output's length, in pixels
 * @throws {RangeError} where the window does not fit, or a number makes no sense
 *
 * @example A 3×3 kernel on a digit
 * ```ts
 * import assert from "node:assert/strict";
 * import { outputSize } from "@pixel/convnet/reference";
 *
 * assert.equal(outputSize(28, 3), 26);
 * assert.equal(outputSize(28, 3, { padding: 1, stride: 2 }), 14);
 * ```
 */
export function outputSize(length: number, window: number, options: WindowOptions = {}): number {
  return places(length, window, options).count;
}

/**
 * The places of a window along one axis, and the padding that they need.
 *
 * @param length the input's, in pixels
 * @param window the window's length, in pixels
 * @param options stride and padding
 * @returns how many places, and the padding before and after
 * @throws {RangeError} where the window does not fit, or a number makes no sense
 */
export function places(length: number, window: number, options: WindowOptions = {}): Places {
  const { stride = 1, padding = "valid" } = options;
  expectWhole("input length", length, 1);
  expectWhole("window", window, 1);
  expectWhole("stride", stride, 1);
  if (padding === "same") {
    const count = Math.ceil(length / stride);
    const missing = Math.max((count - 1) * stride + window - length, 0);
    const before = Math.floor(missing / 2);
    return { count, before, after: missing - before };
  }
  const each = padding === "valid" ? 0 : padding;
  expectWhole("padding", each, 0);
  if (window > length + 2 * each) {
    throw new RangeError(
      `Cannot place a window of ${window} on ${length} pixels with ${each} of padding on each ` +
        `side: it needs at least ${window} in all`,
    );
  }
  const count = Math.floor((length + 2 * each - window) / stride) + 1;
  return { count, before: each, after: each };
}

function expectWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `Cannot slide a window: the ${name} must be a whole number from ${least} up: it is ${value}`,
    );
  }
}
