/** The sizes of convolutions and poolings. */

import * as tf from "@tensorflow/tfjs";
import { native, type WasmBackend } from "./native.ts";

/** All sizes of a convolution or pooling, as tfjs computes them. */
export type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The attributes that tfjs's convolutions and their gradients have in common. */
export interface ConvolutionAttributes {
  /** Steps of the filter down and to the right. */
  readonly strides: number | [number, number];
  /** Zeros around the input. */
  readonly pad: "valid" | "same" | number | [number, number][];
  /** Steps between the filter's taps; 1 by default. */
  readonly dilations?: number | [number, number];
  /** How an output size is rounded that does not come out even. */
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** Where the channels are; last by default. */
  readonly dataFormat?: "NHWC" | "NCHW";
}

/**
 * The sizes of a convolution with the channels last.
 *
 * @param inShape `[N, H, W, C]`
 * @param filterShape `[FH, FW, C, K]`, or depthwise `[FH, FW, C, K / C]`
 * @param attrs strides, padding, dilations
 * @param depthwise whether each channel has filters of its own
 * @returns the sizes, or undefined where something is empty
 * @throws {RangeError} where the filter is larger than the padded input
 */
export function convolutionGeometry(
  inShape: number[],
  filterShape: number[],
  { strides, dilations = 1, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): Geometry | undefined {
  const info = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad as "valid", // the type leaves out explicit padding
    dimRoundingMode,
    depthwise,
  );
  if (info.outHeight < 0 || info.outWidth < 0) { // tfjs would write where nothing was allocated
    throw new RangeError(
      `Cannot convolve [${inShape}] with a filter [${filterShape}], strides ${strides} and ` +
        `padding ${pad}: the output would have the shape [${info.outShape}]`,
    );
  }
  return filled(info);
}

/**
 * The sizes of a pooling.
 *
 * @param inShape `[N, H, W, C]`
 * @param attrs window, strides, padding
 * @returns the sizes, or undefined where something is empty
 */
export function poolingGeometry(
  inShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: tf.MaxPoolAttrs,
): Geometry | undefined {
  const info = tf.backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return filled(info);
}

function filled(info: Geometry): Geometry | undefined {
  const sizes = [...info.inShape, ...info.filterShape, ...info.outShape];
  return sizes.every((size) => size > 0) ? info : undefined;
}

/**
 * The kernels, told which convolution or pooling the next call is about.
 *
 * @param backend tfjs's wasm backend
 * @param info the sizes
 * @returns the module's exports
 */
export function setGeometry(backend: WasmBackend, info: Geometry): ReturnType<typeof native> {
  const kernels = native(backend);
  kernels.setGeometry(
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterHeight,
    info.filterWidth,
    info.outChannels,
    info.outHeight,
    info.outWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  );
  return kernels;
}
