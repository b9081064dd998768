/** Replaces kernels of tfjs's WebGPU backend with ours, where ours are for the same case. */

import * as tf from "@tensorflow/tfjs";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import { type Convolution, filterGradient, inputGradient } from "./convolution.ts";
import type { GpuBackend } from "./launch.ts";

type Shape4D = [number, number, number, number];

/** Attributes that tfjs hands to the kernels of a convolution's gradients. */
interface Settings {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly filterShape?: Shape4D;
  readonly inputShape?: Shape4D;
}

/** Registers our kernels; to be called once, when the backend is registered. */
export function registerKernels(): void {
  replace("Conv2DBackpropFilter", (gpu, { x, dy }, settings) => {
    const sizes = sizesOf(x.shape as Shape4D, settings.filterShape!, settings);
    return sizes && filterGradient(gpu, sizes, x, dy);
  });
  replace("Conv2DBackpropInput", (gpu, { dy, filter }, settings) => {
    const sizes = sizesOf(settings.inputShape!, filter.shape as Shape4D, settings);
    return sizes && inputGradient(gpu, sizes, dy, filter);
  });
}

/** Puts a kernel before tfjs's own, which does what ours returns nothing for. */
function replace(
  kernelName: string,
  kernel: (
    gpu: GpuBackend,
    inputs: Record<string, TensorInfo>,
    settings: Settings,
  ) => TensorInfo | undefined,
): void {
  const original = tf.getKernel(kernelName, "webgpu");
  const kernelFunc: KernelFunc = (args) =>
    kernel(
      args.backend as GpuBackend,
      args.inputs as Record<string, TensorInfo>,
      args.attrs as unknown as Settings,
    ) ?? original.kernelFunc(args);
  tf.unregisterKernel(kernelName, "webgpu");
  tf.registerKernel({ ...original, kernelFunc });
}

/** The sizes of a convolution with stride 1 and channels last; undefined for another. */
function sizesOf(x: Shape4D, filter: Shape4D, settings: Settings): Convolution | undefined {
  const { strides, pad, dataFormat, dimRoundingMode } = settings;
  if (dataFormat !== "NHWC" || String([strides].flat()).replace(/^1(,1)?$/, "")) return undefined;
  const { padInfo, outShape } = tf.backend_util.computeConv2DInfo(
    ...[x, filter, strides, 1, pad, dimRoundingMode] as const,
  );
  return { x, filter, out: outShape, pad: [padInfo.top, padInfo.left], pooled: false };
}
