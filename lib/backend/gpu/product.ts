/**
 * Matrix products by tiles, whose factors need not lie in memory as matrices: the code says where each
 * number comes from, and where it goes.
 *
 * A workgroup computes a tile of the product. It takes eight numbers of the sum at a time: its threads
 * fetch that part of the factors into the memory that they share, and each then adds up a block of 4×4,
 * for which it reads eight numbers and multiplies sixteen times.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import { folded, type GpuBackend, launch } from "./launch.ts";

/** A product of `[rows, inner]` and `[inner, columns]`. */
export interface Product {
  /** Its name: products of one name have the same code. */
  readonly key: string;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Parts of the inner axis, each with a sum of its own; one by default. */
  readonly parts?: number;
  readonly reads: Readonly<Record<string, TensorInfo>>;
  readonly writes: Readonly<Record<string, TensorInfo>>;
  /** Functions and constants for the code below. */
  readonly before?: string;
  /** Returns the left factor's number at (row, k): the body of a function. */
  readonly left: string;
  /** Returns the right factor's number at (k, column). */
  readonly right: string;
  /** The axis along which each factor's numbers lie side by side. */
  readonly along: { readonly left: "rows" | "inner"; readonly right: "columns" | "inner" };
  /** Puts `sums`, four rows from `row` on (a multiple of four) of four columns from `column` on. */
  readonly put: string;
}

/** Numbers of the sum that are fetched at a time, and the side of a thread's block. */
const DEPTH = 8, BLOCK = 4;

/** The threads of a workgroup along rows and columns: at most 256, and no more than the product needs. */
function threadsOf(
  { rows, columns }: Pick<Product, "rows" | "columns">,
): [along: number, across: number] {
  const across = columns <= 16 ? 4 : columns <= 32 ? 8 : 16;
  const needed = 2 ** Math.ceil(Math.log2(Math.ceil(rows / BLOCK)));
  return [Math.min(256 / across, Math.max(4, needed)), across];
}

/** Fetches the part of a factor that a tile needs, so that threads side by side read side by side. */
function fetch(factor: "left" | "right", threads: number, side: number, inner: boolean): string {
  const [place, depth] = inner ? [`i / ${DEPTH}`, `i % ${DEPTH}`] : [`i % ${side}`, `i / ${side}`];
  const [first, most, at] = factor === "left"
    ? ["firstRow", "i32(numbers.rows)", "firstRow + place, k"]
    : ["firstColumn", "i32(numbers.columns)", "k, firstColumn + place"];
  return `for (var i = me; i < ${DEPTH * side}; i += ${threads}) {
      let place = ${place}; let depth = ${depth}; let k = start + depth;
      var value = 0.0;
      if (${first} + place < ${most} && k < end) { value = ${factor}Of(${at}); }
      ${factor}s[depth * ${side + 1} + place] = value;
    }`;
}

function codeOf(product: Product): string {
  const { before = "", left, right, along, put } = product;
  const [rowThreads, columnThreads] = threadsOf(product), threads = rowThreads * columnThreads;
  const height = BLOCK * rowThreads, width = BLOCK * columnThreads;
  const lines = (make: (r: number) => string) => [0, 1, 2, 3].map(make).join("\n      ");
  return `${before}
var<workgroup> lefts: array<f32, ${DEPTH * (height + 1)}>;
var<workgroup> rights: array<f32, ${DEPTH * (width + 1)}>;
fn leftOf(row: i32, k: i32) -> f32 { ${left} }
fn rightOf(k: i32, column: i32) -> f32 { ${right} }
fn put(row: i32, column: i32, part: i32, sums: array<vec4<f32>, 4>) { ${put} }
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
  let me = i32(local); let part = group.z % numbers.parts;
  let firstRow = i32(group.z / numbers.parts * grid.x + group.x) * ${height};
  let firstColumn = i32(group.y) * ${width};
  let begin = i32(part * numbers.part);
  let end = min(i32(numbers.inner), begin + i32(numbers.part));
  let row = ${BLOCK} * (me / ${columnThreads}); let column = ${BLOCK} * (me % ${columnThreads});
  ${lines((r) => `var sum${r} = vec4<f32>();`)}
  for (var start = begin; start < end; start += ${DEPTH}) {
    ${fetch("left", threads, height, along.left === "inner")}
    ${fetch("right", threads, width, along.right === "inner")}
    workgroupBarrier();
    for (var depth = 0; depth < ${DEPTH}; depth++) {
      let l = depth * ${height + 1} + row; let r = depth * ${width + 1} + column;
      let b = vec4<f32>(rights[r], rights[r + 1], rights[r + 2], rights[r + 3]);
      ${lines((r) => `sum${r} = fma(vec4<f32>(lefts[l + ${r}]), b, sum${r});`)}
    }
    workgroupBarrier();
  }
  if (firstRow + row < i32(numbers.rows) && firstColumn + column < i32(numbers.columns)) {
    put(firstRow + row, firstColumn + column, i32(part),
        array<vec4<f32>, 4>(sum0, sum1, sum2, sum3));
  }
}`;
}

/**
 * Computes a product.
 *
 * @param gpu tfjs's WebGPU backend
 * @param product the product
 */
export function multiply(gpu: GpuBackend, product: Product): void {
  const { rows, columns, inner, parts = 1, reads, writes } = product;
  const [rowThreads, columnThreads] = threadsOf(product), [along, across] = tilesOf(product);
  const [x, folds] = folded(along);
  launch(gpu, {
    key: `${product.key} ${rowThreads} ${columnThreads}`,
    code: () => codeOf(product),
    reads,
    writes,
    whole: ["rows", "columns", "inner", "part", "parts"],
    numbers: { rows, columns, inner, part: Math.ceil(inner / parts), parts },
    groups: [x, across, folds * parts],
  });
}

/**
 * Counts the tiles of a product, along rows and columns.
 *
 * @param product the product
 * @returns the counts
 */
export function tilesOf(product: Omit<Product, "writes">): [along: number, across: number] {
  const [rowThreads, columnThreads] = threadsOf(product);
  return [
    Math.ceil(product.rows / (BLOCK * rowThreads)),
    Math.ceil(product.columns / (BLOCK * columnThreads)),
  ];
}

/** Code that puts a block into `out`, row by row, with the parts one after the other. */
export const PUT = `
  var block = sums;
  for (var r = 0; r < 4; r++) {
    if (row + r >= i32(numbers.rows)) { return; }
    for (var c = 0; c < 4; c++) {
      if (column + c >= i32(numbers.columns)) { break; }
      out[(part * i32(numbers.rows) + row + r) * i32(numbers.columns) + column + c] = block[r][c];
    }
  }`;
