/** Batch normalisation in training, and its gradient. Channels are the last axis. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { address, native, output, view, type WasmBackend } from "./native.ts";

/** Groups of images that have a mean and a variance in common. */
export interface BatchGroups {
  /** The number of images of each group in the tensor, one group after the other. */
  readonly here: readonly number[];
  /**
   * Shares numbers with those who hold the rest of the groups: takes this part's numbers and
   * returns everyone's, always in the same order. Without it, the groups are whole.
   */
  readonly exchange?: (own: Float32Array) => readonly Float32Array[];
}

/** Result of {@linkcode batchNorm}. */
export interface Normalized {
  /** The result, of x's shape. */
  readonly y: TensorInfo;
  /** `[C]` each channel's mean, and its variance: of several groups, their mean. */
  readonly ofAll: readonly [mean: TensorInfo, variance: TensorInfo];
  /** `[G, C]` the same, group by group. */
  readonly ofGroups: readonly [mean: TensorInfo, variance: TensorInfo];
  /** `[G]` numbers a channel, in all of a group. */
  readonly counts: readonly number[];
}

/** Bytes of a number. */
const F = 4;

/** A group's part of a tensor. */
interface Segment {
  readonly group: number;
  /** The part's first row, and how many rows it has. */
  readonly from: number;
  readonly rows: number;
}

/** Rows are all axes but the last, whose places are the channels. */
function channelsOf({ shape }: TensorInfo): number {
  return shape[shape.length - 1];
}

/** The parts of a tensor that belong to one group each, without empty ones. */
function segments(x: TensorInfo, { here }: BatchGroups): Segment[] {
  const images = here.reduce((a, b) => a + b);
  const rowsOfImage = tf.util.sizeFromShape(x.shape) / channelsOf(x) / images;
  let from = 0;
  return here.map((images, group) => {
    const segment = { group, from, rows: images * rowsOfImage };
    from += segment.rows;
    return segment;
  }).filter(({ rows }) => rows > 0);
}

/**
 * y = γ · (x − mean) / √(variance + ε) + β, with each channel's own mean and variance in its group.
 *
 * @param backend tfjs's wasm backend
 * @param x `[N, …, C]`
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param epsilon ε
 * @param groups which of the N images belong together
 * @returns the result, and what it was computed with
 */
export function batchNorm(
  backend: WasmBackend,
  x: TensorInfo,
  gamma: TensorInfo,
  beta: TensorInfo,
  epsilon: number,
  groups: BatchGroups,
): Normalized {
  const G = groups.here.length, C = channelsOf(x), parts = segments(x, groups);
  const kernels = native(backend);
  const at = (tensor: TensorInfo, row = 0) => address(backend, tensor) + F * C * row;
  const y = output(backend, x.shape);
  const [mean, variance] = [1, 2].map(() => output(backend, [G, C]));
  const [meanOfAll, varianceOfAll, scratch] = [1, 2, 3].map(() => output(backend, [C]));
  const [means, variances, factors, gammas] = //
    [mean, variance, scratch, gamma].map((tensor) => view(backend, tensor));

  // 1. Of what is here: how many numbers, their mean, and the sum of squares around it.
  const own = new Float32Array(G * (1 + 2 * C)); // a row a group
  for (const { group, from, rows } of parts) {
    kernels.sumRows(at(x, from), at(mean, group), rows, C);
    for (let c = group * C; c < (group + 1) * C; c++) means[c] /= rows;
    kernels.sumSquares(at(x, from), at(mean, group), at(scratch), at(variance, group), rows, C);
    const channels = [means, variances].map((all) => all.subarray(group * C, (group + 1) * C));
    own.set([rows, ...channels[0], ...channels[1]], group * (1 + 2 * C));
  }

  // 2. Of the whole groups.
  const everywhere = groups.exchange?.(own) ?? [own];
  const counts = groups.here.map((_, group) => {
    const row = (numbers: Float32Array) => numbers.subarray(group * (1 + 2 * C));
    return pool(everywhere.map(row), means, variances, group * C, C);
  });
  for (const [all, group] of [[meanOfAll, means], [varianceOfAll, variances]] as const) {
    const sums = view(backend, all).fill(0);
    for (let i = 0; i < G * C; i++) sums[i % C] += group[i] / G;
  }

  // 3. The result.
  for (const { group, from, rows } of parts) {
    for (let c = 0; c < C; c++) {
      factors[c] = gammas[c] / Math.sqrt(variances[group * C + c] + epsilon);
    }
    kernels.normalize(at(x, from), at(mean, group), at(scratch), at(beta), at(y, from), rows, C);
  }
  backend.disposeData(scratch.dataId);
  return { y, ofAll: [meanOfAll, varianceOfAll], ofGroups: [mean, variance], counts };
}

