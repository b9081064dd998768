/**
 * The bridge: kernels of tfjs's cpu backend, at work on tensors of the wasm backend.
 *
 * The bridge serves operations for which the wasm backend has no kernel (complex numbers and their
 * parts, FFT, ragged tensors, `StaticRegexReplace`, `Draw`), strings and complex numbers in operations
 * whose wasm kernels do not know them, and the calls that `faults.ts` lists. All tensors stay in wasm's memory. The cpu kernel
 * reads numbers in place, through views of that memory; its results are copied back. A complex tensor
 * lies there as pairs of float32, real before imaginary. Strings are JavaScript's on every backend.
 *
 * Each call has its own cpu backend, which becomes garbage with all that the kernel leaves in it, even
 * if the kernel throws.
 */

import type { DataType, KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { share } from "./elementwise.ts";
import { isFaulty } from "./faults.ts";
import { output, type WasmBackend } from "./native.ts";

/** The contents of a tensor as backends return them: numbers, or strings in UTF-8. */
type Values = Numbers | Uint8Array[];

type Numbers = Float32Array | Int32Array | Uint8Array;

/** The part of tfjs's cpu backend that the bridge uses. */
interface CpuBackend {
  /** True until the first tensor has printed a hint to use tfjs-node. */
  firstUse: boolean;
  /** Makes a tensor of numbers or strings. */
  makeTensorInfo(shape: number[], dtype: DataType, values: Values): TensorInfo;
  /** Makes a tensor that tfjs's engine tracks. */
  makeOutput(values: Values, shape: number[], dtype: DataType): TensorInfo;
  /** Returns a tensor's contents; complex numbers as pairs. */
  readSync(dataId: object): Values;
}

/** The part of tfjs's wasm backend that we use besides {@linkcode WasmBackend}. */
interface Reader extends WasmBackend {
  readonly wasm: WasmBackend["wasm"] & { readonly HEAPU8: Uint8Array<ArrayBuffer> };
  readonly dataIdMap: {
    get(dataId: object): {
      readonly memoryOffset: number;
      readonly dtype: DataType;
      readonly shape: number[];
      readonly stringBytes?: Uint8Array[];
    };
  };
  makeOutput(shape: number[], dtype: DataType, offset?: undefined, values?: Values): TensorInfo;
  readSync(dataId: object, start?: number, end?: number): Values;
}

/** Starts tfjs's cpu backend; kept, since a program may remove that backend. */
const startCpu = tf.findBackendFactory("cpu");

/** Kernels that make another tensor with the same memory, whatever its type. */
const SHARING = ["Identity", "Reshape"];

/**
 * Registers all kernels of the cpu backend with the wasm backend. They compute what the wasm backend's
 * kernels cannot: all calls if it has no such kernel, otherwise those with strings or complex numbers
 * and those that it gets wrong. Call it before our own kernels are registered, which take precedence
 * and decline strings and complex numbers.
 */
export function registerBridge(): void {
  for (const config of tf.getKernelsForBackend("cpu")) {
    const { kernelName } = config;
    if (SHARING.includes(kernelName)) continue;
    const own = tf.getKernel(kernelName, "wasm");
    const bridged = overBridge(config);
    if (own) tf.unregisterKernel(kernelName, "wasm");
    const kernelFunc: KernelFunc = own
      ? (args) =>
        needsBridge(args) || isFaulty(kernelName, args) ? bridged(args) : own.kernelFunc(args)
      : bridged;
    tf.registerKernel({ ...own, kernelName, backendName: "wasm", kernelFunc });
  }
  readComplex();
}

/** A kernel's inputs: tensors by name, or lists of them; ragged kernels have both. */
type Inputs = TensorInfo | undefined | { readonly [name: string]: Inputs };

/** Tells whether strings or complex numbers go into a kernel, or come out of it. */
function needsBridge({ inputs, attrs }: Parameters<KernelFunc>[0]): boolean {
  if (isForeign(attrs?.dtype)) return true;
  for (const name in inputs) {
    if (isForeign(inputs[name]?.dtype)) return true;
  }
  return false;
}

function isForeign(dtype: unknown): boolean {
  return dtype === "string" || dtype === "complex64";
}

/** A kernel of the cpu backend as one of the wasm backend. */
function overBridge({ kernelFunc }: KernelConfig): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const wasm = backend as unknown as Reader, cpu = newCpuBackend();
    const owners = new Map<object, TensorInfo>(); // of lent data
    const lent = mapTensors(inputs, (tensor) => {
      const copy = lend(wasm, cpu, tensor);
      owners.set(copy.dataId, tensor);
      return { ...copy, rank: tensor.shape.length } as TensorInfo; // some kernels ask for it
    });
    const results = kernelFunc({ inputs: lent as typeof inputs, attrs, backend: cpu });
    const taken = [results].flat().map((result) => {
      const owner = owners.get(result.dataId); // a kernel may return its input
      return owner?.dtype === result.dtype
        ? share(wasm, { ...owner, shape: result.shape })
        : take(wasm, cpu, result);
    });
    return Array.isArray(results) ? taken : taken[0];
  };
}

