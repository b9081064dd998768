/** Pixels, as bytes on their way to the device and as floats there. */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { flatCode, flatGroups, type GpuBackend, launch, upload } from "./launch.ts";

/**
 * Makes a tensor of bytes divided by 255.
 *
 * @param gpu tfjs's WebGPU backend
 * @param images the bytes
 * @param shape the tensor's shape
 * @returns float32
 */
export function scaledBytes(gpu: GpuBackend, images: Uint8Array, shape: number[]): TensorInfo {
  const bytes = upload(gpu, images), out = gpu.makeTensorInfo(shape, "float32");
  const count = tf.util.sizeFromShape(shape);
  launch(gpu, {
    key: "pixels",
    code: () => flatCode("out[i] = f32((bytes[i / 4u] >> (8u * (i % 4u))) & 255u) / 255.0;"),
    reads: { bytes },
    writes: { out },
    whole: ["count"],
    numbers: { count },
    groups: flatGroups(count),
  });
  gpu.disposeData(bytes.dataId);
  return out;
}
