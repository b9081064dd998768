/** Operations with gradients of our own. */

import * as tf from "@tensorflow/tfjs";

/** An operation: its inputs by name, how to compute it and how to compute its gradients. */
export interface CustomOp<
  Inputs extends Record<string, tf.Tensor>,
  Output extends tf.Tensor | tf.Tensor[],
> {
  /** The inputs. */
  readonly inputs: Inputs;
  /** Computes the output, or several; what the gradients need is handed to `save`. */
  forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): Output;
  /** The gradient with respect to each input, computed where it is asked for. */
  backwardsFunc(dy: Output, saved: tf.Tensor[]): Record<keyof Inputs, () => tf.Tensor>;
}

/**
 * Runs an operation with gradients of its own.
 *
 * It is what `tf.customGrad` rests on; `tf.customGrad` itself computes the gradients for all inputs,
 * also for images, which nobody asks for.
 *
 * @param op the operation
 * @returns its output
 */
export function customOp<
  Inputs extends Record<string, tf.Tensor>,
  Output extends tf.Tensor | tf.Tensor[],
>(op: CustomOp<Inputs, Output>): Output {
  // tfjs's types call the method private; its own modules call it from outside.
  const engine = tf.engine() as unknown as { runKernelFunc(op: CustomOp<Inputs, Output>): Output };
  return engine.runKernelFunc(op);
}

/**
 * The tensor of what a kernel returned.
 *
 * @param info the kernel's result
 * @returns the tensor, tracked by tfjs
 */
export function tensorOf(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}
