/** Batch normalisation in training, and its gradient, group by group. Channels are the last axis. */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { flatCode, flatGroups, type GpuBackend, launch } from "./launch.ts";
import { COLUMNS, THREADS, TOGETHER } from "./sums.ts";

/** The most workgroups that share a column's rows. */
const MOST = 128;

/** The sizes of groups of equal length, as rows of a matrix. */
interface Sizes {
  readonly groups: number;
  /** Rows of each group, and parts in which they are added up. */
  readonly rows: number;
  readonly parts: number;
  readonly channels: number;
}

function sizesOf({ shape }: TensorInfo, groups: number): Sizes {
  const channels = shape[shape.length - 1];
  const rows = tf.util.sizeFromShape(shape) / channels / groups;
  return { groups, rows, parts: Math.max(1, Math.min(MOST, Math.ceil(rows / 256))), channels };
}

/**
 * Sums of two terms over a group's rows, in parts, for each channel. `first` of the group is the pivot:
 * numbers near zero keep their digits when they are squared.
 */
const partialSums = (terms: string) => `
var<workgroup> sums: array<vec2<f32>, ${COLUMNS * THREADS}>;
@compute @workgroup_size(${COLUMNS * THREADS})
fn main(@builtin(workgroup_id) at: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
  let C = numbers.channels; let c = at.x * ${COLUMNS}u + local % ${COLUMNS}u; let g = at.z;
  let length = (numbers.rows + grid.y - 1u) / grid.y;
  let end = min(numbers.rows, (at.y + 1u) * length);
  var sum = vec2<f32>();
  if (c < C) {
    let first = g * numbers.rows * C + c;
    for (var row = at.y * length + local / ${COLUMNS}u; row < end; row += ${THREADS}u) {
      let i = first + row * C;
      sum += ${terms};
    }
  }${TOGETHER}
  if (local < ${COLUMNS}u && c < C) {
    let to = (g * grid.y + at.y) * 2u * C + c;
    out[to] = sums[local].x; out[to + C] = sums[local].y;
  }
}`;

/** Adds up the parts: number `i` is a channel. */
const TOTAL = `
fn total(g: u32, c: u32) -> vec2<f32> {
  let C = numbers.count; var sum = vec2<f32>();
  for (var p = 0u; p < numbers.parts; p++) {
    let at = (g * numbers.parts + p) * 2u * C + c;
    sum += vec2<f32>(parts[at], parts[at + C]);
  }
  return sum;
}`;

/** The numbers of the groups' means and factors: `[G, 2, C]`, 1 / √(variance + ε) after the mean. */
const STATISTICS = `let C = numbers.channels; let c = i % C;
  let s = i / (numbers.rows * C) * 2u * C + c; let mean = ofGroups[s]; let factor = ofGroups[s + C];`;

/** The result of {@linkcode batchNorm}. */
export interface Normalized {
  /** Of x's shape. */
  readonly y: TensorInfo;
  /** `[C]` the groups' means, and their variances, averaged. */
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  /** `[G, 2, C]` of each group the mean and 1 / √(variance + ε). */
  readonly ofGroups: TensorInfo;
}

/**
 * Normalises groups of equal length.
 *
 * @param gpu tfjs's WebGPU backend
 * @param x `[N, …, C]`
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param epsilon ε
 * @param groups how many
 * @returns the result
 */
export function batchNorm(
  gpu: GpuBackend,
  x: TensorInfo,
  gamma: TensorInfo,
  beta: TensorInfo,
  epsilon: number,
  groups: number,
): Normalized {
  const sizes = sizesOf(x, groups), { rows, parts, channels } = sizes;
  const floats = (...shape: number[]) => gpu.makeTensorInfo(shape, "float32");
  const sums = floats(groups, parts, 2, channels), ofGroups = floats(groups, 2, channels);
  const mean = floats(channels), variance = floats(channels), y = floats(...x.shape);
  launch(gpu, {
    key: "normalise: sums",
    code: () => partialSums("vec2<f32>(x[i] - x[first], (x[i] - x[first]) * (x[i] - x[first]))"),
    reads: { x },
    writes: { out: sums },
    whole: ["rows", "channels"],
    numbers: { rows, channels },
    groups: [Math.ceil(channels / COLUMNS), parts, groups],
  });
  launch(gpu, {
    key: "normalise: means",
    code: () =>
      flatCode(
        `
  var means = 0.0; var variances = 0.0;
  for (var g = 0u; g < numbers.groups; g++) {
    let apart = total(g, i) / numbers.rows; // from the group's first number
    let m = apart.x + x[g * u32(numbers.rows) * numbers.count + i];
    let v = max(0.0, apart.y - apart.x * apart.x);
    means += m; variances += v;
    ofGroups[g * 2u * numbers.count + i] = m;
    ofGroups[(g * 2u + 1u) * numbers.count + i] = 1.0 / sqrt(v + numbers.epsilon);
  }
  mean[i] = means / f32(numbers.groups); variance[i] = variances / f32(numbers.groups);`,
        TOTAL,
      ),
    reads: { parts: sums, x },
    writes: { ofGroups, mean, variance },
    whole: ["count", "groups", "parts"],
    numbers: { count: channels, groups, parts, rows, epsilon },
    groups: flatGroups(channels),
  });
  const count = tf.util.sizeFromShape(x.shape);
  launch(gpu, {
    key: "normalise",
    code: () => flatCode(`${STATISTICS} y[i] = (x[i] - mean) * factor * gamma[c] + beta[c];`),
    reads: { x, gamma, beta, ofGroups },
    writes: { y },
    whole: ["count", "rows", "channels"],
    numbers: { count, rows, channels },
    groups: flatGroups(count),
  });
  gpu.disposeData(sums.dataId);
  return { y, mean, variance, ofGroups };
}

