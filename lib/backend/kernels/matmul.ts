/** Matrix products. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import type { Activation } from "./exports.ts";
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
  if (a.dtype !== "float32") return undefined; // the product of integers knows no activation
  const columns = b.shape.at(attrs.transposeB ? -2 : -1);
  return fused(
    inputs,
    attrs,
    columns,
    (bias, activation) => product(backend, a, b, attrs, bias, activation),
  );
};

/**
 * Multiplies matrices: activation(op(a)·op(b) + bias), with leading dimensions that broadcast.
 *
 * @param backend tfjs's wasm backend
 * @param a `[…, M, K]`, or `[…, K, M]` where it is transposed
 * @param b `[…, K, N]`, or `[…, N, K]` where it is transposed
 * @param transpositions which of them are
 * @param bias `[N]`, from which the sums start, or undefined
 * @param activation 0 for none, 1 for ReLU
 * @returns `[…, M, N]`; undefined for types that our kernels do not know
 * @throws {RangeError} if the sizes do not fit
 */
export function product(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Transpositions,
  bias: TensorInfo | undefined,
  activation: Activation,
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
  const outerA = a.shape.slice(0, -2), outerB = b.shape.slice(0, -2);
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const whole = a.dtype === "int32" && b.dtype === "int32";
  if (!whole && (a.dtype !== "float32" || b.dtype !== "float32")) return undefined;

  const out = output(backend, [...outer, m, n], a.dtype);
  const { multiply, multiplyIntegers } = native(backend);
  const biasAt = bias ? address(backend, bias) : 0;
  const placesA = places(outerA, outer), placesB = places(outerB, outer);
  placesA.forEach((placeA, i) =>
    (whole ? multiplyIntegers : multiply)(
      address(backend, a) + 4 * placeA * m * k,
      transposeA,
      address(backend, b) + 4 * placesB[i] * k * n,
      transposeB,
      biasAt,
      address(backend, out) + 4 * i * m * n,
      m,
      n,
      k,
      activation,
    )
  );
  return out;
}

/** For each matrix of a result, which of an input's is multiplied; sizes of 1 broadcast. */
function places(own: number[], outer: number[]): number[] {
  let found = [0];
  const missing = outer.length - own.length;
  outer.forEach((size, axis) => {
    const broadcast = axis < missing || own[axis - missing] === 1;
    const steps = Array.from({ length: size }, (_, i) => broadcast ? 0 : i);
    const stride = broadcast ? 1 : size;
    found = found.flatMap((place) => steps.map((step) => place * stride + step));
  });
  return found;
}
