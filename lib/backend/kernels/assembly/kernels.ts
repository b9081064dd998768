// @ts-nocheck This is AssemblyScript.
/** The exports of the WebAssembly module. */
export { setWorkspace, workspaceBytes } from "./workspace.ts";
export { multiply, multiplyIntegers } from "./product.ts";
export { setDepth, setGeometry, setPart } from "./geometry.ts";
export { convolve, convolveFilterGradient, convolveInputGradient } from "./convolution.ts";
export { convolve3, convolve3FilterGradient, convolve3InputGradient } from "./convolution3.ts";
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise.ts";
export { maxPool, maxPoolGradient } from "./pooling.ts";
export { averagePool, averagePoolGradient, maxPool3, maxPool3Gradient } from "./pooling3.ts";
export { convolveWinograd, winogradScratch } from "./winograd.ts";
export { winogradFilterGradient, winogradGradientScratch } from "./winograd_gradient.ts";
export { biasGradient, blockFilterGradient, blockInputGradient, blockScratch } from "./block.ts";
export { convolvePool1, filterGradient1 } from "./block1.ts";
export { normalize, normalizeGradient, sumGradients, sumSquares } from "./batch_norm.ts";
export { dropout } from "./dropout.ts";
export { multiplyAdds } from "./limit.ts";
export { addRow, clip, extreme, prelu, reluGradient, scaleBytes, sumRows } from "./elementwise.ts";
export { sumSegments } from "./segments.ts";
export { resizeBilinear } from "./resizing.ts";
