/** The sizes of convolutions and poolings, in two dimensions and in three. */

import * as tf from "@tensorflow/tfjs";
import type { Exports } from "./exports.ts";
import { native, type WasmBackend } from "./native.ts";

/** All sizes of a convolution or pooling in two dimensions, as tfjs computes them. */
export type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The same in three dimensions. */
export type Geometry3 = ReturnType<typeof tf.backend_util.computeConv3DInfo>;

/** The rounding of an output size that is not a whole number. */
export type Rounding = "floor" | "round" | "ceil";

/** Zeros around the input: one of tfjs's ways to say how many. */
type Padding = "valid" | "same" | number | [number, number][];

/** The attributes that tfjs's convolutions and their gradients have in common. */
export interface ConvolutionAttributes {
  /** Steps of the filter down and to the right. */
  readonly strides: number | [number, number];
  /** Zeros around the input. */
  readonly pad: Padding;
  /** Steps between the filter's taps; 1 by default. */
  readonly dilations?: number | [number, number] | null;
  /** The rounding of an output size that is not a whole number; down by default. */
  readonly dimRoundingMode?: Rounding;
  /** The position of the channels among the axes; last by default. */
  readonly dataFormat?: "NHWC" | "NCHW";
}

/** The attributes of a pooling in two dimensions. */
export interface PoolingAttributes {
  /** The window's height and width. */
  readonly filterSize: number | [number, number];
  /** Steps of the window down and to the right. */
  readonly strides: number | [number, number];
  /** Padding around the input, which does not count. */
  readonly pad: Padding;
  /** The rounding of an output size that is not a whole number; down by default. */
  readonly dimRoundingMode?: Rounding;
}

/** Three sizes, or one for all axes. */
type Three = number | [number, number, number];

/** The attributes of a convolution in three dimensions. */
export interface Convolution3Attributes {
  /** Steps of the filter along each axis. */
  readonly strides: Three;
  /** Zeros around the input. */
  readonly pad: "valid" | "same";
  /** Steps between the filter's taps; 1 by default. */
  readonly dilations?: Three;
}

/** The attributes of a pooling in three dimensions. */
export interface Pooling3Attributes {
  /** The window's sizes. */
  readonly filterSize: Three;
  /** Steps of the window along each axis. */
  readonly strides: Three;
  /** Padding around the input, which does not count. */
  readonly pad: "valid" | "same" | number;
  /** The rounding of an output size that is not a whole number; down by default. */
  readonly dimRoundingMode?: Rounding;
}

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

/**
 * Computes the sizes of a convolution with the channels last.
 *
 * @param inShape `[N, H, W, C]`
 * @param filterShape `[FH, FW, C, K]`, or depthwise `[FH, FW, C, K / C]`
 * @param attrs strides, padding, dilations
 * @param depthwise whether each channel has filters of its own
 * @returns the sizes
 * @throws {RangeError} if the filter is larger than the padded input
 */
export function convolutionGeometry(
  inShape: number[],
  filterShape: number[],
  { strides, dilations, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): Geometry {
  const info = tf.backend_util.computeConv2DInfo(
    inShape as Four,
    filterShape as Four,
    strides,
    dilations ?? 1,
    explicit(pad),
    dimRoundingMode,
    depthwise,
  );
  return possible(info, `convolve [${inShape}] with a filter [${filterShape}]`, strides, pad);
}

/**
 * Computes the sizes of a pooling.
 *
 * @param inShape `[N, H, W, C]`
 * @param attrs window, strides, padding
 * @returns the sizes
 * @throws {RangeError} if the window is larger than the padded input
 */
export function poolingGeometry(
  inShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolingAttributes,
): Geometry {
  const info = tf.backend_util.computePool2DInfo(
    inShape as Four,
    filterSize,
    strides,
    1,
    explicit(pad),
    dimRoundingMode,
  );
  return possible(info, `pool [${inShape}] with a window of ${filterSize}`, strides, pad);
}

/**
 * Computes the sizes of a convolution in three dimensions.
 *
 * @param inShape `[N, D, H, W, C]`
 * @param filterShape `[FD, FH, FW, C, K]`
 * @param attrs strides, padding, dilations
 * @returns the sizes
 * @throws {RangeError} if the filter is larger than the padded input
 */
export function convolution3Geometry(
  inShape: number[],
  filterShape: number[],
  { strides, pad, dilations = 1 }: Convolution3Attributes,
): Geometry3 {
  const info = tf.backend_util.computeConv3DInfo(
    inShape as Five,
    filterShape as Five,
    strides,
    dilations,
    pad,
  );
  return possible(info, `convolve [${inShape}] with a filter [${filterShape}]`, strides, pad);
}

/**
 * Computes the sizes of a pooling in three dimensions.
 *
 * @param inShape `[N, D, H, W, C]`
 * @param attrs window, strides, padding
 * @returns the sizes
 * @throws {RangeError} if the window is larger than the padded input
 */
export function pooling3Geometry(
  inShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: Pooling3Attributes,
): Geometry3 {
  const info = tf.backend_util.computePool3DInfo(
    inShape as Five,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return possible(info, `pool [${inShape}] with a window of ${filterSize}`, strides, pad);
}

/** Padding for each side: with a number, tfjs takes the height's sizes for the width too. */
function explicit(pad: Padding): "valid" { // tfjs's types leave out explicit padding
  if (typeof pad !== "number") return pad as "valid";
  return [[0, 0], [pad, pad], [pad, pad], [0, 0]] as unknown as "valid";
}

/** Refuses an output of negative size, for which tfjs would write outside of its memory. */
function possible<Info extends Geometry | Geometry3>(
  info: Info,
  what: string,
  strides: unknown,
  pad: unknown,
): Info {
  if (info.outShape.every((size) => size >= 0)) return info;
  throw new RangeError(
    `Cannot ${what}, strides ${strides} and padding ${
      JSON.stringify(pad)
    }: the output would have ` +
      `the shape [${info.outShape}]`,
  );
}

/**
 * Tells the kernels which convolution or pooling the next call is about.
 *
 * @param backend tfjs's wasm backend
 * @param info the sizes
 * @returns the module's exports
 */
export function setGeometry(backend: WasmBackend, info: Geometry | Geometry3): Exports {
  const kernels = native(backend), { top, left } = info.padInfo;
  kernels.setGeometry(
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels] as const,
    ...[info.filterHeight, info.filterWidth, info.outChannels] as const,
    ...[info.outHeight, info.outWidth] as const,
    ...[info.strideHeight, info.strideWidth] as const,
    ...[info.dilationHeight, info.dilationWidth] as const,
    ...[top, left] as const,
  );
  if ("inDepth" in info) {
    const { inDepth, filterDepth, outDepth, strideDepth, dilationDepth, padInfo } = info;
    kernels.setDepth(inDepth, filterDepth, outDepth, strideDepth, dilationDepth, padInfo.front);
  }
  return kernels;
}
