/**
 * Cross-entropy from logits and labels. Ten numbers an image are so few that plain loops over
 * tfjs's memory take less time than handing the work over would.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import { output, view, type WasmBackend } from "./native.ts";

/**
 * Σ over the images of (log Σⱼ exp zⱼ − Σⱼ tⱼ zⱼ), and its gradient, softmax(z) − t. The truth t is
 * 1 − smoothing at the label, and smoothing / C more at each class; of an image with label C, which
 * belongs to none of the classes, it is 1 / C at each.
 *
 * @param backend tfjs's wasm backend
 * @param logits `[N, C]`
 * @param labels `[N]` 0 to C
 * @param smoothing how much of the truth is spread over all classes
 * @returns the sum, a scalar, and the gradient `[N, C]`
 */
export function crossEntropy(
  backend: WasmBackend,
  logits: TensorInfo,
  labels: ArrayLike<number>,
  smoothing: number,
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
    const none = labels[n] === classes;
    const spread = none ? 1 : smoothing;
    let all = 0; // Σ z
    for (let i = first; i < first + classes; i++) {
      dz[i] = dz[i] / total - spread / classes;
      all += z[i];
    }
    const right = none ? first : first + labels[n];
    dz[right] -= 1 - spread;
    sum += most + Math.log(total) - (1 - spread) * z[right] - spread / classes * all;
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
