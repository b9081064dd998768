/**
 * Picks a tfjs backend and completes it.
 *
 * @module
 */

export { convReluPool, softmaxCrossEntropy } from "./ops.ts";
export { type BackendName, useBackend } from "./use_backend.ts";
export { useWasm } from "./wasm.ts";
export type { AnyTensor, Scalar, Tensor1D, Tensor2D, Tensor4D, Tfjs } from "./tensors.ts";
