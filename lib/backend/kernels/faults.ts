/**
 * Calls that tfjs's wasm backend gets wrong and the cpu backend right, which therefore go over the
 * bridge. Common calls, which must be fast, reach a kernel of ours first.
 */

import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs";

/** The arguments of a kernel. */
export type Call = Parameters<KernelFunc>[0];

const always = () => true;

/** Kernels that move, compare or pick numbers, of any type. */
const OF_ALL_TYPES = [
  ...["ArgMax", "ArgMin", "BatchToSpaceND", "Cast", "Concat", "Diag", "Equal", "ExpandDims"],
  ...["GatherV2", "Greater", "GreaterEqual", "Less", "LessEqual", "Max", "Mean", "Min"],
  ...["MirrorPad", "NotEqual", "OnesLike", "Pack", "Select", "Slice", "SpaceToBatchND"],
  ...["SplitV", "Tile", "Transpose", "Unpack", "ZerosLike"],
];

/**
 * By type, the kernels that know it. All others take each number for a float, or each boolean for four
 * bytes, and then write outside of their memory.
 */
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  int32: new Set([
    ...OF_ALL_TYPES,
    ...["Abs", "Add", "AddN", "Cumprod", "Cumsum", "Multiply", "Neg", "OneHot", "PadV2", "Prod"],
    ...["Reverse", "Square", "SquaredDifference", "Sub", "Sum"],
  ]),
  bool: new Set([
    ...OF_ALL_TYPES,
    ...["All", "Any", "LogicalAnd", "LogicalNot", "LogicalOr", "LogicalXor"],
  ]),
};

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
  // They do not know every type of their result.
  OneHot: ({ attrs }) => attrs?.dtype !== "int32",
  Select: ({ inputs: { t, e } }) => t?.dtype === "bool" || t?.dtype !== e?.dtype,
  // They lose NaN, or make NaN of numbers.
  Pow: always, // 1 to the power of NaN
  ResizeBilinear: always,
  ClipByValue: always,
  Maximum: always,
  Minimum: always,
  Prelu: always,
  Relu6: always,

  Softmax: ({ inputs }) => inputs.logits?.shape.length === 0, // which has no axis
  // They do not know where in its turn an angle of 10¹² is.
  Cos: always,
  Sin: always,
  FloorDiv: always, // rounds wrongly
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
  const cannotTake = ({ shape, dtype }: TensorInfo) =>
    shape.includes(0) || // of empty tensors many kernels return uninitialised memory
    KNOWN[dtype]?.has(kernelName) === false;
  return tensorsOf(call.inputs).some(cannotTake) || (FAULTS[kernelName]?.(call) ?? false);
}

function tensorsOf(inputs: Call["inputs"]): TensorInfo[] {
  return Object.values(inputs).filter((input) => input?.shape) as TensorInfo[];
}
