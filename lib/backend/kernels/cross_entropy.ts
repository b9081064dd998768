/**
 * Cross-entropy from logits and labels. Ten numbers an image are so few that plain loops over
 * tfjs's memory take less time than handing the work over would.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import { output, view, type WasmBackend } from "./native.ts";

/**
 * Σ over the images of (log Σⱼ exp zⱼ − z_label), and its gradient, softmax(z) − onehot(label).
 *
 * @param backend tfjs's wasm backend
 * @param logits `[N, C]`
 * @param labels `[N]`
 * @returns the sum, a scalar, and the gradient `[N, C]`
 */
export function crossEntropy(
  backend: WasmBackend,
  logits: TensorInfo,
  labels: ArrayLike<number>,
): [loss: TensorInfo, gradient: TensorInfo] {
  const classes = logits.shape[1];
  const loss = output(backend, []), gradient = output(backend, logits.shape);
  const z = view(backend, logits), dz = view(backend, gradient);
  let sum = 0;
  for (let n = 0, first = 0; n < labels.length; n++, first += classes) {
    let most = -Infinity;
    for (let i = first; i < first + classes; i++) most = Math.max(most, z[i]);
    let total = 0; // Σ exp(z − the greatest z), which cannot overflow
    for (let i = first; i < first + classes; i++) total += dz[i] = Math.exp(z[i] - most);
    for (let i = first; i < first + classes; i++) dz[i] /= total;
    const right = first + labels[n];
    dz[right] -= 1;
    sum += most + Math.log(total) - z[right];
  }
  view(backend, loss)[0] = sum;
  return [loss, gradient];
}

/**
 * A tensor times a scalar.
 *
 * @param backend tfjs's wasm backend
 * @param x the tensor
 * @param factor the scalar
 * @returns the product, of the tensor's shape
 */
export function scaled(backend: WasmBackend, x: TensorInfo, factor: TensorInfo): TensorInfo {
  const y = output(backend, x.shape);
  const from = view(backend, x), to = view(backend, y), [times] = view(backend, factor);
  for (let i = 0; i < to.length; i++) to[i] = times * from[i];
  return y;
}
