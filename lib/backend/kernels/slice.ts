/** Slices. */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "./native.ts";

/** `Slice`: checks the bounds, as tfjs's kernel does not, and leaves the rest to it. */
export const slice: Kernel = ({ inputs: { x }, attrs: { begin, size } }) => {
  const [first, sizes] = tf.slice_util.parseSliceParams(x, begin, size);
  tf.slice_util.assertParamsValid(x, first, sizes);
  return undefined;
};
