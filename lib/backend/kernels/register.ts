/** Which of tfjs's kernels ours replace on the wasm backend. */

import { registerBridge } from "./bridge.ts";
import {
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  fusedConv2D,
  fusedDepthwise,
} from "./convolution.ts";
import { einsum } from "./einsum.ts";
import { add, cast, identity, registerReluGradient, reluGrad, sum } from "./elementwise.ts";
import { batchMatMul, fusedMatMul } from "./matmul.ts";
import { register } from "./native.ts";
import { avgPool, maxPool, maxPoolGrad } from "./pooling.ts";
import { unsortedSegmentSum } from "./segments.ts";
import { slice } from "./slice.ts";

/** Registers all our kernels; to be called once, when the wasm backend is ready. */
export function registerKernels(): void {
  registerBridge();
  register("BatchMatMul", batchMatMul);
  register("_FusedMatMul", fusedMatMul);
  register("Conv2D", conv2D);
  register("FusedConv2D", fusedConv2D);
  register("Conv2DBackpropInput", conv2DBackpropInput);
  register("Conv2DBackpropFilter", conv2DBackpropFilter);
  register("FusedDepthwiseConv2D", fusedDepthwise);
  register("DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  register("DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  register("AvgPool", avgPool);
  register("MaxPool", maxPool);
  register("MaxPoolGrad", maxPoolGrad);
  register("Add", add);
  register("Cast", cast);
  register("Identity", identity);
  register("Sum", sum);
  register("ReluGrad", reluGrad);
  register("Einsum", einsum);
  register("Slice", slice);
  register("UnsortedSegmentSum", unsortedSegmentSum);
  registerReluGradient();
}
