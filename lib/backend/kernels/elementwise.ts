/** Elementwise kernels and sums, for the cases that tfjs's own kernels compute in several passes. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

/** `Identity`: another tensor with the same memory, which tfjs's kernel would copy. */
export const identity: Kernel = ({ inputs: { x }, backend }) => share(backend, x);

/** `Cast` to the tensor's own type, which shares memory, and of numbers to bool: all but 0 are true. */
export const cast: Kernel = ({ inputs: { x }, attrs: { dtype }, backend }) => {
  if (dtype === x.dtype) return share(backend, x);
  const numbers = x.dtype === "float32" || x.dtype === "int32";
  return dtype === "bool" && numbers
    ? tf.tidy(() => tf.notEqual(x, tf.scalar(0, x.dtype)))
    : undefined;
};

/**
 * One more tensor with the memory of another.
 *
 * @param backend the backend that holds the tensor
 * @param x the tensor, of any type
 * @returns the new tensor
 */
export function share(backend: WasmBackend, x: TensorInfo): TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/**
 * Puts pixels into a tensor. Bytes are divided by 255: they go to the end of the tensor's memory, and become
 * floats from its beginning on.
 *
 * @param backend tfjs's wasm backend
 * @param images as many bytes or floats as the tensor has numbers
 * @param shape the tensor's shape
 * @returns float32, of bytes in [0, 1]
 */
export function pixelsIn(
  backend: WasmBackend,
  images: Uint8Array | Float32Array,
  shape: number[],
): TensorInfo {
  const out = output(backend, shape), count = images.length;
  const to = address(backend, out), from = to + 3 * count;
  const { buffer } = backend.wasm.asm.memory;
  if (images instanceof Float32Array) new Float32Array(buffer, to, count).set(images);
  else {
    new Uint8Array(buffer, from, count).set(images);
    native(backend).scaleBytes(from, to, count);
  }
  return out;
}

/** `Add` of a bias: a row is added to every row. */
export const add: Kernel = ({ inputs: { a, b }, backend }) => {
  const [x, row] = a.shape.length >= b.shape.length ? [a, b] : [b, a];
  const columns = x.shape.at(-1);
  const simple = x.dtype === "float32" && row.dtype === "float32" && columns &&
    tf.util.arraysEqual(row.shape, [columns]) && x.shape.length > 1 && !x.shape.includes(0);
  if (!simple) return undefined;
  const out = output(backend, x.shape);
  native(backend).addRow(
    address(backend, x),
    address(backend, row),
    address(backend, out),
    tf.util.sizeFromShape(x.shape) / columns,
    columns,
  );
  return out;
};

/** `Sum` over all axes but the last, as a bias's gradient is; tfjs's kernel transposes first. */
export const sum: Kernel = ({ inputs: { x }, attrs: { axis, keepDims }, backend }) => {
  const rank = x.shape.length, columns = x.shape[rank - 1];
  const axes = tf.util.parseAxisParam(axis, x.shape).sort();
  const simple = x.dtype === "float32" && rank > 1 && !x.shape.includes(0) &&
    axes.length === rank - 1 && axes.every((axis, i) => axis === i);
  if (!simple) return undefined;
  const out = output(backend, keepDims ? [...axes.map(() => 1), columns] : [columns]);
  native(backend).sumRows(
    address(backend, x),
    address(backend, out),
    tf.util.sizeFromShape(x.shape) / columns,
    columns,
  );
  return out;
};

/** `ClipByValue`; tfjs's kernel makes the least value of NaN, ours passes NaN on. */
export const clipByValue: Kernel = ({ inputs: { x }, attrs, backend }) =>
  clipped(backend, x, attrs.clipValueMin, attrs.clipValueMax);

/** `Relu`; tfjs's kernel makes 0 of a NaN whose sign bit is set, as arithmetic's is on x86. */
export const relu: Kernel = ({ inputs: { x }, backend }) => clipped(backend, x, 0, Infinity);

