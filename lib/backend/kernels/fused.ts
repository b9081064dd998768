/** The end of tfjs's fused operations: adding a bias, applying an activation. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import type { Activation } from "./exports.ts";

/** The inputs of a fused operation besides those of the operation itself. */
export interface FusedInputs {
  /** The bias to add. */
  readonly bias?: tf.Tensor;
  /** The slopes that `prelu` has below zero. */
  readonly preluActivationWeights?: tf.Tensor;
}

/** The attributes of a fused operation besides those of the operation itself. */
export interface FusedAttributes {
  /** tfjs's name of the activation; linear by default. */
  readonly activation?: string | null;
  /** The slope that `leakyrelu` has below zero. */
  readonly leakyreluAlpha?: number;
}

/** The activations that our kernels apply to a result, and their numbers there. */
const OURS: Readonly<Record<string, Activation>> = { linear: 0, relu: 1, relu6: 2 };

/**
 * Computes a result, adds a bias and applies an activation.
 *
 * @param inputs the bias, which may have any shape that broadcasts
 * @param attrs the activation
 * @param channels the result's last size
 * @param compute computes the result with a bias `[channels]`, or none, and one of the activations
 *   that our kernels know, or declines
 * @returns the result; undefined if the kernel declines
 */
export function fused(
  { bias, preluActivationWeights }: FusedInputs,
  { activation, leakyreluAlpha }: FusedAttributes,
  channels: number,
  compute: (bias: TensorInfo | undefined, activation: Activation) => TensorInfo | undefined,
): TensorInfo | undefined {
  const name = activation ?? "linear";
  const row = !bias || (bias.dtype === "float32" && tf.util.arraysEqual(bias.shape, [channels]));
  if (row && name in OURS) return compute(bias, OURS[name]);

  const computed = compute(row ? bias : undefined, OURS.linear);
  if (!computed) return undefined;
  return tf.tidy(() => {
    const y = tf.engine().makeTensorFromTensorInfo(computed);
    const biased = row ? y : tf.add(y, bias!);
    return activate(biased, name, leakyreluAlpha, preluActivationWeights);
  });
}

function activate(
  x: tf.Tensor,
  name: string,
  alpha: number | undefined,
  slopes: tf.Tensor | undefined,
): tf.Tensor {
  switch (name) {
    case "linear":
      return x;
    case "relu":
      return tf.relu(x);
    case "relu6":
      return tf.relu6(x);
    case "sigmoid":
      return tf.sigmoid(x);
    case "elu":
      return tf.elu(x);
    case "leakyrelu":
      return tf.leakyRelu(x, alpha);
    case "prelu":
      return tf.prelu(x, slopes!);
    default:
      throw new RangeError(`Cannot apply activation "${name}": it is not known`);
  }
}
