/** Matrix products. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { withActivation } from "./activation.ts";
import { address, type Kernel, native, output, type WasmBackend } from "./native.ts";

interface Product {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly bias?: TensorInfo;
  readonly activation: number;
}

/** `BatchMatMul`: op(a)·op(b), with leading dimensions that are equal or 1. */
export const batchMatMul: Kernel = ({ inputs, attrs, backend }) =>
  product(backend, { ...inputs, ...attrs, activation: 0 });

/** `_FusedMatMul`: activation(op(a)·op(b) + bias). */
export const fusedMatMul: Kernel = ({ inputs, attrs, backend }) =>
  withActivation(
    backend,
    attrs,
    (activation) => product(backend, { ...inputs, ...attrs, activation }),
  );

function product(backend: WasmBackend, wanted: Product): TensorInfo | undefined {
  const { a, b, transposeA, transposeB, bias, activation } = wanted;
  const [rowsA, columnsA] = a.shape.slice(-2), [rowsB, columnsB] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const batchA = tf.util.sizeFromShape(outerA), batchB = tf.util.sizeFromShape(outerB);
  const simple = a.dtype === "float32" && b.dtype === "float32" && m * n * k > 0 &&
    (batchA === 1 || batchB === 1 || tf.util.arraysEqual(outerA, outerB)) &&
    (!bias || (bias.shape.length === 1 && bias.shape[0] === n));
  if (!simple) return undefined;

  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const out = output(backend, [...outer, m, n]);
  const { multiply } = native(backend);
  const biasAt = bias ? address(backend, bias) : 0;
  for (let i = 0; i < Math.max(batchA, batchB); i++) {
    multiply(
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
