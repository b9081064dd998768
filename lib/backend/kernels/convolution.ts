/**
 * Convolutions and their gradients, in two dimensions and in three.
 *
 * With a filter of 3×3 and stride 1, Winograd's algorithm subtracts inputs from each other: an
 * infinite input or filter makes NaN, and NaN is passed on to all four outputs of its 2×2 tile, and in
 * the filter's gradient to all nine taps.
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

/** Addresses of a convolution's tensors; the bias has 0 for none. */
type Addresses = readonly [x: number, filter: number, bias: number, out: number];

/** Makes the kernel of a convolution, and that of its fused form: activation(convolution + bias). */
function convolution(
  isDepthwise: boolean,
  compute: (backend: WasmBackend, info: Geometry, at: Addresses, activation: Activation) => void,
): { plain: Kernel; withBias: Kernel } {
  const convolve = (
    backend: WasmBackend,
    x: TensorInfo,
    filter: TensorInfo,
    attrs: ConvolutionAttributes,
    bias?: TensorInfo,
    activation: Activation = 0,
  ) => {
    const info = convolutionGeometry(x.shape, filter.shape, attrs, isDepthwise);
    if (!floats(x, filter)) return undefined;
    const out = output(backend, info.outShape);
    if (isEmpty(out)) return out;
    const [xAt, filterAt, outAt] = [x, filter, out].map((tensor) => address(backend, tensor));
    const biasAt = bias ? address(backend, bias) : 0;
    compute(backend, info, [xAt, filterAt, biasAt, outAt], activation);
    return out;
  };
  return {
    plain: eitherFormat(({ inputs: { x, filter }, attrs, backend }) =>
      convolve(backend, x, filter, attrs)
    ),
    withBias: eitherFormat(({ inputs, attrs, backend }) => {
      const { x, filter } = inputs;
      const [, , channels, filters] = filter.shape;
      return fused(
        inputs,
        attrs,
        isDepthwise ? channels * filters : filters,
        (bias, activation) => convolve(backend, x, filter, attrs, bias, activation),
      );
    }),
  };
}

/** `Conv2D`, and `FusedConv2D`. */
export const { plain: conv2D, withBias: fusedConv2D } = convolution(
  false,
  (backend, info, [x, filter, bias, out], activation) => {
    const kernels = setGeometry(backend, info);
    if (suitsWinograd(kernels, info)) {
      kernels.convolveWinograd(x, filter, bias, out, false, 0, activation, false);
    } else kernels.convolve(x, filter, bias, out, activation);
  },
);

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

/** `DepthwiseConv2dNative`, and `FusedDepthwiseConv2D`. */
export const { plain: depthwise, withBias: fusedDepthwise } = convolution(
  true,
  (backend, info, at, activation) => setGeometry(backend, info).depthwise(...at, activation),
);

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

/** Tells whether all tensors are float32, the type that our kernels were made for. */
function floats(...tensors: TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === "float32");
}

/** Tells whether there is nothing to compute. */
function isEmpty({ shape }: TensorInfo): boolean {
  return shape.includes(0);
}

/** Tells whether an output's gradient has the type and the shape of the output. */
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
 * Tells whether Winograd's algorithm suits a convolution: it saves multiplications and costs
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
