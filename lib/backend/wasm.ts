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
 *
 * @example Any tfjs program can train a convolutional network on it
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { useWasm } from "@pixel/convnet/backend";
 *
 * await useWasm();
 * const { conv2d, flatten, dense } = tf.layers;
 * const model = tf.sequential();
 * model.add(conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: "relu" }));
 * model.add(flatten());
 * model.add(dense({ units: 2, activation: "softmax" }));
 * model.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
 * await model.fit(tf.ones([4, 8, 8, 1]), tf.oneHot([0, 1, 0, 1], 2), { verbose: 0 });
 * ```
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
