/** Operations that another backend than wasm brings along; `ops.ts` composes them where it does not. */

import * as tf from "@tensorflow/tfjs";
import type { Dropping } from "./kernels/dropout.ts";
import type { AnyTensor, Scalar, Tensor1D, Tensor2D, Tensor4D } from "./tensors.ts";

/** The result of `batchNorm`. */
export interface BatchNorm<T extends AnyTensor> {
  /** The normalised numbers, of the input's shape. */
  readonly y: T;
  /** `[C]` each channel's mean, averaged over the groups; no gradient flows through it. */
  readonly mean: Tensor1D;
  /** `[C]` each channel's variance, averaged over the groups; no gradient flows through it. */
  readonly variance: Tensor1D;
}

/** The operations of `ops.ts`, after their arguments were checked. */
export interface DeviceOps {
  pixels(images: Uint8Array, shape: number[]): AnyTensor;
  convReluPool(x: Tensor4D, filter: Tensor4D, bias: Tensor1D, pad: "valid" | "same"): Tensor4D;
  softmaxCrossEntropy(logits: Tensor2D, labels: Uint8Array, smoothing: number): Scalar;
  dropout(x: AnyTensor, dropping: Dropping): AnyTensor;
  /** Batch normalisation of `groups` groups of equal length. */
  batchNorm<T extends AnyTensor>(
    x: T,
    gamma: Tensor1D,
    beta: Tensor1D,
    epsilon: number,
    groups: number,
  ): BatchNorm<T>;
  /** Moves running means and variances, in place, the given part of the way to a batch's. */
  approach(
    running: readonly [mean: Tensor1D, variance: Tensor1D],
    now: readonly [mean: Tensor1D, variance: Tensor1D],
    part: number,
  ): void;
}

const known = new Map<string, DeviceOps>();

/**
 * Makes a backend's own operations known.
 *
 * @param backend its name
 * @param ops the operations
 */
export function setDeviceOps(backend: string, ops: DeviceOps): void {
  known.set(backend, ops);
}

/**
 * Returns the current backend's own operations.
 *
 * @returns the operations, or undefined if it has none
 */
export function deviceOps(): DeviceOps | undefined {
  return known.get(tf.getBackend());
}
