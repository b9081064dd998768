/**
 * Adam on the device: the update of `assembly/adam.ts` in float32, as one shader for each tensor of
 * weights, which changes it where it lies. The gradients never leave the device.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { flatCode, flatGroups, type GpuBackend, launch } from "../backend/gpu/launch.ts";
import { BETA1, BETA2, EPSILON } from "./adam.ts";

/** A tensor of weights with what its updates need, all of one shape. */
export interface DeviceWeights {
  /** The weights, which the network sees too. */
  readonly weights: TensorInfo;
  /** Adam's moments. */
  readonly mean: TensorInfo;
  readonly square: TensorInfo;
  /** The running average of the weights. */
  readonly average: TensorInfo;
}

/** The settings of one step. */
export interface DeviceStep {
  /** 1 for the first step. */
  readonly step: number;
  /** The learning rate. */
  readonly rate: number;
  /** The share of itself that the average keeps; 1 if there is none. */
  readonly keep: number;
}

/** The average moves towards `p`, the weight. */
const AVERAGE = "average[i] = numbers.keep * average[i] + (1.0 - numbers.keep) * p;";

/**
 * Takes one step of Adam, and moves the average.
 *
 * @param gpu tfjs's WebGPU backend
 * @param tensor what changes
 * @param gradient the gradient, of the same shape
 * @param step the settings
 */
export function adamStep(
  gpu: GpuBackend,
  { weights, mean, square, average }: DeviceWeights,
  gradient: TensorInfo,
  { step, rate, keep }: DeviceStep,
): void {
  const count = tf.util.sizeFromShape(weights.shape);
  launch(gpu, {
    key: "adam",
    code: () =>
      flatCode(`
  let g = gradient[i];
  let m = ${BETA1} * mean[i] + ${1 - BETA1} * g;
  let s = ${BETA2} * square[i] + ${1 - BETA2} * g * g;
  let p = weights[i] -
    numbers.rate * m * numbers.correctMean / (sqrt(s * numbers.correctSquare) + ${EPSILON});
  mean[i] = m; square[i] = s; weights[i] = p;
  ${AVERAGE}`),
    reads: { gradient },
    writes: { weights, mean, square, average },
    whole: ["count"],
    numbers: {
      ...{ count, rate, keep },
      correctMean: 1 / (1 - BETA1 ** step),
      correctSquare: 1 / (1 - BETA2 ** step),
    },
    groups: flatGroups(count),
  });
}

/**
 * Moves the average of weights that are not learned by gradient.
 *
 * @param gpu tfjs's WebGPU backend
 * @param weights the weights
 * @param average their average, which changes
 * @param keep the share of itself that it keeps
 */
export function averageStep(
  gpu: GpuBackend,
  weights: TensorInfo,
  average: TensorInfo,
  keep: number,
): void {
  const count = tf.util.sizeFromShape(weights.shape);
  launch(gpu, {
    key: "average",
    code: () => flatCode(`let p = weights[i]; ${AVERAGE}`),
    reads: { weights },
    writes: { average },
    whole: ["count"],
    numbers: { count, keep },
    groups: flatGroups(count),
  });
}
