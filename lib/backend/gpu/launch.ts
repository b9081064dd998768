/** Shaders of ours, in the command stream of tfjs's WebGPU backend, on its tensors in place. */

import * as tf from "@tensorflow/tfjs";
import type { DataType, TensorInfo } from "@tensorflow/tfjs";

/** The part of tfjs's WebGPU backend that we build on. */
export interface GpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  /** Maps each tensor's data to its buffer, and to its numbers where JavaScript has them too. */
  readonly tensorMap: {
    get(dataId: object): { readonly resource: GPUBuffer | null; values: unknown };
  };
  /** Commands that were recorded and not submitted yet, and what tfjs must keep until then. */
  readonly commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  readonly commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  /** Frees a tensor's memory, once the commands that use it are submitted. */
  disposeData(dataId: object): boolean;
  /** Makes a tensor; without values it has no numbers and no memory yet. */
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
  /** Gives a tensor memory on the device, and copies its numbers there if it has any. */
  uploadToGPU(dataId: object): void;
  /** Puts numbers into a buffer of their own, which lives until the commands are submitted. */
  makeUniforms(numbers: { type: "int32" | "uint32" | "float32"; data: number[] }[]): //
  GPUBufferBinding;
}

/**
 * Returns tfjs's WebGPU backend if it is the current one.
 *
 * @returns the backend, or undefined
 */
export function currentGpu(): GpuBackend | undefined {
  return tf.getBackend() === "webgpu" ? tf.backend() as unknown as GpuBackend : undefined;
}

/** A shader and what it is to work on. */
export interface Work {
  /** The shader's name: works with one name have the same code, and the same sizes in it. */
  readonly key: string;
  /** The code, without its bindings: asked for once per name. */
  readonly code: () => string;
  /** The tensors that it reads, by their names in the code. */
  readonly reads: Readonly<Record<string, TensorInfo>>;
  /** The tensors that it writes, likewise; it may read them too. */
  readonly writes: Readonly<Record<string, TensorInfo>>;
  /** Names in the code whose numbers are whole and not negative; the others are `f32`. */
  readonly whole?: readonly string[];
  /** The numbers that change from one work to the next, as `numbers.NAME` in the code. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The count of workgroups along each axis. */
  readonly groups: readonly [x: number, y: number, z: number];
}

/** The numbers' type in the code, by the tensor's type. */
const TYPES: Readonly<Record<string, string>> = { float32: "f32", int32: "u32" };

/** Commands after which they are submitted, so that the device begins while more are recorded. */
const SUBMITTED = 16;

/** A shader, compiled, and what its bindings are. */
interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const compiled = new WeakMap<GPUDevice, Map<string, Compiled>>();

/**
 * Records a shader's work behind what tfjs has recorded. Nothing waits for it.
 *
 * @param gpu tfjs's WebGPU backend
 * @param work the shader and what it is to work on
 */
export function launch(gpu: GpuBackend, work: Work): void {
  const { reads, writes, whole = [], numbers, groups } = work;
  const { pipeline, layout } = compiledOf(gpu.device, work);
  const infos = [...Object.values(reads), ...Object.values(writes)];
  for (const { dataId } of infos) gpu.uploadToGPU(dataId);
  for (const { dataId } of Object.values(writes)) gpu.tensorMap.get(dataId).values = null;
  const entries: GPUBindGroupEntry[] = infos.map(({ dataId }, binding) => ({
    binding,
    resource: { buffer: gpu.tensorMap.get(dataId).resource! },
  }));
  const resource = gpu.makeUniforms(
    Object.entries(numbers).map(([name, value]) => ({
      type: whole.includes(name) ? "uint32" : "float32",
      data: [value],
    })),
  );
  entries.push({ binding: infos.length, resource });
  const group = gpu.device.createBindGroup({ layout, entries });
  for (const { dataId } of infos) gpu.commandQueueOwnedIds.add(dataId);
  gpu.ensureCommandEncoderReady();
  gpu.computePassEncoder ??= gpu.commandEncoder!.beginComputePass();
  gpu.computePassEncoder.setPipeline(pipeline);
  gpu.computePassEncoder.setBindGroup(0, group);
  gpu.computePassEncoder.dispatchWorkgroups(...groups);
  if (++gpu.dispatchCountInPass < SUBMITTED) return;
  gpu.endComputePassEncoder();
  gpu.submitQueue();
}

function compiledOf(device: GPUDevice, work: Work): Compiled {
  let known = compiled.get(device);
  if (!known) compiled.set(device, known = new Map());
  let shader = known.get(work.key);
  if (!shader) {
    const module = device.createShaderModule({ code: bindings(work) + work.code() });
    const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
    known.set(work.key, shader = { pipeline, layout: pipeline.getBindGroupLayout(0) });
  }
  return shader;
}

/** Declares what the code refers to by name. */
function bindings({ reads, writes, whole = [], numbers }: Work): string {
  const buffers = [
    ...Object.entries(reads).map(([name, { dtype }]) => ({ name, dtype, access: "read" })),
    ...Object.entries(writes).map(([name, { dtype }]) => ({ name, dtype, access: "read_write" })),
  ].map(({ name, dtype, access }, binding) =>
    `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${TYPES[dtype]}>;\n`
  );
  const fields = Object.keys(numbers).map((name) =>
    `${name}: ${whole.includes(name) ? "u32" : "f32"}`
  );
  return `${buffers.join("")}struct Numbers { ${fields.join(", ")} }
@group(0) @binding(${buffers.length}) var<uniform> numbers: Numbers;\n`;
}

/** Threads of a workgroup that handles one number per thread, and the most workgroups along an axis. */
const FLAT = 256, MOST = 65_535;

/**
 * The workgroups of a shader that handles one number per thread.
 *
 * @param count how many numbers
 * @returns the count of workgroups along each axis
 */
export function flatGroups(count: number): [number, number, number] {
  return folded(Math.ceil(count / FLAT));
}

/**
 * Puts workgroups into rows, none of which is longer than a device allows.
 *
 * @param groups how many
 * @returns the count along each axis; together at least as many
 */
export function folded(groups: number): [number, number, number] {
  const y = Math.ceil(groups / MOST);
  return [Math.ceil(groups / y), y, 1];
}

/**
 * Completes the code of a shader that handles one number per thread.
 *
 * @param body treats number `i`, a `u32` below `numbers.count`
 * @param before functions that it calls
 * @returns the code
 */
export function flatCode(body: string, before = ""): string {
  return `${before}
@compute @workgroup_size(${FLAT})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
  let i = (group.y * groups.x + group.x) * ${FLAT}u + local;
  if (i >= numbers.count) { return; }
  ${body}
}`;
}

/**
 * Makes a tensor of bytes, four to a number, so that a quarter of the memory travels.
 *
 * @param gpu tfjs's WebGPU backend
 * @param bytes the bytes
 * @returns `[⌈bytes / 4⌉]` int32, the first byte in the lowest bits
 */
export function upload(gpu: GpuBackend, bytes: Uint8Array): TensorInfo {
  const words = Math.ceil(bytes.length / 4);
  const info = gpu.makeTensorInfo([words], "int32");
  gpu.uploadToGPU(info.dataId); // gives it memory
  let whole = bytes;
  if (bytes.length % 4 !== 0) {
    whole = new Uint8Array(4 * words);
    whole.set(bytes);
  }
  gpu.queue.writeBuffer(
    gpu.tensorMap.get(info.dataId).resource!,
    0,
    whole as Uint8Array<ArrayBuffer>,
  );
  return info;
}