/**
 * Computes the gradients of {@linkcode batchNorm}.
 *
 * @param gpu tfjs's WebGPU backend
 * @param dy the result's gradient, of x's shape
 * @param x `[N, …, C]`
 * @param gamma `[C]`
 * @param ofGroups `[G, 2, C]` of each group the mean and 1 / √(variance + ε)
 * @returns the gradients of x, γ and β
 */
export function batchNormGradient(
  gpu: GpuBackend,
  dy: TensorInfo,
  x: TensorInfo,
  gamma: TensorInfo,
  ofGroups: TensorInfo,
): [dx: TensorInfo, dgamma: TensorInfo, dbeta: TensorInfo] {
  const groups = ofGroups.shape[0], { rows, parts, channels } = sizesOf(x, groups);
  const floats = (...shape: number[]) => gpu.makeTensorInfo(shape, "float32");
  const sums = floats(groups, parts, 2, channels), means = floats(groups, 2, channels);
  const dx = floats(...x.shape), dgamma = floats(channels), dbeta = floats(channels);
  launch(gpu, {
    key: "normalise gradient: sums",
    code: () => partialSums("vec2<f32>(dy[i], dy[i] * (x[i] - ofGroups[g * 2u * C + c]))"),
    reads: { dy, x, ofGroups },
    writes: { out: sums },
    whole: ["rows", "channels"],
    numbers: { rows, channels },
    groups: [Math.ceil(channels / COLUMNS), parts, groups],
  });
  launch(gpu, {
    key: "normalise gradient: means",
    code: () =>
      flatCode(
        `
  var sum = vec2<f32>();
  for (var g = 0u; g < numbers.groups; g++) {
    let s = g * 2u * numbers.count + i;
    let ofGroup = total(g, i) * vec2<f32>(1.0, ofGroups[s + numbers.count]); // Σ dy, Σ dy · x̂
    sum += ofGroup;
    means[s] = ofGroup.x / numbers.rows; means[s + numbers.count] = ofGroup.y / numbers.rows;
  }
  dbeta[i] = sum.x; dgamma[i] = sum.y;`,
        TOTAL,
      ),
    reads: { parts: sums, ofGroups },
    writes: { means, dgamma, dbeta },
    whole: ["count", "groups", "parts"],
    numbers: { count: channels, groups, parts, rows },
    groups: flatGroups(channels),
  });
  const count = tf.util.sizeFromShape(x.shape);
  launch(gpu, {
    key: "normalise gradient",
    code: () =>
      flatCode(`${STATISTICS}
  dx[i] = gamma[c] * factor * (dy[i] - means[s] - (x[i] - mean) * factor * means[s + C]);`),
    reads: { dy, x, gamma, ofGroups, means },
    writes: { dx },
    whole: ["count", "rows", "channels"],
    numbers: { count, rows, channels },
    groups: flatGroups(count),
  });
  for (const { dataId } of [sums, means]) gpu.disposeData(dataId);
  return [dx, dgamma, dbeta];
}

/**
 * Moves running means and variances towards a batch's, where they lie.
 *
 * @param gpu tfjs's WebGPU backend
 * @param running `[C]` the running means, and the variances
 * @param now `[C]` the batch's
 * @param part the part of the way that they go
 */
export function approach(
  gpu: GpuBackend,
  [means, variances]: readonly TensorInfo[],
  [mean, variance]: readonly TensorInfo[],
  part: number,
): void {
  const [count] = mean.shape;
  launch(gpu, {
    key: "approach",
    code: () =>
      flatCode(`
  means[i] += (mean[i] - means[i]) * numbers.part;
  variances[i] += (variance[i] - variances[i]) * numbers.part;`),
    reads: { mean, variance },
    writes: { means, variances },
    whole: ["count"],
    numbers: { count, part },
    groups: flatGroups(count),
  });
}
