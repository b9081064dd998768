/** Kernels that check their arguments, which tfjs's own do not, and leave the computation to those. */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "./native.ts";

/** `Slice`: checks the bounds, as tfjs's kernel does not, and leaves the rest to it. */
export const slice: Kernel = ({ inputs: { x }, attrs: { begin, size } }) => {
  const [first, sizes] = tf.slice_util.parseSliceParams(x, begin, size);
  tf.slice_util.assertParamsValid(x, first, sizes);
  return undefined;
};

/** `Transpose`: given an axis twice, tfjs's kernel writes outside of its result. */
export const transpose: Kernel = ({ inputs: { x }, attrs: { perm } }) => {
  const axes: number[] = Array.from(x.shape, (_, axis) => axis);
  if (perm.length === axes.length && axes.every((axis) => perm.includes(axis))) return undefined;
  throw new RangeError(
    `Cannot transpose [${x.shape}] by [${perm}]: each axis must appear once`,
  );
};
