/** What tfjs's fused operations do to a result at the end. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import type { WasmBackend } from "./native.ts";

/** The attributes of a fused operation that say which activation it ends with. */
export interface ActivationAttributes {
  /** tfjs's name; none is linear. */
  readonly activation?: string | null;
  /** The slope that `leakyrelu` has below zero. */
  readonly leakyreluAlpha?: number;
}

/** The activations that our kernels apply to a result, and their numbers there. */
const OURS: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** The activations that a kernel of tfjs applies afterwards. */
const AFTERWARDS: Readonly<Record<string, string>> = {
  sigmoid: "Sigmoid",
  elu: "Elu",
  leakyrelu: "LeakyRelu",
};

/**
 * Computes a result and applies an activation to it.
 *
 * @param backend tfjs's wasm backend
 * @param attributes which activation
 * @param compute computes the result, with one of the activations that our kernels know, or
 *   declines
 * @returns the result; undefined where it or the activation is declined
 */
export function withActivation(
  backend: WasmBackend,
  { activation, leakyreluAlpha }: ActivationAttributes,
  compute: (activation: number) => TensorInfo | undefined,
): TensorInfo | undefined {
  const name = activation ?? "linear";
  if (name in OURS) return compute(OURS[name]);
  if (!(name in AFTERWARDS)) return undefined;
  const x = compute(OURS.linear);
  if (!x) return undefined;
  const { kernelFunc } = tf.getKernel(AFTERWARDS[name], "wasm");
  const y = kernelFunc({ inputs: { x }, attrs: { alpha: leakyreluAlpha ?? 0 }, backend });
  backend.disposeData(x.dataId);
  return y as TensorInfo;
}
