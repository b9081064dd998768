/** Sums of a matrix's columns: of the parts of a product, of a batch's gradients. */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { folded, type GpuBackend, launch } from "./launch.ts";

/** Columns that a workgroup takes, and the threads that share one. */
export const COLUMNS = 16, THREADS = 16;

/** Adds up what the threads of each column have found: `sum` of a thread, into `sums[local]` of the first. */
export const TOGETHER = `
  sums[local] = sum;
  for (var half = ${THREADS / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half * ${COLUMNS}u) { sums[local] += sums[local + half * ${COLUMNS}u]; }
  }`;

/** Adds up `of(row, column)`; the threads of a column take every 16th row, and then add up their sums. */
const CODE = `
var<workgroup> sums: array<f32, ${COLUMNS * THREADS}>;
@compute @workgroup_size(${COLUMNS * THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
  let column = (group.y * grid.x + group.x) * ${COLUMNS}u + local % ${COLUMNS}u;
  var sum = 0.0;
  if (column < numbers.columns) {
    for (var row = local / ${COLUMNS}u; row < numbers.rows; row += ${THREADS}u) {
      sum += x[row * numbers.columns + column];
    }
  }${TOGETHER}
  if (local < ${COLUMNS}u && column < numbers.columns) { out[column] = sums[local]; }
}`;

/**
 * Adds up the rows of a matrix.
 *
 * @param gpu tfjs's WebGPU backend
 * @param x `[rows, …]`
 * @param rows how many
 * @param out `[…]` receives the sums
 */
export function sumRows(gpu: GpuBackend, x: TensorInfo, rows: number, out: TensorInfo): void {
  const columns = tf.util.sizeFromShape(out.shape);
  launch(gpu, {
    key: "sum of rows",
    code: () => CODE,
    reads: { x },
    writes: { out },
    whole: ["rows", "columns"],
    numbers: { rows, columns },
    groups: folded(Math.ceil(columns / COLUMNS)),
  });
}
