/** tfjs's WebAssembly backend, completed so that it trains convolutional networks. */

import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { loadKernels } from "./kernels/native.ts";
import { registerKernels } from "./kernels/register.ts";

let ready: Promise<void> | undefined;

/**
 * Makes tfjs's wasm backend ready and current, with the kernels that it lacks. A second call does
 * no more than make it current.
 *
 * @throws {Error} where the backend cannot start
 */
export async function useWasm(): Promise<void> {
  ready ??= start();
  await ready;
  if (tf.getBackend() !== "wasm") await tf.setBackend("wasm");
}

async function start(): Promise<void> {
  if (!await tf.setBackend("wasm")) throw new Error("Cannot start tfjs's wasm backend");
  await tf.ready();
  await loadKernels();
  registerKernels();
}
