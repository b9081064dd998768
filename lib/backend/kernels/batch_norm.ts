/** Batch normalisation in training, and its gradient. Channels are the last axis. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { address, native, output, view, type WasmBackend } from "./native.ts";

/** Rows and columns of a tensor whose last axis are the channels. */
function sizes({ shape }: TensorInfo): [rows: number, columns: number] {
  const columns = shape[shape.length - 1];
  return [tf.util.sizeFromShape(shape) / columns, columns];
}

/**
 * y = γ · (x − mean) / √(variance + ε) + β, with each channel's own mean and variance in x.
 *
 * @param backend tfjs's wasm backend
 * @param x `[…, C]`
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param epsilon ε
 * @returns y, of x's shape, and the means and variances `[C]`
 */
export function batchNorm(
  backend: WasmBackend,
  x: TensorInfo,
  gamma: TensorInfo,
  beta: TensorInfo,
  epsilon: number,
): [y: TensorInfo, mean: TensorInfo, variance: TensorInfo] {
  const [rows, columns] = sizes(x);
  const kernels = native(backend);
  const at = (tensor: TensorInfo) => address(backend, tensor);
  const y = output(backend, x.shape);
  const [mean, variance, factor] = [1, 2, 3].map(() => output(backend, [columns]));

  kernels.sumRows(at(x), at(mean), rows, columns);
  const means = view(backend, mean);
  for (let c = 0; c < columns; c++) means[c] /= rows;

  kernels.sumSquares(at(x), at(mean), at(factor), at(variance), rows, columns);
  const [variances, factors] = [variance, factor].map((tensor) => view(backend, tensor));
  const gammas = view(backend, gamma);
  for (let c = 0; c < columns; c++) {
    variances[c] /= rows;
    factors[c] = gammas[c] / Math.sqrt(variances[c] + epsilon);
  }
  kernels.normalize(at(x), at(mean), at(factor), at(beta), at(y), rows, columns);
  backend.disposeData(factor.dataId);
  return [y, mean, variance];
}

/**
 * The gradients of {@linkcode batchNorm} (Ioffe and Szegedy, 2015, arXiv:1502.03167, section 3).
 *
 * With s = 1 / √(variance + ε) and m numbers a channel: dβ = Σ dy, dγ = s · Σ dy · (x − mean), and
 * dx = γ · s · (dy − dβ / m − (x − mean) · s · dγ / m).
 *
 * @param backend tfjs's wasm backend
 * @param dy the loss's gradient by y, of x's shape
 * @param x `[…, C]`
 * @param gamma `[C]`
 * @param mean `[C]`
 * @param variance `[C]`
 * @param epsilon ε
 * @returns the loss's gradients by x, by γ and by β
 */
export function batchNormGradient(
  backend: WasmBackend,
  dy: TensorInfo,
  x: TensorInfo,
  gamma: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  epsilon: number,
): [dx: TensorInfo, dgamma: TensorInfo, dbeta: TensorInfo] {
  const [rows, columns] = sizes(x);
  const kernels = native(backend);
  const at = (tensor: TensorInfo) => address(backend, tensor);
  const dx = output(backend, x.shape);
  const [dgamma, dbeta, factor] = [1, 2, 3].map(() => output(backend, [columns]));
  const scratch = output(backend, [2, columns]);

  kernels.sumGradients(
    ...[dy, x, mean, scratch, dbeta, dgamma].map(at),
    rows,
    columns,
  );
  const [factors, dgammas, dbetas, terms, gammas, variances] = //
    [factor, dgamma, dbeta, scratch, gamma, variance].map((tensor) => view(backend, tensor));
  for (let c = 0; c < columns; c++) {
    const s = 1 / Math.sqrt(variances[c] + epsilon);
    factors[c] = gammas[c] * s;
    dgammas[c] *= s;
    terms[c] = -factors[c] * s * dgammas[c] / rows; // times x − mean
    terms[columns + c] = -factors[c] * dbetas[c] / rows;
  }
  kernels.normalizeGradient(
    ...[dy, x, mean, factor].map(at),
    at(scratch),
    at(scratch) + 4 * columns,
    at(dx),
    rows,
    columns,
  );
  for (const { dataId } of [factor, scratch]) backend.disposeData(dataId);
  return [dx, dgamma, dbeta];
}