/** The same inputs with other tensors. */
function mapTensors(inputs: Inputs, change: (tensor: TensorInfo) => TensorInfo): Inputs {
  if (inputs === undefined || inputs === null) return inputs;
  if ("dataId" in inputs) return change(inputs as TensorInfo);
  if (Array.isArray(inputs)) return inputs.map((input) => mapTensors(input, change)) as never;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, mapTensors(input, change)]),
  );
}

/** A new cpu backend. */
function newCpuBackend(): CpuBackend {
  const cpu = startCpu() as unknown as CpuBackend;
  cpu.firstUse = false;
  cpu.makeOutput = (values, shape, dtype) => cpu.makeTensorInfo(shape, dtype, values);
  return cpu;
}

/** Lends a tensor to the cpu backend: numbers in place, complex ones as two copied parts. */
function lend(wasm: Reader, cpu: CpuBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  if (dtype === "string") return cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId));
  const numbers = inPlace(wasm, dataId);
  if (dtype !== "complex64") return cpu.makeTensorInfo(shape, dtype, numbers);
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(numbers as Float32Array);
  const inputs = {
    real: cpu.makeTensorInfo(shape, "float32", real),
    imag: cpu.makeTensorInfo(shape, "float32", imag),
  };
  return tf.getKernel("Complex", "cpu").kernelFunc({ inputs, backend: cpu as never }) as TensorInfo;
}

/** Copies a tensor from the cpu backend to the wasm backend. */
function take(wasm: Reader, cpu: CpuBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  const values = cpu.readSync(dataId);
  if (dtype === "string") return wasm.makeOutput(shape, dtype, undefined, values);
  const inWasm = (values as Numbers).buffer === wasm.wasm.HEAPU8.buffer;
  const safe = inWasm ? values.slice() : values; // memory that grows takes views away
  const out = output(wasm, shape, dtype);
  inPlace(wasm, out.dataId).set(safe as Numbers);
  return out;
}

/** Returns a view of a tensor's numbers, which breaks when memory grows. */
function inPlace({ dataIdMap, wasm }: Reader, dataId: object): Numbers {
  const { memoryOffset, shape, dtype } = dataIdMap.get(dataId);
  const { buffer } = wasm.HEAPU8;
  const size = tf.util.sizeFromShape(shape);
  if (dtype === "bool") return new Uint8Array(buffer, memoryOffset, size);
  if (dtype === "int32") return new Int32Array(buffer, memoryOffset, size);
  return new Float32Array(buffer, memoryOffset, dtype === "complex64" ? 2 * size : size);
}

/** Makes the wasm backend return complex numbers: as pairs, as all backends do. */
function readComplex(): void {
  const prototype = BackendWasm.prototype as unknown as Reader & { readSync: Reader["readSync"] };
  const before = prototype.readSync;
  prototype.readSync = function (this: Reader, dataId, start, end) {
    const { dtype } = this.dataIdMap.get(dataId);
    return dtype === "complex64"
      ? inPlace(this, dataId).slice(2 * (start ?? 0), end && 2 * end)
      : before.call(this, dataId, start, end);
  };
}
