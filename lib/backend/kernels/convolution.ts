/** Convolutions and their gradients. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { withActivation } from "./activation.ts";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The attributes that tfjs's convolutions and their gradients have in common. */
interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: "NHWC" | "NCHW";
}

/** `Conv2D`. */
export const conv2D: Kernel = ({ inputs: { x, filter }, attrs, backend }) =>
  convolve(backend, { x, filter }, attrs);

/** `FusedConv2D`: activation(convolution + bias). */
export const fusedConv2D: Kernel = ({ inputs, attrs, backend }) =>
  withActivation(backend, attrs, (activation) => convolve(backend, inputs, attrs, activation));

function convolve(
  backend: WasmBackend,
  { x, filter, bias }: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo },
  attrs: Attributes,
  activation = 0,
): TensorInfo | undefined {
  const info = informed(x.shape, filter.shape, attrs);
  const simple = info && x.dtype === "float32" && filter.dtype === "float32" &&
    (!bias || tf.util.arraysEqual(bias.shape, [info.outChannels]));
  if (!simple) return undefined;
  const out = output(backend, info.outShape);
  const [xAt, filterAt, outAt] = [x, filter, out].map((tensor) => address(backend, tensor));
  const biasAt = bias ? address(backend, bias) : 0;
  const { inChannels: c, outChannels: k, inHeight: h, inWidth: w, outHeight, outWidth } = info;
  if (suitsWinograd(backend, info, c, k)) {
    const { top, left } = info.padInfo;
    const sizes = [info.batchSize, h, w, c, k, outHeight, outWidth, top, left];
    native(backend).convolveWinograd(
      xAt,
      filterAt,
      biasAt,
      outAt,
      0,
      ...sizes,
      activation,
      false,
    );
  } else setConvolution(backend, info).convolve(xAt, filterAt, biasAt, outAt, activation);
  return out;
}

/** `Conv2DBackpropInput`: the gradient with respect to the input. */
export const conv2DBackpropInput: Kernel = ({ inputs: { dy, filter }, attrs, backend }) => {
  const info = informed(attrs.inputShape, filter.shape, attrs);
  if (!info || dy.dtype !== "float32" || filter.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => address(backend, tensor));
  const { inChannels: c, outChannels: k, inHeight: h, inWidth: w, outHeight, outWidth } = info;
  if (suitsWinograd(backend, info, k, c)) {
    const { top, left } = info.padInfo; // of the convolution; the one that goes back has 2 less that
    const sizes = [info.batchSize, outHeight, outWidth, k, c, h, w, 2 - top, 2 - left];
    native(backend).convolveWinograd(dyAt, filterAt, 0, outAt, 0, ...sizes, 0, true);
  } else setConvolution(backend, info).convolveInputGradient(dyAt, filterAt, outAt);
  return out;
};

/** `Conv2DBackpropFilter`: the gradient with respect to the filter; the wasm backend lacks it. */
export const conv2DBackpropFilter: Kernel = ({ inputs: { x, dy }, attrs, backend }) => {
  const info = informed(x.shape, attrs.filterShape, attrs);
  if (!info || x.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const out = output(backend, info.filterShape);
  const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => address(backend, tensor));
  const { inChannels: c, outChannels: k, inHeight: h, inWidth: w, outHeight, outWidth } = info;
  if (suitsWinograd(backend, info, c, k)) {
    const { top, left } = info.padInfo;
    const sizes = [info.batchSize, h, w, c, k, outHeight, outWidth, top, left];
    native(backend).winogradFilterGradient(xAt, dyAt, outAt, ...sizes);
  } else setConvolution(backend, info).convolveFilterGradient(xAt, dyAt, outAt);
  return out;
};

/**
 * Whether a convolution from `c` to `k` channels is one for Winograd's algorithm: it saves
 * multiplications, and pays with transformations that few channels would not pay back.
 */
function suitsWinograd(backend: WasmBackend, info: Conv2DInfo, c: number, k: number): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { dilationHeight, dilationWidth, padInfo: { top, left } } = info;
  const kernels = native(backend);
  const scratch = Math.max(kernels.winogradScratch(c, k), kernels.winogradGradientScratch(c, k));
  return filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1 &&
    dilationHeight === 1 && dilationWidth === 1 && top <= 2 && left <= 2 && c >= 8 && k >= 8 &&
    4 * scratch <= kernels.workspaceBytes();
}

/** All sizes of a convolution, where it is one that our kernels know. */
function informed(
  inShape: number[],
  filterShape: number[],
  { strides, dilations = 1, pad, dimRoundingMode, dataFormat = "NHWC" }: Attributes,
): Conv2DInfo | undefined {
  if (dataFormat !== "NHWC") return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  if (info.outHeight < 0 || info.outWidth < 0) { // tfjs would write where nothing was allocated
    throw new RangeError(
      `Cannot convolve [${inShape}] with a filter [${filterShape}], strides ${strides} and ` +
        `padding ${pad}: the output would have the shape [${info.outShape}]`,
    );
  }
  const sizes = [...info.inShape, ...info.filterShape, ...info.outShape];
  return sizes.every((size) => size > 0) ? info : undefined;
}

function setConvolution(backend: WasmBackend, info: Conv2DInfo): ReturnType<typeof native> {
  const kernels = native(backend);
  kernels.setConvolution(
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