/** `Maximum`; tfjs's kernel loses NaN in b. */
export const maximum: Kernel = ({ inputs: { a, b }, backend }) => extreme(backend, a, b, true);

/** `Minimum`; tfjs's kernel loses NaN in b. */
export const minimum: Kernel = ({ inputs: { a, b }, backend }) => extreme(backend, a, b, false);

/** The greater or the lesser of two tensors of one shape, or of a tensor and a number. */
function extreme(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  greatest: boolean,
): TensorInfo | undefined {
  if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  const one = ({ shape }: TensorInfo) => shape.length === 0;
  if (!one(a) && !one(b) && !tf.util.arraysEqual(a.shape, b.shape)) return undefined;
  const out = output(backend, one(a) ? b.shape : a.shape);
  native(backend).extreme(
    address(backend, a),
    one(a),
    address(backend, b),
    one(b),
    address(backend, out),
    tf.util.sizeFromShape(out.shape),
    greatest,
  );
  return out;
}

/** `Prelu`: x where it is not below zero, else alpha · x; tfjs's kernel makes NaN of 0 · ∞. */
export const prelu: Kernel = ({ inputs: { x, alpha }, backend }) => {
  if (x.dtype !== "float32" || alpha.dtype !== "float32") return undefined;
  const slopes = (alpha as TensorInfo).shape.slice(
    (alpha as TensorInfo).shape.findIndex((size) => size !== 1),
  );
  const columns = tf.util.sizeFromShape(slopes), size = tf.util.sizeFromShape(x.shape);
  const rows = columns > 1 && size > 0 &&
    tf.util.arraysEqual(slopes, x.shape.slice(-slopes.length));
  if (!rows) return tf.tidy(() => tf.where(tf.less(x, 0), tf.mul(x, alpha), x));
  const out = output(backend, x.shape);
  const [xAt, alphaAt, outAt] = [x, alpha, out].map((tensor) => address(backend, tensor));
  native(backend).prelu(xAt, alphaAt, outAt, size / columns, columns);
  return out;
};

/** `Relu6`; tfjs's kernel makes 0 of NaN, ours passes NaN on. */
export const relu6: Kernel = ({ inputs: { x }, backend }) => clipped(backend, x, 0, 6);

function clipped(
  backend: WasmBackend,
  x: TensorInfo,
  least: number,
  most: number,
): TensorInfo | undefined {
  if (x.dtype !== "float32") return undefined;
  const out = output(backend, x.shape);
  const size = tf.util.sizeFromShape(x.shape);
  native(backend).clip(address(backend, x), address(backend, out), size, least, most);
  return out;
}

/** `ReluGrad`, an operation of our own: dy where x > 0, NaN where x is NaN, else 0. */
export const reluGrad: Kernel = ({ inputs: { dy, x }, backend }) => {
  const out = output(backend, x.shape);
  native(backend).reluGradient(
    address(backend, dy),
    address(backend, x),
    address(backend, out),
    tf.util.sizeFromShape(x.shape),
  );
  return out;
};

/** Lets the gradient of ReLU be one pass over memory on the wasm backend, not three. */
export function registerReluGradient(): void {
  const before = tf.getGradient("Relu");
  const through = (dy: tf.Tensor, x: tf.Tensor) =>
    tf.engine().runKernel("ReluGrad", { dy, x }) as tf.Tensor;
  tf.registerGradient({
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved;
      const ours = tf.getBackend() === "wasm" && x.dtype === "float32";
      return ours ? { x: () => through(dy as tf.Tensor, x) } : before.gradFunc(dy, saved, attrs);
    },
  });
  tf.registerGradient({ // of the gradient itself
    kernelName: "ReluGrad",
    inputsToSave: ["x"],
    gradFunc: (ddx, [x]) => ({
      dy: () => through(ddx as tf.Tensor, x),
      x: () => tf.zerosLike(x),
    }),
  });
}
