/** Operations with gradients of our own. */

import * as tf from "@tensorflow/tfjs";

/** An operation: its inputs by name, its forward pass and its backward pass. */
export interface CustomOp<
  Inputs extends Record<string, tf.Tensor>,
  Output extends tf.Tensor | tf.Tensor[],
> {
  /** The inputs. */
  readonly inputs: Inputs;
  /** Computes the output, or several outputs, and saves what the gradients need. */
  forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): Output;
  /** Returns, for each input, a function that computes its gradient when it is needed. */
  backwardsFunc(dy: Output, saved: tf.Tensor[]): Record<keyof Inputs, () => tf.Tensor>;
}

/**
 * Runs an operation with gradients of its own.
 *
 * `tf.customGrad` rests on the same method of tfjs, but it computes the gradients of all inputs, even
 * those of images, which nobody needs.
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
 * Makes a tensor of a kernel's result.
 *
 * @param info the kernel's result
 * @returns the tensor, which tfjs tracks
 */
export function tensorOf(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}
