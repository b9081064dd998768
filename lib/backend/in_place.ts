/** Tensors' numbers where they lie, on a backend whose memory JavaScript sees. */

import { currentWasm, view } from "./kernels/native.ts";
import type { AnyTensor } from "./tensors.ts";

/**
 * Shows a tensor's numbers without a copy. They are valid until the next tensor is made.
 *
 * @param tensor a tensor of type float32
 * @returns its numbers in row-major order, or undefined where the backend's memory cannot be seen
 */
export function numbersIn(tensor: AnyTensor): Float32Array | undefined {
  const wasm = currentWasm();
  return wasm && view(wasm, tensor);
}

/**
 * Overwrites a tensor's numbers, unless they are those of another tensor too, such as a reshaped one.
 *
 * @param tensor a tensor of type float32
 * @param values as many numbers, in row-major order
 * @returns whether that was possible
 */
export function overwrite(tensor: AnyTensor, values: Float32Array): boolean {
  const wasm = currentWasm();
  if (!wasm || wasm.refCount(tensor.dataId) !== 1) return false; // 0: it lies on another backend
  view(wasm, tensor).set(values);
  return true;
}