/**
 * Mean and variance of numbers that lie in several places, from how many there are in each, their
 * mean and the sum of squares around it (Chan, Golub and LeVeque, 1979).
 *
 * @param places each place's count, means `[C]` and sums of squares `[C]`
 * @param means where the means go, from `offset` on
 * @param variances where the variances go
 * @param offset the place of the first channel
 * @param C how many channels there are
 * @returns how many numbers there are
 */
function pool(
  places: readonly Float32Array[],
  means: Float32Array,
  variances: Float32Array,
  offset: number,
  C: number,
): number {
  const filled = places.filter(([count]) => count > 0);
  for (let c = 0; c < C; c++) {
    let n = 0, mean = 0, squares = 0;
    for (const place of filled) {
      const [count] = place, apart = place[1 + c] - mean, sum = n + count;
      mean += apart * count / sum;
      squares += place[1 + C + c] + apart * apart * n * count / sum;
      n = sum;
    }
    means[offset + c] = mean;
    variances[offset + c] = squares / n;
  }
  return filled.reduce((sum, [count]) => sum + count, 0);
}

/**
 * The gradients of {@linkcode batchNorm} (Ioffe and Szegedy, 2015, arXiv:1502.03167, section 3).
 *
 * With s = 1 / √(variance + ε) and m numbers a channel in a group: dβ = Σ dy, dγ = s · Σ dy · (x −
 * mean), and dx = γ · s · (dy − dβ / m − (x − mean) · s · dγ / m). For dx, the sums are over the
 * whole group; what is returned for γ and β is over what is here.
 *
 * @param backend tfjs's wasm backend
 * @param dy the loss's gradient by y, of x's shape
 * @param x `[N, …, C]`
 * @param gamma `[C]`
 * @param mean `[G, C]`
 * @param variance `[G, C]`
 * @param epsilon ε
 * @param groups as on the way forward
 * @param counts `[G]` numbers a channel, in all of a group
 * @returns the loss's gradients by x, by γ and by β
 */
export function batchNormGradient(
  backend: WasmBackend,
  dy: TensorInfo,
  x: TensorInfo,
  gamma: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  epsilon: number,
  groups: BatchGroups,
  counts: readonly number[],
): [dx: TensorInfo, dgamma: TensorInfo, dbeta: TensorInfo] {
  const G = groups.here.length, C = channelsOf(x), parts = segments(x, groups);
  const kernels = native(backend);
  const at = (tensor: TensorInfo, row = 0) => address(backend, tensor) + F * C * row;
  const dx = output(backend, x.shape);
  const [dgamma, dbeta] = [1, 2].map(() => output(backend, [C]));
  const rowsOfSums = output(backend, [2 * G, C]); // Σ dy and Σ dy · (x − mean) of each group
  const scratch = output(backend, [3, C]);
  const [sums, terms, gammas, variances, dgammas, dbetas] = //
    [rowsOfSums, scratch, gamma, variance, dgamma, dbeta].map((tensor) => view(backend, tensor));

  sums.fill(0); // of a group that is elsewhere
  for (const { group, from, rows } of parts) {
    kernels.sumGradients(
      ...[at(dy, from), at(x, from), at(mean, group), at(scratch)],
      ...[at(rowsOfSums, 2 * group), at(rowsOfSums, 2 * group + 1)],
      ...[rows, C],
    );
  }
  const s = (group: number, c: number) => 1 / Math.sqrt(variances[group * C + c] + epsilon);
  for (let c = 0; c < C; c++) {
    dgammas[c] = dbetas[c] = 0;
    for (let group = 0; group < G; group++) {
      dbetas[c] += sums[2 * group * C + c];
      dgammas[c] += s(group, c) * sums[(2 * group + 1) * C + c];
    }
  }

  const everywhere = groups.exchange?.(sums.slice()) ?? [sums];
  const total = (place: number) => everywhere.reduce((sum, own) => sum + own[place], 0);
  for (const { group, from, rows } of parts) {
    for (let c = 0; c < C; c++) {
      const own = s(group, c), m = counts[group]; // dγ of the group is rounded as dγ itself is
      terms[c] = gammas[c] * own;
      terms[C + c] = -terms[c] * own * Math.fround(total((2 * group + 1) * C + c) * own) / m;
      terms[2 * C + c] = -terms[c] * total(2 * group * C + c) / m;
    }
    kernels.normalizeGradient(
      ...[at(dy, from), at(x, from), at(mean, group)],
      ...[at(scratch, 0), at(scratch, 1), at(scratch, 2)], // factor, slope, offset
      ...[at(dx, from), rows, C],
    );
  }
  for (const { dataId } of [rowsOfSums, scratch]) backend.disposeData(dataId);
  return [dx, dgamma, dbeta];
}
