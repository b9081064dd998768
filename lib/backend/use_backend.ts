/** Any of tfjs's backends, made ready by one call. */

import * as tf from "@tensorflow/tfjs";
import { useWasm } from "./wasm.ts";

/** Name of a tfjs backend: WebAssembly, plain JavaScript or the GPU. */
export type BackendName = "wasm" | "cpu" | "webgpu";

/**
 * Makes a backend ready and current.
 *
 * @param name which one
 * @throws {UserError} if the backend cannot start, as without a GPU
 * @throws {RangeError} if there is no backend of that name
 *
 * @example Plain JavaScript, which needs no permission
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { useBackend } from "@pixel/convnet/backend";
 *
 * await useBackend("cpu");
 * assert(tf.getBackend() === "cpu");
 * ```
 */
export async function useBackend(name: BackendName): Promise<void> {
  if (name === "wasm") return await useWasm();
  if (name === "webgpu") return await (await import("./webgpu.ts")).useWebgpu();
  if (name !== "cpu") {
    throw new RangeError(`Cannot use backend "${name}": the backends are wasm, cpu and webgpu`);
  }
  await tf.setBackend("cpu");
  await tf.ready();
}
