/**
 * The bridge: kernels of tfjs's cpu backend, at work on tensors of the wasm backend.
 *
 * A kernel comes over the bridge where the wasm backend has none (complex numbers and their parts,
 * FFT, einsum, ragged tensors, `StaticRegexReplace`, `Draw`), and where it has one that does not know
 * what it is handed: strings or complex numbers. All tensors stay in wasm's memory. Numbers are lent
 * to the kernel as views of that memory; what it returns is copied back. A complex tensor lies there
 * as pairs `re, im`, 8 bytes each; strings are byte arrays that belong to JavaScript on every backend.
 *
 * Each call has a cpu backend of its own, which is forgotten afterwards: whatever the kernel leaves
 * there, also when it throws, is garbage.
 */

import type { DataType, KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { share } from "./elementwise.ts";
import { output, type WasmBackend } from "./native.ts";

/** A tensor's contents, as backends hand them out: numbers, or strings as UTF-8. */
type Values = Numbers | Uint8Array[];

type Numbers = Float32Array | Int32Array | Uint8Array;

/** The part of tfjs's cpu backend that we use. */
interface CpuBackend {
  /** Whether a hint to use tfjs-node is still to be printed. */
  firstUse: boolean;
  /** Makes a tensor; complex ones are made of their parts. */
  makeTensorInfo(shape: number[], dtype: DataType, values: Values): TensorInfo;
  /** Makes a result that tfjs counts. */
  makeOutput(values: Values, shape: number[], dtype: DataType): TensorInfo;
  /** Contents of a tensor; a complex one's as pairs. */
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

/** Kernels that only count one more tensor with the same memory, whatever lies there. */
const SHARING = ["Identity", "Reshape"];

/** Kernels that the wasm backend has, but wrong. */
const WRONG = [
  "Bincount", // counts each row of a matrix by itself
  "ClipByValue", // makes a number of NaN
];

/**
 * Registers all kernels of the cpu backend with the wasm backend: those that it lacks, and for strings
 * and complex numbers the others too. To be called before our own kernels are registered, which
 * decline strings and complex numbers.
 */
export function registerBridge(): void {
  for (const config of tf.getKernelsForBackend("cpu")) {
    const { kernelName } = config;
    if (SHARING.includes(kernelName)) continue;
    const own = tf.getKernel(kernelName, "wasm");
    const right = own && !WRONG.includes(kernelName);
    const bridged = overBridge(config);
    if (own) tf.unregisterKernel(kernelName, "wasm");
    const kernelFunc: KernelFunc = right
      ? (args) => needsBridge(args) ? bridged(args) : own.kernelFunc(args)
      : bridged;
    tf.registerKernel({ ...own, kernelName, backendName: "wasm", kernelFunc });
  }
  readComplex();
}

/** What a kernel is handed: tensors by name, or lists of them; Ragged kernels have both. */
type Inputs = TensorInfo | undefined | { readonly [name: string]: Inputs };

/** Whether strings or complex numbers go into a kernel, or come out of it. */
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
    const owners = new Map<object, TensorInfo>(); // by the data that is lent
    const lent = mapTensors(inputs, (tensor) => {
      const copy = lend(wasm, cpu, tensor);
      owners.set(copy.dataId, tensor);
      return copy;
    });
    const results = kernelFunc({ inputs: lent as typeof inputs, attrs, backend: cpu });
    const taken = [results].flat().map((result) => {
      const owner = owners.get(result.dataId); // a kernel may hand back what it was handed
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
  const { constructor } = tf.findBackend("cpu") as unknown as { constructor: new () => CpuBackend };
  const cpu = new constructor();
  cpu.firstUse = false;
  cpu.makeOutput = (values, shape, dtype) => cpu.makeTensorInfo(shape, dtype, values);
  return cpu;
}

/** A tensor of the wasm backend as one of the cpu backend: numbers in place, pairs taken apart. */
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

/** A tensor of the cpu backend, copied to the wasm backend. */
function take(wasm: Reader, cpu: CpuBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  const values = cpu.readSync(dataId);
  if (dtype === "string") return wasm.makeOutput(shape, dtype, undefined, values);
  const out = output(wasm, shape, dtype);
  inPlace(wasm, out.dataId).set(values as Numbers);
  return out;
}

/** The numbers of a tensor: a view, which memory that grows leaves behind. */
function inPlace({ dataIdMap, wasm }: Reader, dataId: object): Numbers {
  const { memoryOffset, shape, dtype } = dataIdMap.get(dataId);
  const { buffer } = wasm.HEAPU8;
  const size = tf.util.sizeFromShape(shape);
  if (dtype === "bool") return new Uint8Array(buffer, memoryOffset, size);
  if (dtype === "int32") return new Int32Array(buffer, memoryOffset, size);
  return new Float32Array(buffer, memoryOffset, dtype === "complex64" ? 2 * size : size);
}

/** Teaches the wasm backend to hand out complex numbers: as pairs, as all backends do. */
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
