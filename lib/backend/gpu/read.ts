/** Reading from the device. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { refuseFaults } from "./faults.ts";
import type { GpuBackend } from "./launch.ts";

/**
 * Reads the numbers of some tensors, all at once, when all work recorded so far is done.
 *
 * @param gpu tfjs's WebGPU backend
 * @param tensors float32
 * @returns their numbers in row-major order
 * @throws {UserError} if the device could not do the work
 */
export async function readAll(
  gpu: GpuBackend,
  tensors: readonly TensorInfo[],
): Promise<Float32Array[]> {
  const sizes = tensors.map(({ shape }) => tf.util.sizeFromShape(shape));
  const bytes = 4 * sizes.reduce((sum, size) => sum + size, 0);
  const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
  const buffer = gpu.device.createBuffer({ size: bytes, usage });
  for (const { dataId } of tensors) gpu.uploadToGPU(dataId);
  gpu.ensureCommandEncoderReady();
  gpu.endComputePassEncoder();
  let at = 0;
  tensors.forEach(({ dataId }, i) => {
    const { resource } = gpu.tensorMap.get(dataId);
    gpu.commandEncoder!.copyBufferToBuffer(resource!, 0, buffer, at, 4 * sizes[i]);
    at += 4 * sizes[i];
  });
  gpu.submitQueue();
  const all = new Float32Array(bytes / 4);
  try {
    await buffer.mapAsync(GPUMapMode.READ);
    refuseFaults(gpu.device);
    all.set(new Float32Array(buffer.getMappedRange()));
  } finally {
    buffer.destroy();
  }
  let first = 0;
  return sizes.map((size) => all.subarray(first, first += size));
}
