// @ts-nocheck This is AssemblyScript.
/** What the WebAssembly module exports. */
export { setWorkspace, workspaceBytes } from "./workspace";
export { multiply } from "./product";
export {
  convolve,
  convolveFilterGradient,
  convolveInputGradient,
  setConvolution,
} from "./convolution";
export { maxPool, maxPoolGradient, setPooling } from "./pooling";
export {
  convolveWinograd,
  winogradFilterGradient,
  winogradGradientScratch,
  winogradScratch,
} from "./winograd";
export {
  biasGradient,
  blockFilterGradient,
  blockInputGradient,
  blockScratch,
  convolvePool1,
  filterGradient1,
  setBlock,
} from "./block";
export { addRow, reluGradient, sumRows } from "./elementwise";
