/** The WebAssembly kernels at work in the memory of tfjs's wasm backend, on its tensors in place. */

import type { DataType, KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { fromBase64 } from "../../base64.ts";
import { UserError } from "../../errors.ts";
import type { Exports } from "./exports.ts";
import { withSharedMemory } from "./shared_binary.ts";
import { splitOverThreads, type Threads } from "./threads.ts";

/** The part of tfjs's wasm backend that we build on. */
export interface WasmBackend {
  /** Its module, made by Emscripten. */
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    /** Allocates bytes; returns 0 if there are none left. */
    _malloc(bytes: number): number;
  };
  /** Maps each tensor's data to its address. */
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  /** Allocates a tensor without setting its numbers. */
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** Tells how many tensors share this memory. */
  refCount(dataId: object): number;
  /** Counts one more tensor that shares this memory. */
  incRef(dataId: object): void;
  /** Frees a tensor's memory unless another tensor shares it. */
  disposeData(dataId: object, force?: boolean): boolean;
}

/** `(a·b + c)` in relaxed SIMD, as a whole module: valid if the engine knows the instruction. */
const RELAXED_MADD = fromBase64("AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==");

/** Tells whether this machine's WebAssembly knows relaxed SIMD. */
export const KNOWS_RELAXED: boolean = WebAssembly.validate(RELAXED_MADD);

/** One compilation of the kernels. */
interface Variant {
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
  /** The kernels in the memory of each backend. */
  instances: WeakMap<WasmBackend, Exports>;
}

const variants = new Map<boolean, Variant>();
let current: Variant | undefined;

/** The number of threads that compute, where the backend's memory is shared. */
let threads = 1;

/** The threads that are there, if any. */
let pool: Threads | undefined;

/**
 * Sets the number of threads that compute with a backend whose memory is shared.
 *
 * @param count how many, this one among them
 */
export function setThreads(count: number): void {
  if (count === threads) return;
  threads = count;
  pool?.end();
  pool = undefined;
  for (const variant of variants.values()) variant.instances = new WeakMap();
}

/**
 * Counts the threads that compute at present.
 *
 * @returns the number: 1 until all have started
 */
export function threadCount(): number {
  return pool?.count() ?? 1;
}

/**
 * Loads the kernels, or changes to another variant of them.
 *
 * @param relaxed whether to take the variant with relaxed SIMD; by default the one in use stays, and
 *   the first is the fastest that this machine's WebAssembly knows
 * @throws {Error} if it knows no SIMD at all
 */
export async function loadKernels(relaxed?: boolean): Promise<void> {
  if (current && relaxed === undefined) return;
  relaxed ??= KNOWS_RELAXED;
  current = variants.get(relaxed) ?? await compile(relaxed);
  variants.set(relaxed, current);
}

async function compile(relaxed: boolean): Promise<Variant> {
  const { default: text } =
    await (relaxed ? import("./relaxed.wasm.ts") : import("./plain.wasm.ts"));
  const binary = fromBase64(text);
  return { binary, module: await WebAssembly.compile(binary), instances: new WeakMap() };
}

/**
 * Returns tfjs's wasm backend if it is the current one and the kernels are loaded.
 *
 * @returns the backend, or undefined
 */
export function currentWasm(): WasmBackend | undefined {
  if (!current || tf.getBackend() !== "wasm") return undefined;
  return tf.backend() as unknown as WasmBackend;
}

/**
 * The kernels, in the memory of a backend.
 *
 * @param backend tfjs's wasm backend
 * @returns the module's exports
 * @throws {UserError} if there is no memory for the kernels' scratch
 */
export function native(backend: WasmBackend): Exports {
  const { instances } = current!;
  let kernels = instances.get(backend);
  if (!kernels) {
    kernels = instantiate(backend, current!);
    instances.set(backend, kernels);
  }
  return kernels;
}

