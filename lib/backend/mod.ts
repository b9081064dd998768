/**
 * Backends of tfjs, made ready and completed, and operations for training on any of them.
 *
 * @module
 */

export { type CoreSpeed, coreSpeed } from "./core_speed.ts";
export { copySpeed } from "./copy_speed.ts";
export { convReluPool, softmaxCrossEntropy } from "./ops.ts";
export { type BackendName, useBackend } from "./use_backend.ts";
export { useWasm, type UseWasmOptions } from "./wasm.ts";
export type { AnyTensor, Scalar, Tensor1D, Tensor2D, Tensor4D, Tfjs } from "./tensors.ts";
