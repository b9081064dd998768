/** Max-pooling and its gradient. */

import * as tf from "@tensorflow/tfjs";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

type PoolInfo = ReturnType<typeof tf.backend_util.computePool2DInfo>;

/** `MaxPool`. */
export const maxPool: Kernel = ({ inputs: { x }, attrs, backend }) => {
  const info = informed(x.shape, attrs);
  if (!info || x.dtype !== "float32") return undefined;
  const out = output(backend, info.outShape);
  setPooling(backend, info).maxPool(address(backend, x), address(backend, out));
  return out;
};

/** `MaxPoolGrad`. */
export const maxPoolGrad: Kernel = ({ inputs: { dy, input }, attrs, backend }) => {
  const info = informed(input.shape, attrs);
  if (!info || input.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  setPooling(backend, info).maxPoolGradient(
    address(backend, input),
    address(backend, dy),
    address(backend, out),
  );
  return out;
};

/** All sizes of a pooling, where nothing in it is empty. */
function informed(
  inShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: tf.MaxPoolAttrs,
): PoolInfo | undefined {
  const info = tf.backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return [...info.inShape, ...info.outShape].every((size) => size > 0) ? info : undefined;
}

function setPooling(backend: WasmBackend, info: PoolInfo): ReturnType<typeof native> {
  const kernels = native(backend);
  kernels.setPooling(
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  );
  return kernels;
}
