/** Sums of rows by segment: the gradient of gathering, and so of embeddings. */

import * as tf from "@tensorflow/tfjs";
import { address, type Kernel, native, output } from "./native.ts";

/**
 * `UnsortedSegmentSum`: adds each row to the sum of its segment. The cpu backend's kernel looks at
 * all rows for each segment; ours looks at each row once.
 */
export const unsortedSegmentSum: Kernel = ({ inputs: { x, segmentIds }, attrs, backend }) => {
  const { numSegments } = attrs, [rows, ...rest] = x.shape;
  const simple = x.dtype === "float32" && segmentIds.dtype === "int32" && rows !== undefined &&
    tf.util.arraysEqual(segmentIds.shape, [rows]);
  if (!simple) return undefined;
  const out = output(backend, [numSegments, ...rest]);
  native(backend).sumSegments(
    address(backend, x),
    address(backend, segmentIds),
    address(backend, out),
    rows,
    tf.util.sizeFromShape(rest),
    numSegments,
  );
  return out;
};
