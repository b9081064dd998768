/** One call that makes any of the backends ready. */

import * as tf from "@tensorflow/tfjs";
import { useWasm } from "./wasm.ts";

/** Where tfjs computes: WebAssembly, plain JavaScript, or the GPU. */
export type BackendName = "wasm" | "cpu" | "webgpu";

/**
 * Makes a backend ready and current.
 *
 * @param name which one
 * @throws {UserError} where the machine has no such device
 */
export async function useBackend(name: BackendName): Promise<void> {
  if (name === "wasm") return await useWasm();
  if (name === "webgpu") return await (await import("./webgpu.ts")).useWebgpu();
  if (name !== "cpu") throw new RangeError(`Cannot use backend "${name}": it is not known`);
  await tf.setBackend("cpu");
  await tf.ready();
}
