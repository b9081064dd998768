/** Kernels that check their arguments, which tfjs's own do not, and leave the computation to those. */

import type { Kernel } from "./native.ts";

/** `Transpose`: given an axis twice, tfjs's kernel writes outside of its result. */
export const transpose: Kernel = ({ inputs: { x }, attrs: { perm } }) => {
  const axes: number[] = Array.from(x.shape, (_, axis) => axis);
  if (perm.length === axes.length && axes.every((axis) => perm.includes(axis))) return undefined;
  throw new RangeError(
    `Cannot transpose [${x.shape}] by [${perm}]: each axis must appear once`,
  );
};
