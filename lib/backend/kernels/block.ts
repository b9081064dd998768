/** A block of a network in one operation: 3×3 convolution, bias, ReLU, 2×2 max-pooling. */

import type { TensorInfo } from "@tensorflow/tfjs";
import type { Exports } from "./exports.ts";
import { address, native, output, type WasmBackend } from "./native.ts";

/** The sizes and the padding of a block. */
export interface Block {
  /** `[N, H, W, C]`. */
  readonly inShape: readonly number[];
  /** The number of filters, K. */
  readonly filters: number;
  /** `[N, OH / 2, OW / 2, K]`, both rounded down. */
  readonly outShape: number[];
  /** `[OH, OW]`: the size of the convolution's output, which is never in memory as a whole. */
  readonly convolved: readonly [height: number, width: number];
  /** Rows of zeros above, columns of zeros to the left. */
  readonly padding: readonly [top: number, left: number];
}

/**
 * Computes the sizes of a block if our kernels support it: a 3×3 filter, a number of filters divisible
 * by four, and few enough channels for the workspace.
 *
 * @param backend tfjs's wasm backend
 * @param inShape `[N, H, W, C]`
 * @param filterShape `[3, 3, C, K]`
 * @param pad the convolution's padding
 * @returns the sizes, or undefined
 */
export function blockOf(
  backend: WasmBackend,
  inShape: readonly number[],
  filterShape: readonly number[],
  pad: "valid" | "same",
): Block | undefined {
  const [n, h, w, c] = inShape, [fh, fw, , filters] = filterShape;
  if (fh !== 3 || fw !== 3 || filters % 4 !== 0) return undefined;
  const convolved = pad === "same" ? [h, w] as const : [h - 2, w - 2] as const;
  const outShape = [n, convolved[0] >> 1, convolved[1] >> 1, filters];
  if (outShape.some((size) => size < 1)) return undefined;
  const kernels = native(backend);
  const most = Math.max(
    kernels.winogradScratch(c, filters),
    kernels.blockScratch(h, w, c, filters),
  );
  if (4 * most > kernels.workspaceBytes()) return undefined;
  return { inShape, filters, outShape, convolved, padding: pad === "same" ? [1, 1] : [0, 0] };
}

/**
 * Computes the forward pass.
 *
 * @param backend tfjs's wasm backend
 * @param block the sizes
 * @param x `[N, H, W, C]`
 * @param filter `[3, 3, C, K]`
 * @param bias `[K]`
 * @param coded whether to return codes, from which gradients are computed; without them it is faster
 * @returns the pooled output, and the codes, one byte per number: which of the window's four places it
 *   came from, or that the ReLU made it zero
 */
export function convReluPool(
  backend: WasmBackend,
  block: Block,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo,
  coded: boolean,
): [pooled: TensorInfo, codes?: TensorInfo] {
  const pooled = output(backend, block.outShape);
  const codes = coded ? output(backend, block.outShape, "bool") : undefined;
  const [xAt, filterAt, biasAt, pooledAt] = [x, filter, bias, pooled]
    .map((tensor) => address(backend, tensor));
  const codesAt = codes ? address(backend, codes) : 0;
  const kernels = setBlock(backend, block);
  const relu = 1;
  if (block.inShape[3] === 1) {
    kernels.convolvePool1(xAt, filterAt, biasAt, pooledAt, codesAt, relu);
  } else kernels.convolveWinograd(xAt, filterAt, biasAt, pooledAt, true, codesAt, relu, false);
  return codes ? [pooled, codes] : [pooled];
}

/**
 * Computes the gradient with respect to the input.
 *
 * @param backend tfjs's wasm backend
 * @param block the sizes
 * @param dy `[N, OH / 2, OW / 2, K]` the gradient with respect to the pooled output
 * @param codes as from the forward pass
 * @param filter `[3, 3, C, K]`
 * @returns `[N, H, W, C]`
 */
export function inputGradient(
  backend: WasmBackend,
  block: Block,
  dy: TensorInfo,
  codes: TensorInfo,
  filter: TensorInfo,
): TensorInfo {
  const dx = output(backend, [...block.inShape]);
  const [dyAt, codesAt, filterAt, dxAt] = [dy, codes, filter, dx]
    .map((tensor) => address(backend, tensor));
  setBlock(backend, block).blockInputGradient(dyAt, codesAt, filterAt, dxAt);
  return dx;
}

/**
 * Computes the gradient with respect to the filter.
 *
 * @param backend tfjs's wasm backend
 * @param block the sizes
 * @param dy `[N, OH / 2, OW / 2, K]`
 * @param codes as from the forward pass
 * @param x `[N, H, W, C]`
 * @returns `[3, 3, C, K]`
 */
export function filterGradient(
  backend: WasmBackend,
  block: Block,
  dy: TensorInfo,
  codes: TensorInfo,
  x: TensorInfo,
): TensorInfo {
  const channels = block.inShape[3];
  const dw = output(backend, [3, 3, channels, block.filters]);
  const [dyAt, codesAt, xAt, dwAt] = [dy, codes, x, dw].map((tensor) => address(backend, tensor));
  const kernels = setBlock(backend, block);
  const gradient = channels === 1 ? kernels.filterGradient1 : kernels.blockFilterGradient;
  gradient(xAt, dyAt, codesAt, dwAt);
  return dw;
}

/**
 * Computes the gradient with respect to the bias.
 *
 * @param backend tfjs's wasm backend
 * @param block the sizes
 * @param dy `[N, OH / 2, OW / 2, K]`
 * @param codes as from the forward pass
 * @returns `[K]`
 */
export function biasGradient(
  backend: WasmBackend,
  block: Block,
  dy: TensorInfo,
  codes: TensorInfo,
): TensorInfo {
  const db = output(backend, [block.filters]);
  const [dyAt, codesAt, dbAt] = [dy, codes, db].map((tensor) => address(backend, tensor));
  setBlock(backend, block).biasGradient(dyAt, codesAt, dbAt);
  return db;
}

function setBlock(backend: WasmBackend, block: Block): Exports {
  const { inShape: [n, h, w, c], filters, convolved: [oh, ow], padding: [top, left] } = block;
  const kernels = native(backend);
  kernels.setGeometry(n, h, w, c, 3, 3, filters, oh, ow, 1, 1, 1, 1, top, left);
  return kernels;
}
