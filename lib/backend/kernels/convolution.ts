/**
 * Convolutions and their gradients, in two dimensions and in three.
 *
 * With a filter of 3×3 and stride 1, Winograd's algorithm subtracts inputs from each other: an
 * infinite input or filter makes NaN, and NaN is passed on to all four outputs of its 2×2 tile.
 */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { eitherFormat } from "./channels_first.ts";
import { fused } from "./fused.ts";
import type { Activation, Exports } from "./exports.ts";
import {
  convolution3Geometry,
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  type Geometry3,
  setGeometry,
} from "./geometry.ts";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

/** `Conv2D`. */
export const conv2D: Kernel = eitherFormat(({ inputs: { x, filter }, attrs, backend }) =>
  convolve(backend, x, filter, undefined, attrs, 0)
);

/** `FusedConv2D`: activation(convolution + bias). */
export const fusedConv2D: Kernel = eitherFormat(({ inputs, attrs, backend }) => {
  const { x, filter } = inputs;
  return fused(
    inputs,
    attrs,
    filter.shape[3],
    (bias, activation) => convolve(backend, x, filter, bias, attrs, activation),
  );
});

function convolve(
  backend: WasmBackend,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo | undefined,
  attrs: ConvolutionAttributes,
  activation: Activation,
): TensorInfo | undefined {
  const info = convolutionGeometry(x.shape, filter.shape, attrs);
  if (!floats(x, filter)) return undefined;
  const out = output(backend, info.outShape);
  if (isEmpty(out)) return out;
  const [xAt, filterAt, outAt] = [x, filter, out].map((tensor) => address(backend, tensor));
  const biasAt = bias ? address(backend, bias) : 0;
  const kernels = setGeometry(backend, info);
  if (suitsWinograd(kernels, info)) {
    kernels.convolveWinograd(xAt, filterAt, biasAt, outAt, false, 0, activation, false);
  } else kernels.convolve(xAt, filterAt, biasAt, outAt, activation);
  return out;
}

/** `Conv2DBackpropInput`: the gradient with respect to the input. */
export const conv2DBackpropInput: Kernel = eitherFormat((args) => {
  const { inputs: { dy, filter }, attrs, backend } = args;
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs);
  if (!matches(dy, info) || !floats(filter)) return undefined;
  const out = output(backend, info.inShape);
  if (isEmpty(out)) return out;
  const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => address(backend, tensor));
  const back = reversed(info);
  if (suitsWinograd(native(backend), back)) {
    setGeometry(backend, back).convolveWinograd(dyAt, filterAt, 0, outAt, false, 0, 0, true);
  } else setGeometry(backend, info).convolveInputGradient(dyAt, filterAt, outAt);
  return out;
});

/** `Conv2DBackpropFilter`: the gradient with respect to the filter. */
export const conv2DBackpropFilter: Kernel = eitherFormat((args) => {
  const { inputs: { x, dy }, attrs, backend } = args;
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs);
  if (!floats(x) || !matches(dy, info)) return undefined;
  const out = output(backend, info.filterShape);
  if (isEmpty(out)) return out;
  const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => address(backend, tensor));
  const kernels = setGeometry(backend, info);
  if (suitsWinograd(kernels, info)) kernels.winogradFilterGradient(xAt, dyAt, outAt);
  else kernels.convolveFilterGradient(xAt, dyAt, outAt);
  return out;
}, false);

/** `DepthwiseConv2dNative`. */
export const depthwise: Kernel = eitherFormat(({ inputs: { x, filter }, attrs, backend }) =>
  convolveDepthwise(backend, x, filter, undefined, attrs, 0)
);

/** `FusedDepthwiseConv2D`: activation(depthwise convolution + bias). */
export const fusedDepthwise: Kernel = eitherFormat(({ inputs, attrs, backend }) => {
  const { x, filter } = inputs;
  return fused(
    inputs,
    attrs,
    filter.shape[2] * filter.shape[3],
    (bias, activation) => convolveDepthwise(backend, x, filter, bias, attrs, activation),
  );
});

function convolveDepthwise(
  backend: WasmBackend,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo | undefined,
  attrs: ConvolutionAttributes,
  activation: Activation,
): TensorInfo | undefined {
  const info = convolutionGeometry(x.shape, filter.shape, attrs, true);
  if (!floats(x, filter)) return undefined;
  const out = output(backend, info.outShape);
  if (isEmpty(out)) return out;
  const [xAt, filterAt, outAt] = [x, filter, out].map((tensor) => address(backend, tensor));
  const biasAt = bias ? address(backend, bias) : 0;
  setGeometry(backend, info).depthwise(xAt, filterAt, biasAt, outAt, activation);
  return out;
}

