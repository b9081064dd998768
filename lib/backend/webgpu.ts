/** tfjs's WebGPU backend, completed with shaders of ours. */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { setDeviceOps } from "./device_ops.ts";
import { watchFaults } from "./gpu/faults.ts";
import { gpuOps } from "./gpu/ops.ts";
import { registerKernels } from "./gpu/register.ts";

let registered = false;

/**
 * Makes tfjs's WebGPU backend ready and current.
 *
 * @throws {UserError} if there is no GPU adapter, or no device can be made on it
 */
export async function useWebgpu(): Promise<void> {
  if (!registered) await register();
  registered = true;
  await tf.setBackend("webgpu");
  await tf.ready();
}

/**
 * Registers the backend on a device made here. tfjs itself asks for the feature `bgra8unorm-storage`
 * as a list within the list of features, which every adapter that has the feature refuses.
 */
async function register(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw new UserError(
      "Cannot use backend webgpu: this machine offers no WebGPU adapter; use --backend wasm",
    );
  }
  const { WebGPUBackend } = await import("npm:@tensorflow/tfjs-backend-webgpu@4.22.0");
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has("timestamp-query") ? ["timestamp-query"] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  }).catch((error: unknown) => {
    throw new UserError(
      `Cannot use backend webgpu: no device could be made on adapter "${adapter.info.description}" ` +
        `(${error instanceof Error ? error.message : error}); use --backend wasm`,
    );
  });
  watchFaults(device);
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info), 3);
  registerKernels();
  setDeviceOps("webgpu", gpuOps);
}
