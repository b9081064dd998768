/** Kernels that check their arguments, which tfjs's own do not, and leave the computation to those. */

import * as tf from "@tensorflow/tfjs";
import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Kernel, WasmBackend } from "./native.ts";

/** `Transpose`: given an axis twice, tfjs's kernel writes outside of its result. */
export const transpose: Kernel = ({ inputs: { x }, attrs: { perm } }) => {
  const axes: number[] = Array.from(x.shape, (_, axis) => axis);
  if (perm.length === axes.length && axes.every((axis) => perm.includes(axis))) return undefined;
  throw new RangeError(
    `Cannot transpose [${x.shape}] by [${perm}]: each axis must appear once`,
  );
};

/**
 * Makes `Cumsum` or `Cumprod`: along an axis that is counted from the end, or that is not there, tfjs's
 * kernels write outside of their memory or never end.
 *
 * @param kernelName which of the two
 * @returns the kernel
 */
export function cumulative(kernelName: string): Kernel {
  return ({ inputs: { x }, attrs }) => {
    const { axis } = attrs, { length: rank } = x.shape;
    if (!(Number.isInteger(axis) && axis >= -rank && axis < rank)) {
      throw new RangeError(
        `Cannot compute ${kernelName} of [${x.shape}] along axis ${axis}: it has ${rank} axes`,
      );
    }
    if (axis >= 0) return undefined;
    const fromStart = { ...attrs, axis: axis + rank };
    return tf.tidy(() => tf.engine().runKernel(kernelName, { x }, fromStart) as tf.Tensor);
  };
}

/** `PadV2` and `SpaceToBatchND`: of a padding below zero, tfjs's kernels write outside of their result. */
export const padded: Kernel = ({ inputs: { x }, attrs: { paddings } }) => {
  if (paddings.flat().every((size: number) => size >= 0)) return undefined;
  throw new RangeError(
    `Cannot pad [${x.shape}] by ${JSON.stringify(paddings)}: a padding must not be below 0`,
  );
};

/** Lets no kernel allocate a result whose shape is impossible, and write outside of it. */
export function checkShapes(): void {
  const prototype = BackendWasm.prototype as unknown as WasmBackend;
  const { makeOutput } = prototype;
  prototype.makeOutput = function (shape, ...rest) {
    if (shape.every((size) => Number.isInteger(size) && size >= 0)) {
      return makeOutput.call(this, shape, ...rest);
    }
    throw new RangeError(`Cannot make a tensor of the shape [${shape}]`);
  };
}
