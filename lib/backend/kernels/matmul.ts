/** Matrix products. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { fused } from "./fused.ts";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

/** The attributes of a matrix product. */
interface Transpositions {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** `BatchMatMul`: op(a)·op(b), with leading dimensions that broadcast. */
export const batchMatMul: Kernel = ({ inputs: { a, b }, attrs, backend }) =>
  product(backend, a, b, attrs, undefined, 0);

/** `_FusedMatMul`: activation(op(a)·op(b) + bias). */
export const fusedMatMul: Kernel = ({ inputs, attrs, backend }) => {
  const { a, b } = inputs;
  const columns = b.shape.at(attrs.transposeB ? -2 : -1);
  return fused(
    inputs,
    attrs,
    columns,
    (bias, activation) => product(backend, a, b, attrs, bias, activation),
  );
};

function product(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Transpositions,
  bias: TensorInfo | undefined,
  activation: number,
): TensorInfo | undefined {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new RangeError(`Cannot multiply [${a.shape}] by [${b.shape}]: a matrix has two sizes`);
  }
  const [rowsA, columnsA] = a.shape.slice(-2), [rowsB, columnsB] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== inner) {
    throw new RangeError(
      `Cannot multiply [${a.shape}] by [${b.shape}] (transposed: ${transposeA}, ${transposeB}): ` +
        `the inner sizes ${k} and ${inner} differ`,
    );
  }
  if (m * n * k === 0) return undefined;
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const batchA = tf.util.sizeFromShape(outerA), batchB = tf.util.sizeFromShape(outerB);
  if (batchA !== 1 && batchB !== 1 && !tf.util.arraysEqual(outerA, outerB)) return undefined;
  const whole = a.dtype === "int32" && b.dtype === "int32";
  if (!whole && (a.dtype !== "float32" || b.dtype !== "float32")) return undefined;

  const out = output(backend, [...outer, m, n], a.dtype);
  const { multiply, multiplyIntegers } = native(backend);
  const biasAt = bias ? address(backend, bias) : 0;
  for (let i = 0; i < Math.max(batchA, batchB); i++) {
    (whole ? multiplyIntegers : multiply)(
      address(backend, a) + (batchA === 1 ? 0 : 4 * i * m * k),
      transposeA,
      address(backend, b) + (batchB === 1 ? 0 : 4 * i * k * n),
      transposeB,
      biasAt,
      address(backend, out) + 4 * i * m * n,
      m,
      n,
      k,
      activation,
    );
  }
  return out;
}
