/**
 * The gradients of a convolution, and a block of convolution, ReLU and 2×2 max-pooling.
 *
 * All are matrix products. tfjs's own shader for a filter's gradient has one thread per weight, which
 * goes through the whole batch by itself: 288 threads in a first layer, where a GPU has many thousands.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import type { GpuBackend } from "./launch.ts";
import { multiply, type Product, PUT, tilesOf } from "./product.ts";
import { sumRows } from "./sums.ts";

/** The sizes of a convolution with stride 1: `[N, H, W, C]` → `[N, OH, OW, K]`. */
export interface Convolution {
  readonly x: readonly number[];
  /** `[height, width, C, K]` */
  readonly filter: readonly number[];
  /** `[N, OH, OW, K]` */
  readonly out: readonly number[];
  /** Rows of zeros above the picture, and columns to its left. */
  readonly pad: readonly [top: number, left: number];
  /** True if 2×2 max-pooling follows, which keeps the place of each window's greatest number. */
  readonly pooled: boolean;
}

function constants({ x, filter, out, pad, pooled }: Convolution): string {
  const sizes = {
    ...{ H: x[1], W: x[2], C: x[3], FW: filter[1], OH: out[1], OW: out[2], K: out[3] },
    ...{ TOP: pad[0], LEFT: pad[1], PH: Math.floor(out[1] / 2), PW: Math.floor(out[2] / 2) },
  };
  // A place of the output: in order, or if it is pooled window by window, four places each.
  const place = pooled
    ? `let q = k % 4; let p = k / 4; let n = p / (PW * PH);
  return vec3<i32>(n, p / PW % PH * 2 + q / 2, p % PW * 2 + q % 2);`
    : `return vec3<i32>(k / (OH * OW), k / OW % OH, k % OW);`;
  return Object.entries(sizes).map(([name, size]) => `const ${name} = ${size};`).join(" ") + `
fn placeOf(k: i32) -> vec3<i32> { ${place} }
`;
}

const nameOf = (kind: string, { x, filter, out, pad, pooled }: Convolution) =>
  `${kind} ${x.slice(1)} ${filter} ${out.slice(1)} ${pad} ${pooled}`;

/** The pixel under place `row` of the filter, where the filter lies for output `k`. */
const PIXEL = (row: string, k: string) => `
  let c = ${row} % C; let ij = ${row} / C; let at = placeOf(${k});
  let y = at.y + ij / FW - TOP; let w = at.z + ij % FW - LEFT;
  if (y < 0 || y >= H || w < 0 || w >= W) { return 0.0; }
  return x[((at.x * H + y) * W + w) * C + c];`;

/** The number of outputs that have a gradient. */
function places({ out: [N, OH, OW], pooled }: Convolution): number {
  return pooled ? N * Math.floor(OH / 2) * Math.floor(OW / 2) * 4 : N * OH * OW;
}

/**
 * Computes maxPool(relu(x ∗ filter + bias)), and for each window the place of its greatest number.
 *
 * A thread's block of four rows is one window, so that the convolution's output is never in memory.
 *
 * @param gpu tfjs's WebGPU backend
 * @param sizes of the convolution, pooled
 * @param x `[N, H, W, C]`
 * @param filter `[height, width, C, K]`
 * @param bias `[K]`
 * @returns `[N, PH, PW, K]` the result, and the places: 0 to 3, or 4 where ReLU made a zero
 */
export function block(
  gpu: GpuBackend,
  sizes: Convolution,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo,
): [pooled: TensorInfo, codes: TensorInfo] {
  const [N, OH, OW, K] = sizes.out, shape = [N, Math.floor(OH / 2), Math.floor(OW / 2), K];
  const out = gpu.makeTensorInfo(shape, "float32"), codes = gpu.makeTensorInfo(shape, "int32");
  const better = (q: number) =>
    `let b${q} = !(sums[${q}] <= best); ` + // NaN too
    `best = select(best, sums[${q}], b${q}); code = select(code, vec4<u32>(${q}u), b${q});`;
  multiply(gpu, {
    key: nameOf("block", sizes),
    rows: places(sizes),
    columns: K,
    inner: tf.util.sizeFromShape(filter.shape.slice(0, 3)),
    reads: { x, filters: filter, bias },
    writes: { out, codes },
    before: constants(sizes),
    left: PIXEL("k", "row"),
    right: "return filters[k * K + column];",
    along: { left: "inner", right: "columns" },
    put: `
  var best = sums[0]; var code = vec4<u32>(0u);
  ${[1, 2, 3].map(better).join("\n  ")}
  for (var c = 0; c < 4; c++) {
    if (column + c >= K) { return; }
    let at = row / 4 * K + column + c;
    let value = best[c] + bias[column + c];
    out[at] = select(value, 0.0, value <= 0.0);
    codes[at] = select(4u, code[c], value > 0.0);
  }`,
  });
  return [out, codes];
}

