/** A window that slides over a small picture: all its places, with what it computes at each. */

import {
  averagePool,
  convolution,
  maxPool,
  type Places,
  places,
  type Volume,
  volume,
} from "../../../reference/mod.ts";

/** The window's operation. */
export type Operation = "convolution" | "max" | "average";

/** The pattern that a kernel responds to. */
export type KernelName = "vertical" | "horizontal" | "blur";

/** The window's settings. */
export interface Setting {
  readonly operation: Operation;
  /** Of a convolution. */
  readonly kernel: KernelName;
  /** The window's side. */
  readonly size: number;
  readonly stride: number;
  /** Zeros added on each side; pooling leaves them out. */
  readonly padding: number;
}

/** The window's places and results. */
export interface Slide {
  readonly setting: Setting;
  /** `[H, W, 1]`. */
  readonly input: Volume;
  /** `[size, size, 1, 1]`; undefined for pooling. */
  readonly kernel: Volume | undefined;
  /** `[K, M, 1]`. */
  readonly output: Volume;
  readonly rows: Places;
  readonly columns: Places;
}

/** One pixel under the window, and what it is multiplied with. */
export interface Term {
  /** Its place in the picture, which may lie on padding. */
  readonly row: number;
  readonly column: number;
  /** Undefined on padding. */
  readonly x: number | undefined;
  readonly weight: number | undefined;
}

/**
 * Slides a window.
 *
 * @param input the picture, `[H, W, 1]`
 * @param setting how the window is set; pooling's padding is at most its size less 1
 * @returns all that it computes
 */
export function slide(input: Volume, setting: Setting): Slide {
  const { operation, size, stride } = setting;
  const padding = operation === "convolution"
    ? setting.padding
    : Math.min(setting.padding, size - 1);
  const options = { size, stride, padding };
  const kernel = operation === "convolution" ? kernelOf(setting.kernel, size) : undefined;
  const output = kernel
    ? convolution(input, kernel, options)
    : operation === "max"
    ? maxPool(input, options).y
    : averagePool(input, options);
  const [height, width] = input.shape;
  return {
    ...{ setting: { ...setting, padding }, input, kernel, output },
    rows: places(height, size, options),
    columns: places(width, size, options),
  };
}

/**
 * Returns the terms under the window.
 *
 * @param slide the window's places
 * @param place which of them, row by row
 * @returns a term per number of the window
 */
export function termsAt({ setting, input, kernel, rows, columns }: Slide, place: number): Term[] {
  const { size, stride } = setting, [height, width] = input.shape;
  const top = Math.floor(place / columns.count) * stride - rows.before;
  const left = (place % columns.count) * stride - columns.before;
  return Array.from({ length: size * size }, (_, i) => {
    const row = top + Math.floor(i / size), column = left + i % size;
    const isPadding = row < 0 || column < 0 || row >= height || column >= width;
    const x = isPadding ? undefined : input.data[row * width + column];
    return { row, column, x, weight: kernel?.data[i] };
  });
}

/** A kernel: edges are what is on one side less what is on the other. */
function kernelOf(name: KernelName, size: number): Volume {
  const side = (place: number) => Math.sign(place - (size - 1) / 2);
  const data = Array.from({ length: size * size }, (_, i) => {
    const row = Math.floor(i / size), column = i % size;
    return name === "blur" ? 1 / (size * size) : side(name === "vertical" ? column : row);
  });
  return volume([size, size, 1, 1], data);
}