/** `DepthwiseConv2dNativeBackpropInput`. */
export const depthwiseBackpropInput: Kernel = eitherFormat((args) => {
  const { inputs: { dy, filter }, attrs, backend } = args;
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs, true);
  if (!matches(dy, info) || !floats(filter)) return undefined;
  const out = output(backend, info.inShape);
  if (isEmpty(out)) return out;
  const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info).depthwiseInputGradient(dyAt, filterAt, outAt);
  return out;
});

/** `DepthwiseConv2dNativeBackpropFilter`. */
export const depthwiseBackpropFilter: Kernel = eitherFormat((args) => {
  const { inputs: { x, dy }, attrs, backend } = args;
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs, true);
  if (!floats(x) || !matches(dy, info)) return undefined;
  const out = output(backend, info.filterShape);
  if (isEmpty(out)) return out;
  const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info).depthwiseFilterGradient(xAt, dyAt, outAt);
  return out;
}, false);

/** `Conv3D`. */
export const conv3D: Kernel = ({ inputs: { x, filter }, attrs, backend }) => {
  const info = convolution3Geometry(x.shape, filter.shape, attrs);
  if (!floats(x, filter)) return undefined;
  return computed3(backend, info, x, filter, info.outShape, "convolve3");
};

/** `Conv3DBackpropInputV2`: the gradient with respect to the input. */
export const conv3DBackpropInput: Kernel = ({ inputs: { dy, filter }, attrs, backend }) => {
  const info = convolution3Geometry(attrs.inputShape, filter.shape, attrs);
  if (!matches(dy, info) || !floats(filter)) return undefined;
  return computed3(backend, info, dy, filter, info.inShape, "convolve3InputGradient");
};

/** `Conv3DBackpropFilterV2`: the gradient with respect to the filter. */
export const conv3DBackpropFilter: Kernel = ({ inputs: { x, dy }, attrs, backend }) => {
  const info = convolution3Geometry(x.shape, attrs.filterShape, attrs);
  if (!floats(x) || !matches(dy, info)) return undefined;
  return computed3(backend, info, x, dy, info.filterShape, "convolve3FilterGradient");
};

function computed3(
  backend: WasmBackend,
  info: Geometry3,
  first: TensorInfo,
  second: TensorInfo,
  shape: number[],
  kernel: "convolve3" | "convolve3InputGradient" | "convolve3FilterGradient",
): TensorInfo {
  const out = output(backend, shape);
  if (isEmpty(out)) return out;
  const [firstAt, secondAt, outAt] = [first, second, out].map((each) => address(backend, each));
  setGeometry(backend, info)[kernel](firstAt, secondAt, outAt);
  return out;
}

/** Whether tensors are of float32: what our kernels were made for. */
function floats(...tensors: TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === "float32");
}

/** Whether there is nothing to compute. */
function isEmpty({ shape }: TensorInfo): boolean {
  return shape.includes(0);
}

/** Whether an output's gradient has the type and the shape of the output. */
function matches(dy: TensorInfo, info: Geometry | Geometry3): boolean {
  return floats(dy) && tf.util.arraysEqual(dy.shape, info.outShape);
}

/** The convolution (with stride 1) that computes the input's gradient: the filter is rotated by 180°. */
function reversed(info: Geometry): Geometry {
  const { top, left } = info.padInfo;
  return {
    ...info,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    inChannels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    outChannels: info.inChannels,
    padInfo: {
      ...info.padInfo,
      top: info.filterHeight - 1 - top,
      left: info.filterWidth - 1 - left,
    },
  };
}

/**
 * Whether Winograd's algorithm suits a convolution: it saves multiplications and costs
 * transformations, which do not pay with few channels.
 */
function suitsWinograd(kernels: Exports, info: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { dilationHeight, dilationWidth, inChannels: c, outChannels: k } = info;
  const { top, left } = info.padInfo;
  const scratch = Math.max(kernels.winogradScratch(c, k), kernels.winogradGradientScratch(c, k));
  return filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1 &&
    dilationHeight === 1 && dilationWidth === 1 && top >= 0 && top <= 2 && left >= 0 && left <= 2 &&
    c >= 8 && k >= 8 && 4 * scratch <= kernels.workspaceBytes();
}
