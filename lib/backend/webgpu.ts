/** tfjs's WebGPU backend. */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";

/**
 * Makes tfjs's WebGPU backend ready and current.
 *
 * @throws {UserError} where there is no GPU adapter
 */
export async function useWebgpu(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    throw new UserError(
      "Cannot use backend webgpu: this machine offers no WebGPU adapter; use --backend wasm",
    );
  }
  await import("npm:@tensorflow/tfjs-backend-webgpu@4.22.0");
  if (!await tf.setBackend("webgpu")) {
    throw new UserError("Cannot use backend webgpu: tfjs could not start it on this adapter");
  }
  await tf.ready();
}