function instantiate(backend: WasmBackend, variant: Variant): Exports {
  const { memory } = backend.wasm.asm;
  const shared = isShared(memory);
  const module = shared ? new WebAssembly.Module(withSharedMemory(variant.binary)) : variant.module;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as unknown as Exports;
  const newWorkspace = () => {
    const bytes = kernels.workspaceBytes();
    const workspace = backend.wasm._malloc(bytes);
    if (workspace === 0) throw outOfMemory(bytes);
    return workspace;
  };
  kernels.setWorkspace(newWorkspace());
  if (!shared || threads === 1) return kernels;
  pool?.end();
  pool = splitOverThreads(kernels, { threads, module, memory, newWorkspace });
  return pool.kernels;
}

/**
 * Tells whether threads share a memory.
 *
 * @param memory the memory
 * @returns whether they do
 */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return "SharedArrayBuffer" in globalThis && buffer instanceof SharedArrayBuffer;
}

/**
 * Returns the address of a tensor's numbers in the backend's memory.
 *
 * @param backend the backend that holds the tensor
 * @param tensor the tensor
 * @returns the address
 */
export function address(backend: WasmBackend, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/**
 * Allocates a tensor for a result.
 *
 * @param backend the backend that will hold it
 * @param shape its shape
 * @param dtype its type
 * @returns the tensor; its numbers are not set
 * @throws {UserError} if memory is used up
 */
export function output(
  backend: WasmBackend,
  shape: number[],
  dtype: DataType = "float32",
): TensorInfo {
  const bytes = tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype);
  if (bytes >= 2 ** 32) throw outOfMemory(bytes); // an address has 32 bits; tfjs would truncate it
  let out: TensorInfo;
  try {
    out = backend.makeOutput(shape, dtype);
  } catch (error) { // there was not even room for tfjs's own record of the tensor
    throw error instanceof WebAssembly.RuntimeError ? outOfMemory(bytes) : error;
  }
  if (address(backend, out) === 0) { // tfjs does not check
    backend.disposeData(out.dataId, true);
    throw outOfMemory(bytes);
  }
  return out;
}

/**
 * Returns a view of a tensor's numbers. The view breaks when memory grows: allocate first.
 *
 * @param backend the backend that holds the tensor
 * @param tensor a tensor of type float32
 * @returns its numbers
 */
export function view(backend: WasmBackend, tensor: TensorInfo): Float32Array {
  const { buffer } = backend.wasm.asm.memory;
  return new Float32Array(buffer, address(backend, tensor), tf.util.sizeFromShape(tensor.shape));
}

function outOfMemory(bytes: number): UserError {
  return new UserError(
    `Cannot allocate ${bytes} bytes in tfjs's WebAssembly memory: it is used up; ` +
      "dispose of tensors, or use a smaller batch",
  );
}

/** A kernel of ours; it returns nothing to decline inputs that it does not support. */
export type Kernel = (
  // deno-lint-ignore no-explicit-any -- each kernel knows its own inputs and attributes
  args: { inputs: any; attrs: any; backend: WasmBackend },
) => TensorInfo | TensorInfo[] | undefined;

/**
 * Registers a kernel with tfjs's wasm backend. Whatever it declines goes to the kernel that was
 * registered before.
 *
 * @param kernelName tfjs's name of the operation
 * @param kernel the new kernel
 */
export function register(kernelName: string, kernel: Kernel): void {
  const before = tf.getKernel(kernelName, "wasm");
  if (before) tf.unregisterKernel(kernelName, "wasm");
  const kernelFunc: KernelFunc = (args) => {
    const result = kernel(args as unknown as Parameters<Kernel>[0]);
    if (result) return result;
    if (before) return before.kernelFunc(args);
    throw new Error(
      `Cannot compute ${kernelName} on the wasm backend: it knows float32 in NHWC format only`,
    );
  };
  tf.registerKernel({ ...before, kernelName, backendName: "wasm", kernelFunc });
}
