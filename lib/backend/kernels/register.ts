/** Replaces kernels of tfjs's wasm backend with ours. */

import { registerBridge } from "./bridge.ts";
import { checkShapes, cumulative, padded, transpose } from "./checks.ts";
import {
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  conv3D,
  conv3DBackpropFilter,
  conv3DBackpropInput,
  depthwise,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  fusedConv2D,
  fusedDepthwise,
} from "./convolution.ts";
import { einsum } from "./einsum.ts";
import {
  add,
  cast,
  clipByValue,
  identity,
  maximum,
  minimum,
  prelu,
  registerReluGradient,
  relu,
  relu6,
  reluGrad,
  sum,
} from "./elementwise.ts";
import { dilationFilterGradient, dilationInputGradient } from "./dilation.ts";
import { registerGradients, tellingGradient } from "./gradients.ts";
import { batchMatMul, fusedMatMul } from "./matmul.ts";
import { register } from "./native.ts";
import {
  avgPool,
  avgPool3,
  avgPool3Grad,
  avgPoolGrad,
  maxPool,
  maxPool3,
  maxPool3Grad,
  maxPoolGrad,
} from "./pooling.ts";
import { resizeBilinear, resizeBilinearGrad, resizeNearestGrad } from "./resizing.ts";
import { gather, slice } from "./rows.ts";
import { unsortedSegmentSum } from "./segments.ts";

/** Registers all our kernels; to be called once, when the wasm backend is ready. */
export function registerKernels(): void {
  checkShapes();
  registerBridge();
  register("BatchMatMul", batchMatMul);
  register("_FusedMatMul", fusedMatMul);
  register("Conv2D", conv2D);
  register("FusedConv2D", tellingGradient(fusedConv2D));
  register("Conv2DBackpropInput", conv2DBackpropInput);
  register("Conv2DBackpropFilter", conv2DBackpropFilter);
  register("DepthwiseConv2dNative", depthwise);
  register("FusedDepthwiseConv2D", tellingGradient(fusedDepthwise, true));
  register("DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  register("DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  register("Conv3D", conv3D);
  register("Conv3DBackpropInputV2", conv3DBackpropInput);
  register("Conv3DBackpropFilterV2", conv3DBackpropFilter);
  register("AvgPool", avgPool);
  register("AvgPoolGrad", avgPoolGrad);
  register("AvgPool3D", avgPool3);
  register("AvgPool3DGrad", avgPool3Grad);
  register("MaxPool3D", maxPool3);
  register("MaxPool3DGrad", maxPool3Grad);
  register("MaxPool", maxPool);
  register("MaxPoolGrad", maxPoolGrad);
  register("Add", add);
  register("Cast", cast);
  register("Identity", identity);
  register("Sum", sum);
  register("ClipByValue", clipByValue);
  register("Maximum", maximum);
  register("Minimum", minimum);
  register("Prelu", prelu);
  register("Relu", relu);
  register("Relu6", relu6);
  register("ReluGrad", reluGrad);
  register("Einsum", einsum);
  register("Dilation2DBackpropInput", dilationInputGradient);
  register("Dilation2DBackpropFilter", dilationFilterGradient);
  register("ResizeBilinear", resizeBilinear);
  register("ResizeBilinearGrad", resizeBilinearGrad);
  register("ResizeNearestNeighborGrad", resizeNearestGrad);
  register("GatherV2", gather);
  register("Slice", slice);
  register("Transpose", transpose);
  register("PadV2", padded);
  register("SpaceToBatchND", padded);
  register("Cumsum", cumulative("Cumsum"));
  register("Cumprod", cumulative("Cumprod"));
  register("UnsortedSegmentSum", unsortedSegmentSum);
  registerReluGradient();
  registerGradients();
}
