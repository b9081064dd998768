/** Gathering and slicing of whole rows: each a copy of bytes, which tfjs's kernels make number by number. */

import * as tf from "@tensorflow/tfjs";
import type { DataType, TensorInfo } from "@tensorflow/tfjs";
import { address, type Kernel, output, type WasmBackend } from "./native.ts";

/** Bytes of a row from which on a copy of its own pays. */
const LEAST = 64;

/** `Slice`: checks the bounds, as tfjs's kernel does not; copies where what is wanted lies together. */
export const slice: Kernel = ({ inputs: { x }, attrs: { begin, size }, backend }) => {
  const [first, sizes] = tf.slice_util.parseSliceParams(x, begin, size);
  tf.slice_util.assertParamsValid(x, first, sizes);
  if (first.some((at) => at < 0)) {
    throw new RangeError(`Cannot slice [${x.shape}] from [${first}]: it begins at 0`);
  }
  const whole = sizes.slice(1).every((size, i) => size === x.shape[i + 1]);
  if (!whole || x.shape.length === 0 || sizes.includes(0) || !isPlain(x.dtype)) return undefined;
  const out = output(backend, sizes, x.dtype);
  const row = bytesOf(x.shape.slice(1), x.dtype);
  copyRows(backend, x, out, row, sizes[0], (i) => first[0] + i);
  return out;
};

/** `GatherV2` of rows, as `fit` makes its batches. */
export const gather: Kernel = ({ inputs: { x, indices }, attrs, backend }) => {
  const { axis, batchDims } = attrs;
  const row = bytesOf(x.shape.slice(1), x.dtype);
  const simple = axis === 0 && !batchDims && isPlain(x.dtype) && indices.dtype === "int32" &&
    row >= LEAST && !x.shape.includes(0) && !indices.shape.includes(0);
  if (!simple) return undefined;
  const { buffer } = backend.wasm.asm.memory;
  const count = tf.util.sizeFromShape(indices.shape);
  const places = new Int32Array(buffer, address(backend, indices), count).slice();
  if (!places.every((place) => place >= 0 && place < x.shape[0])) return undefined; // tfjs says which
  const out = output(backend, [...indices.shape, ...x.shape.slice(1)], x.dtype);
  copyRows(backend, x, out, row, count, (i) => places[i]);
  return out;
};

function isPlain(dtype: DataType): boolean {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

function bytesOf(shape: readonly number[], dtype: DataType): number {
  return tf.util.sizeFromShape([...shape]) * tf.util.bytesPerElement(dtype);
}

/** Copies rows of so many bytes; rows that lie together are one copy. */
function copyRows(
  backend: WasmBackend,
  x: TensorInfo,
  out: TensorInfo,
  row: number,
  count: number,
  source: (i: number) => number,
): void {
  const heap = new Uint8Array(backend.wasm.asm.memory.buffer); // memory may just have grown
  const from = address(backend, x), to = address(backend, out);
  for (let i = 0; i < count;) {
    const first = source(i);
    let rows = 1;
    while (i + rows < count && source(i + rows) === first + rows) rows++;
    heap.copyWithin(to + i * row, from + first * row, from + (first + rows) * row);
    i += rows;
  }
}
