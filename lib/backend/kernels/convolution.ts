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
  const kernels = setConvolution(backend, info);
  kernels.convolve(
    address(backend, x),
    address(backend, filter),
    bias ? address(backend, bias) : 0,
    address(backend, out),
    activation,
  );
  return out;
}

/** `Conv2DBackpropInput`: the gradient with respect to the input. */
export const conv2DBackpropInput: Kernel = ({ inputs: { dy, filter }, attrs, backend }) => {
  const info = informed(attrs.inputShape, filter.shape, attrs);
  if (!info || dy.dtype !== "float32" || filter.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  const kernels = setConvolution(backend, info);
  kernels.convolveInputGradient(
    address(backend, dy),
    address(backend, filter),
    address(backend, out),
  );
  return out;
};

/** `Conv2DBackpropFilter`: the gradient with respect to the filter; the wasm backend lacks it. */
export const conv2DBackpropFilter: Kernel = ({ inputs: { x, dy }, attrs, backend }) => {
  const info = informed(x.shape, attrs.filterShape, attrs);
  if (!info || x.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const out = output(backend, info.filterShape);
  const kernels = setConvolution(backend, info);
  kernels.convolveFilterGradient(address(backend, x), address(backend, dy), address(backend, out));
  return out;
};

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
