/** tfjs's WebAssembly backend, completed. */

import { fromFileUrl, join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { UserError } from "../errors.ts";
import { nodeModule } from "../node.ts";
import { registerFileHandler } from "./artifacts/file_handler.ts";
import { isShared, loadKernels, native, setThreads, type WasmBackend } from "./kernels/native.ts";
import { registerKernels } from "./kernels/register.ts";
import { withSharedMemory } from "./kernels/shared_binary.ts";
import { stopFit } from "./stop.ts";

/** Starts tfjs's backend; kept for a program that removes the backend and wants it back. */
const startBackend = tf.findBackendFactory("wasm");

/** The start that is under way, if any. */
let starting: Promise<void> | undefined;

/** True if our kernels are registered, which they stay when the backend is removed. */
let registered = false;

/** Options of {@linkcode useWasm}. */
export interface UseWasmOptions {
  /**
   * The content of tfjs's file `tfjs-backend-wasm-simd.wasm`, for a page that can fetch nothing, such
   * as one that was opened from a disk. By default tfjs finds the file itself.
   */
  readonly binary?: Uint8Array<ArrayBuffer>;
  /**
   * The number of threads that compute, for any program's `fit` and `predict`: 1 by default, and in
   * later calls as many as before. There can be several if the first call says so, in Deno.
   */
  readonly threads?: number;
}

/**
 * Makes tfjs's WebAssembly backend ready and current, and completes it: any tfjs program then computes
 * what it would on tfjs's cpu backend.
 *
 * - Convolutions (depthwise, dilated and 3D ones too) and poolings get their gradients, so convolutional
 *   networks train. The same operations and matrix products become faster.
 * - Gathering gets its gradient, so embeddings train, and einsum becomes a matrix product.
 * - All other kernels that only the cpu backend has run on this backend's tensors: complex numbers,
 *   FFT, ragged tensors, regular expressions, drawing on a canvas. Strings work wherever they do on cpu.
 * - `model.save("file://…")` and `tf.loadLayersModel("file://…")` work under Deno, with models of Keras 2
 *   and 3.
 * - Kernels that are wrong on tfjs's wasm backend are replaced, also those that write outside their
 *   tensors.
 * - NaN is passed on, forward and backward, in fused kernels too; max-pooling alone ignores it, as it
 *   does on tfjs's cpu backend. (In a 3×3 convolution ∞ becomes NaN, and NaN reaches up to four
 *   neighbouring outputs, and in the backward pass all nine taps of a filter's channel.)
 * - Gradients that tfjs gets wrong on every backend are right: average pooling at the border, upsampling
 *   a batch, mirror padding, broadcast `maximum` and `matMul`. Dilated convolutions train.
 *
 * A second call makes the backend current, and starts it again if it was removed.
 *
 * With several `threads`, convolutions, their gradients, max-pooling and matrix products are split
 * by their outputs, so that the results are the same to the last bit as on one. The memory of tfjs's
 * WebAssembly is shared then; where a thread does not answer within a minute, an error says so.
 *
 * @param options where tfjs's WebAssembly comes from, and how many threads compute
 * @throws {TypeError} if `binary` is not WebAssembly
 * @throws {RangeError} if `threads` is not a whole number from 1 to 64
 * @throws {UserError} if the backend cannot start, as without permission to read tfjs's files (a later
 *   call tries again), or there cannot be several threads
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
export async function useWasm(options: UseWasmOptions = {}): Promise<void> {
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    throw new RangeError(`Cannot compute on ${threads} threads: it takes a whole number up to 64`);
  }
  registerFileHandler();
  const running = registered && tf.getBackend() === "wasm" && "wasm" in tf.engine().registry;
  if (!running) {
    starting ??= start(options).finally(() => starting = undefined);
    await starting;
  }
  if (threads !== undefined) useThreads(threads);
}

/** Lets several threads compute, or one again. */
function useThreads(threads: number): void {
  const backend = tf.backend() as unknown as WasmBackend;
  if (threads > 1 && !isShared(backend.wasm.asm.memory)) {
    throw new UserError(
      "Cannot compute on several threads: tfjs's WebAssembly backend has started for one; name the " +
        "threads in the first call of useWasm",
    );
  }
  setThreads(threads);
  native(backend); // the threads start now, not with the first kernel
}

async function start({ binary, threads = 1 }: UseWasmOptions): Promise<void> {
  if (threads > 1 && !("wasm" in tf.engine().registry)) handOver(await sharedBinary(binary));
  else if (binary) handOver(binary);
  else if (!("wasm" in tf.engine().registry)) await checkPermission();
  if (!tf.findBackendFactory("wasm")) tf.registerBackend("wasm", startBackend, 2);
  if (!await tf.setBackend("wasm")) {
    throw new UserError("Cannot start tfjs's WebAssembly backend: the warnings above say why");
  }
  await loadKernels();
  if (!registered) registerKernels();
  registered = true;
  stopFit();
}

/** The name under which tfjs asks for the file that was handed over. */
const HANDED_OVER = "tfjs-backend-wasm-simd.wasm, handed over";

/**
 * Hands tfjs the content of its file, which it takes from the platform's `fetch` alone. The file is the
 * one without threads, so tfjs must not choose threads, as it does on pages with cross-origin isolation.
 */
function handOver(binary: Uint8Array<ArrayBuffer>): void {
  if (!WebAssembly.validate(binary)) { // tfjs would wait for ever
    throw new TypeError("Cannot start tfjs's WebAssembly backend: binary is not WebAssembly");
  }
  const { platform } = tf.env(), { fetch } = platform;
  platform.fetch = (path, init) =>
    path === HANDED_OVER ? Promise.resolve(new Response(binary)) : fetch.call(platform, path, init);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  setWasmPaths(
    {
      "tfjs-backend-wasm.wasm": HANDED_OVER,
      "tfjs-backend-wasm-simd.wasm": HANDED_OVER,
      "tfjs-backend-wasm-threaded-simd.wasm": HANDED_OVER,
    },
    true,
  );
}

/** tfjs's file, for a memory that threads share. */
async function sharedBinary(binary?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const folder = packageFolder();
  if (!nodeModule("node:worker_threads") || !(binary || folder)) {
    throw new UserError("Cannot compute on several threads here: that works in Deno only");
  }
  if (!binary) await checkPermission();
  return withSharedMemory(
    binary ?? await Deno.readFile(join(folder!, "tfjs-backend-wasm-simd.wasm")),
  );
}

/**
 * Checks that tfjs may read its WebAssembly file, which Deno keeps in its cache of npm packages.
 * Without permission tfjs would speak of a server and of a bundle.
 */
async function checkPermission(): Promise<void> {
  if (!("Deno" in globalThis)) return; // in a browser the file comes from a server
  const folder = packageFolder();
  if (!folder) return;
  const { state } = await Deno.permissions.request({ name: "read", path: folder });
  if (state === "granted") return;
  throw new UserError(
    "Cannot start tfjs's WebAssembly backend: this program may not read its file in Deno's cache of " +
      "npm packages; run it with --allow-read",
  );
}

/** Returns where Deno keeps tfjs's wasm backend, if it can say. */
function packageFolder(): string | undefined {
  try {
    const main = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
    return main.startsWith("file:") ? fromFileUrl(new URL(".", main)) : undefined;
  } catch { // the specifier has a meaning only where an import map gives it one
    return undefined;
  }
}
