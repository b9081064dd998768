/**
 * Max-pooling and average pooling, in two dimensions and in three, and their gradients. Padding does
 * not count, in the backward pass either: tfjs's gradients of average pooling divide by the whole
 * window at the border too. Max-pooling ignores NaN, as tfjs's tests require.
 */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { identity, share } from "./elementwise.ts";
import {
  type Geometry,
  type Geometry3,
  pooling3Geometry,
  poolingGeometry,
  setGeometry,
} from "./geometry.ts";
import { address, type Kernel, output, type WasmBackend } from "./native.ts";

/** `MaxPool`. */
export const maxPool: Kernel = (args) => {
  const { inputs: { x }, attrs, backend } = args;
  const info = poolingGeometry(x.shape, attrs);
  if (x.dtype !== "float32") return undefined;
  if (changesNothing(info)) return identity(args);
  return pooled(backend, info, x, "maxPool");
};

/** `AvgPool`. */
export const avgPool: Kernel = (args) => {
  const { inputs: { x }, attrs, backend } = args;
  const info = poolingGeometry(x.shape, attrs);
  if (x.dtype !== "float32") return undefined;
  if (changesNothing(info)) return identity(args);
  return averaged(backend, info, x, 0);
};

/** `MaxPool3D`. */
export const maxPool3: Kernel = ({ inputs: { x }, attrs, backend }) =>
  x.dtype === "float32"
    ? pooled(backend, pooling3Geometry(x.shape, attrs), x, "maxPool3")
    : undefined;

/** `AvgPool3D`. */
export const avgPool3: Kernel = ({ inputs: { x }, attrs, backend }) =>
  x.dtype === "float32" ? averaged(backend, pooling3Geometry(x.shape, attrs), x, 1) : undefined;

function pooled(
  backend: WasmBackend,
  info: Geometry | Geometry3,
  x: TensorInfo,
  kernel: "maxPool" | "maxPool3",
): TensorInfo {
  const out = output(backend, info.outShape);
  setGeometry(backend, info)[kernel](address(backend, x), address(backend, out));
  return out;
}

function averaged(
  backend: WasmBackend,
  info: Geometry | Geometry3,
  x: TensorInfo,
  least: number,
): TensorInfo {
  const out = output(backend, info.outShape);
  setGeometry(backend, info).averagePool(address(backend, x), address(backend, out), least);
  return out;
}

/**
 * Tells whether a pooling returns its input. With padding given as a number some windows may lie outside the
 * input and shapes still agree; all backends of tfjs return the input then.
 */
function changesNothing({ filterHeight, filterWidth, inShape, outShape }: Geometry): boolean {
  return filterHeight === 1 && filterWidth === 1 && tf.util.arraysEqual(inShape, outShape);
}

/** `MaxPoolGrad`. */
export const maxPoolGrad: Kernel = ({ inputs: { dy, input }, attrs, backend }) => {
  const info = poolingGeometry(input.shape, attrs);
  const outside = info.padInfo.top > 0 || info.padInfo.left > 0;
  if (outside && changesNothing(info)) return share(backend, dy);
  return maxGradient(backend, info, dy, input, "maxPoolGradient");
};

/** `MaxPool3DGrad`. */
export const maxPool3Grad: Kernel = ({ inputs: { dy, input }, attrs, backend }) =>
  maxGradient(backend, pooling3Geometry(input.shape, attrs), dy, input, "maxPool3Gradient");

function maxGradient(
  backend: WasmBackend,
  info: Geometry | Geometry3,
  dy: TensorInfo,
  input: TensorInfo,
  kernel: "maxPoolGradient" | "maxPool3Gradient",
): TensorInfo | undefined {
  if (input.dtype !== "float32" || !matches(dy, info)) return undefined;
  const out = output(backend, info.inShape);
  const [inputAt, dyAt, outAt] = [input, dy, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info)[kernel](inputAt, dyAt, outAt);
  return out;
}

/** `AvgPoolGrad`. */
export const avgPoolGrad: Kernel = ({ inputs: { dy, input }, attrs, backend }) => {
  const info = poolingGeometry(input.shape, attrs);
  return changesNothing(info) ? share(backend, dy) : averageGradient(backend, info, dy);
};

/** `AvgPool3DGrad`. */
export const avgPool3Grad: Kernel = ({ inputs: { dy, input }, attrs, backend }) =>
  averageGradient(backend, pooling3Geometry(input.shape, attrs), dy);

function averageGradient(
  backend: WasmBackend,
  info: Geometry | Geometry3,
  dy: TensorInfo,
): TensorInfo | undefined {
  if (!matches(dy, info)) return undefined;
  const out = output(backend, info.inShape);
  setGeometry(backend, info).averagePoolGradient(address(backend, dy), address(backend, out));
  return out;
}

/** Tells whether an output's gradient has the type and the shape of the output. */
function matches(dy: TensorInfo, info: Geometry | Geometry3): boolean {
  return dy.dtype === "float32" && tf.util.arraysEqual(dy.shape, info.outShape);
}
