/** Convolutions and their gradients. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { eitherFormat } from "./channels_first.ts";
import { fused } from "./fused.ts";
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
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
  activation: number,
): TensorInfo | undefined {
  const info = convolutionGeometry(x.shape, filter.shape, attrs);
  if (!info || x.dtype !== "float32" || filter.dtype !== "float32") return undefined;
  const out = output(backend, info.outShape);
  const [xAt, filterAt, outAt] = [x, filter, out].map((tensor) => address(backend, tensor));
  const biasAt = bias ? address(backend, bias) : 0;
  const kernels = setGeometry(backend, info);
  if (suitsWinograd(kernels, info)) {
    kernels.convolveWinograd(xAt, filterAt, biasAt, outAt, 0, activation, false);
  } else kernels.convolve(xAt, filterAt, biasAt, outAt, activation);
  return out;
}

/** `Conv2DBackpropInput`: the gradient with respect to the input. */
export const conv2DBackpropInput: Kernel = eitherFormat((args) => {
  const { inputs: { dy, filter }, attrs, backend } = args;
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs);
  if (!info || !matches(dy, info) || filter.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => address(backend, tensor));
  const back = reversed(info);
  if (suitsWinograd(native(backend), back)) {
    setGeometry(backend, back).convolveWinograd(dyAt, filterAt, 0, outAt, 0, 0, true);
  } else setGeometry(backend, info).convolveInputGradient(dyAt, filterAt, outAt);
  return out;
});

/** `Conv2DBackpropFilter`: the gradient with respect to the filter; the wasm backend lacks it. */
export const conv2DBackpropFilter: Kernel = eitherFormat((args) => {
  const { inputs: { x, dy }, attrs, backend } = args;
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs);
  if (!info || x.dtype !== "float32" || !matches(dy, info)) return undefined;
  const out = output(backend, info.filterShape);
  const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => address(backend, tensor));
  const kernels = setGeometry(backend, info);
  if (suitsWinograd(kernels, info)) kernels.winogradFilterGradient(xAt, dyAt, outAt);
  else kernels.convolveFilterGradient(xAt, dyAt, outAt);
  return out;
}, false);

/** `FusedDepthwiseConv2D` with a bias for which tfjs's kernel does not care. */
export const fusedDepthwise: Kernel = ({ inputs, attrs }) => {
  const { x, filter, bias } = inputs;
  const { strides, pad, dilations, dataFormat, dimRoundingMode } = attrs;
  const channels = filter.shape[2] * filter.shape[3];
  if (!bias || tf.util.arraysEqual(bias.shape, [channels])) return undefined;
  return fused(
    inputs,
    attrs,
    channels,
    () => tf.depthwiseConv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode),
  );
};

/** `DepthwiseConv2dNativeBackpropInput`; the wasm backend lacks it. */
export const depthwiseBackpropInput: Kernel = ({ inputs: { dy, filter }, attrs, backend }) => {
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs, true);
  if (!info || !matches(dy, info) || filter.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info).depthwiseInputGradient(dyAt, filterAt, outAt);
  return out;
};

/** `DepthwiseConv2dNativeBackpropFilter`; the wasm backend lacks it. */
export const depthwiseBackpropFilter: Kernel = ({ inputs: { x, dy }, attrs, backend }) => {
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs, true);
  if (!info || x.dtype !== "float32" || !matches(dy, info)) return undefined;
  const out = output(backend, info.filterShape);
  const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info).depthwiseFilterGradient(xAt, dyAt, outAt);
  return out;
};

/** Whether an output's gradient has the type and the shape of the output. */
function matches(dy: TensorInfo, info: Geometry): boolean {
  return dy.dtype === "float32" && tf.util.arraysEqual(dy.shape, info.outShape);
}

/** The convolution (with stride 1) that carries a gradient back: the filter is turned round. */
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
 * Whether a convolution is one for Winograd's algorithm: it saves multiplications, and pays with
 * transformations that few channels would not pay back.
 */
function suitsWinograd(kernels: ReturnType<typeof native>, info: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { dilationHeight, dilationWidth, inChannels: c, outChannels: k } = info;
  const { top, left } = info.padInfo;
  const scratch = Math.max(kernels.winogradScratch(c, k), kernels.winogradGradientScratch(c, k));
  return filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1 &&
    dilationHeight === 1 && dilationWidth === 1 && top >= 0 && top <= 2 && left >= 0 && left <= 2 &&
    c >= 8 && k >= 8 && 4 * scratch <= kernels.workspaceBytes();
}
