/** Dropout, as the kernels of the other backends do it: they all drop the same numbers. */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { type Dropping, startOf, thresholdOf } from "../kernels/dropout.ts";
import { flatCode, flatGroups, type GpuBackend, launch } from "./launch.ts";

/** `mixed` of `kernels/dropout.ts`: 32-bit arithmetic is the same everywhere. */
const MIXED = `
fn mixed(seed: u32) -> u32 {
  var x = (seed ^ (seed >> 16u)) * 0x21f0aaadu;
  x = (x ^ (x >> 15u)) * 0x735a2d97u;
  return x ^ (x >> 15u);
}`;

/**
 * A tensor times the factors of `dropoutMask`.
 *
 * @param gpu tfjs's WebGPU backend
 * @param x the tensor
 * @param dropping which numbers are dropped
 * @returns the product, of the tensor's shape
 */
export function dropout(
  gpu: GpuBackend,
  x: TensorInfo,
  { rate, key, first }: Dropping,
): TensorInfo {
  const out = gpu.makeTensorInfo(x.shape, "float32"), count = tf.util.sizeFromShape(x.shape);
  launch(gpu, {
    key: "dropout",
    code: () =>
      flatCode(
        `let hash = mixed(numbers.start + (numbers.first + i) * 0x9e3779b1u);
  out[i] = x[i] * select(numbers.kept, 0.0, hash < numbers.threshold);`,
        MIXED,
      ),
    reads: { x },
    writes: { out },
    whole: ["count", "start", "first", "threshold"],
    numbers: {
      count,
      start: startOf(key),
      first,
      threshold: Math.min(2 ** 32 - 1, thresholdOf(rate)),
      kept: 1 / (1 - rate),
    },
    groups: flatGroups(count),
  });
  return out;
}
