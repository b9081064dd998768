/**
 * Calls that tfjs's wasm backend gets wrong and the cpu backend right, which therefore go over the
 * bridge. Common calls, which must be fast, reach a kernel of ours first.
 */

import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs";

/** The arguments of a kernel. */
export type Call = Parameters<KernelFunc>[0];

const always = () => true;

/** Tells whether an input is not of float32. */
function notFloat({ inputs }: Call): boolean {
  return tensorsOf(inputs).some(({ dtype }) => dtype !== "float32");
}

/** Tells whether an input is of a type with one byte per number. */
function ofBytes({ inputs }: Call): boolean {
  return tensorsOf(inputs).some(({ dtype }) => dtype === "bool");
}

/** By kernel, which calls tfjs's wasm backend gets wrong. */
const FAULTS: Readonly<Record<string, (call: Call) => boolean>> = {
  // XNNPACK computes other shapes and writes outside of its memory, or stops.
  AvgPool: always,
  BatchMatMul: always,
  Conv2D: always,
  Conv2DBackpropInput: always,
  DepthwiseConv2dNative: always,
  FusedConv2D: always,
  FusedDepthwiseConv2D: always,
  MaxPool: always,
  MaxPoolWithArgmax: always,
  _FusedMatMul: always,
  // Their search for the maximum starts at the smallest positive number.
  MaxPool3D: always,
  MaxPool3DGrad: always,
  Dilation2D: always,
  Dilation2DBackpropFilter: always,
  Dilation2DBackpropInput: always,
  // They add up wrongly, backward too.
  Conv3D: always,
  Conv3DBackpropFilterV2: always,
  Conv3DBackpropInputV2: always,

  // They do not check indices, and read or write outside of their memory.
  GatherNd: always,
  ScatterNd: always,
  SparseSegmentMean: always,
  SparseSegmentSum: always,
  SparseToDense: always,
  TensorScatterUpdate: always,
  // They treat other types as floats.
  DepthToSpace: notFloat,
  FloorDiv: always,
  ResizeNearestNeighbor: notFloat,
  OneHot: ({ attrs }) => attrs?.dtype !== "int32",
  StridedSlice: notFloat,
  // They treat booleans as four bytes each.
  Reverse: ofBytes,
  Select: ({ inputs: { t, e } }) => t?.dtype === "bool" || t?.dtype !== e?.dtype,
  Sum: ofBytes,
  // They lose NaN, or make NaN of numbers.
  ResizeBilinear: always,
  ClipByValue: always,
  Maximum: always,
  Minimum: always,
  Prelu: always,
  Relu6: always,

  CropAndResize: always, // rounds the edge of a box to the wrong side of a picture's edge
  Bincount: always, // counts each row of a matrix by itself
  RotateWithOffset: always, // fills the fourth channel with 255 in any case
  Transform: always, // mixes up the fill modes
};

/**
 * Tells whether the cpu backend's kernel is to compute a call.
 *
 * @param kernelName tfjs's name of the operation
 * @param call what it is handed
 * @returns whether tfjs's wasm backend would get it wrong
 */
export function isFaulty(kernelName: string, call: Call): boolean {
  // For empty tensors many kernels return uninitialised memory.
  return tensorsOf(call.inputs).some(({ shape }) => shape.includes(0)) ||
    (FAULTS[kernelName]?.(call) ?? false);
}

function tensorsOf(inputs: Call["inputs"]): TensorInfo[] {
  return Object.values(inputs).filter((input) => input?.shape) as TensorInfo[];
}
