/** The places of a window that slides over a picture: sizes, strides and padding. */

/**
 * The padding of a picture before a window slides over it: `"valid"` adds nothing; `"same"` adds as
 * many zeros as make the output `ceil(input / stride)` long, the odd one at the end, as TensorFlow
 * does; a number adds that many zeros on each side.
 */
export type Padding = "valid" | "same" | number;

/** Stride and padding of a window. */
export interface WindowOptions {
  /** Pixels from one place of the window to the next, in both directions; 1 by default. */
  readonly stride?: number;
  /** The padding of the picture; `"valid"` (none) by default. */
  readonly padding?: Padding;
}

/** The places of a window along one axis. */
export interface Places {
  /** The number of places: the length of the output. */
  readonly count: number;
  /** Padding before the first pixel. */
  readonly before: number;
  /** Padding after the last pixel. */
  readonly after: number;
}

/**
 * Computes the length of an output, the number of places that a window has along one axis:
 *
 * `out = floor((in + 2·padding − window) / stride) + 1`; with `"same"`, `ceil(in / stride)`.
 *
 * @param length the length of the input, in pixels
 * @param window the length of the window, in pixels
 * @param options stride and padding
 * @returns the length of the output, in pixels
 * @throws {RangeError} if the window does not fit, or a number is out of range
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
 * Finds the places of a window along one axis, and the padding that they need.
 *
 * @param length the length of the input, in pixels
 * @param window the length of the window, in pixels
 * @param options stride and padding
 * @returns the number of places, and the padding before and after
 * @throws {RangeError} if the window does not fit, or a number is out of range
 *
 * @example The odd pixel of same padding comes last
 * ```ts
 * import assert from "node:assert/strict";
 * import { places } from "@pixel/convnet/reference";
 *
 * assert.deepEqual(places(4, 2, { padding: "same" }), { count: 4, before: 0, after: 1 });
 * ```
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