/**
 * Computes the gradient of the filter.
 *
 * @param gpu tfjs's WebGPU backend
 * @param sizes of the convolution
 * @param x `[N, H, W, C]`
 * @param dy the gradient of the output, or of the pooled output
 * @param codes of a pooled one: which place of each window was the greatest
 * @returns `[height, width, C, K]`
 */
export function filterGradient(
  gpu: GpuBackend,
  sizes: Convolution,
  x: TensorInfo,
  dy: TensorInfo,
  codes?: TensorInfo,
): TensorInfo {
  const [height, width, C, K] = sizes.filter, inner = places(sizes);
  const gradient = gpu.makeTensorInfo([...sizes.filter], "float32");
  const product: Omit<Product, "writes"> = {
    key: nameOf("filter gradient", sizes),
    rows: height * width * C,
    columns: K,
    inner,
    reads: { x, dy, ...codes && { codes } },
    before: constants(sizes),
    left: PIXEL("row", "k"),
    right: codes
      ? "let at = k / 4 * K + column; return select(0.0, dy[at], codes[at] == u32(k % 4));"
      : "return dy[k * K + column];",
    along: { left: "rows", right: "columns" },
    put: PUT,
  };
  const parts = partsOf(product);
  const sums = parts > 1 ? gpu.makeTensorInfo([parts, ...sizes.filter], "float32") : gradient;
  multiply(gpu, { ...product, parts, writes: { out: sums } });
  if (parts > 1) {
    sumRows(gpu, sums, parts, gradient);
    gpu.disposeData(sums.dataId);
  }
  return gradient;
}

/** The workgroups that keep a large GPU busy, and the least numbers of a sum that are worth one. */
const BUSY = 1_024, LEAST = 64;

/** The parts of a product's sums: a filter is small and a batch large, so that there are few tiles. */
function partsOf(product: Omit<Product, "writes">): number {
  const [along, across] = tilesOf(product);
  const wanted = Math.ceil(BUSY / (along * across));
  return Math.max(1, Math.min(wanted, Math.floor(product.inner / LEAST), 65_535));
}

/**
 * Computes the gradient of the input.
 *
 * @param gpu tfjs's WebGPU backend
 * @param sizes of the convolution
 * @param dy the gradient of the output, or of the pooled output
 * @param filter `[height, width, C, K]`
 * @param codes of a pooled one: which place of each window was the greatest
 * @returns `[N, H, W, C]`
 */
export function inputGradient(
  gpu: GpuBackend,
  sizes: Convolution,
  dy: TensorInfo,
  filter: TensorInfo,
  codes?: TensorInfo,
): TensorInfo {
  const [N, H, W, C] = sizes.x, [height, width, , K] = sizes.filter;
  const out = gpu.makeTensorInfo([...sizes.x], "float32");
  multiply(gpu, {
    key: nameOf("input gradient", sizes),
    rows: N * H * W,
    columns: C,
    inner: height * width * K,
    reads: { dy, filters: filter, ...codes && { codes } },
    writes: { out },
    before: constants(sizes),
    left: `
  let o = k % K; let ij = k / K; let n = row / (H * W);
  let y = row / W % H - ij / FW + TOP; let w = row % W - ij % FW + LEFT;
  ${
      codes
        ? `if (y < 0 || y >= 2 * PH || w < 0 || w >= 2 * PW) { return 0.0; }
  let at = ((n * PH + y / 2) * PW + w / 2) * K + o;
  return select(0.0, dy[at], codes[at] == u32(y % 2 * 2 + w % 2));`
        : `if (y < 0 || y >= OH || w < 0 || w >= OW) { return 0.0; }
  return dy[((n * OH + y) * OW + w) * K + o];`
    }`,
    right: "return filters[(k / K * C + column) * K + k % K];",
    along: { left: "inner", right: "inner" },
    put: PUT,
  });
  return out;
}

/**
 * Computes the gradient of a block's bias.
 *
 * @param gpu tfjs's WebGPU backend
 * @param dy `[N, PH, PW, K]` the gradient of the pooled output
 * @param codes which place of each window was the greatest, 4 for none
 * @returns `[K]`
 */
export function biasGradient(gpu: GpuBackend, dy: TensorInfo, codes: TensorInfo): TensorInfo {
  const K = dy.shape[3], rows = tf.util.sizeFromShape(dy.shape.slice(0, 3));
  const parts = Math.max(1, Math.min(256, Math.floor(rows / LEAST)));
  const out = gpu.makeTensorInfo([K], "float32");
  const sums = gpu.makeTensorInfo([parts, K], "float32");
  multiply(gpu, {
    key: `bias gradient ${K}`,
    rows: 1,
    columns: K,
    inner: rows,
    parts,
    reads: { dy, codes },
    writes: { out: sums },
    before: `const K = ${K};`,
    left: "return 1.0;",
    right: "let at = k * K + column; return select(0.0, dy[at], codes[at] < 4u);",
    along: { left: "inner", right: "columns" },
    put: PUT,
  });
  sumRows(gpu, sums, parts, out);
  gpu.disposeData(sums.dataId);
  return out;
}
