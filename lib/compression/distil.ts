/**
 * Knowledge distillation (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015,
 * arXiv:1503.02531): a small network learns not only which digit it is, but also what a large one takes
 * it for besides: that this 7 looks a little like a 1.
 */

import { classNames, type Digits } from "../dataset/digits.ts";
import type { Network } from "../model/network.ts";
import { logits } from "../training/mod.ts";
import { softmaxRows } from "../training/predict.ts";

/** Options of {@linkcode softTargets}. */
export interface SoftTargetsOptions {
  /** The number by which logits are divided before softmax: the larger, the softer; 2 by default. */
  readonly temperature?: number;
  /** The teacher's share of the target, the rest being the label's; 0.7 by default. */
  readonly share?: number;
}

/**
 * Makes the targets for a pupil: a mixture of the labels and of what the teacher says.
 *
 * @param teacher a trained network
 * @param set the pupil's training digits
 * @param options how soft, and how much of it
 * @returns `[N × classes]` probabilities, for the option `targets` of `train`
 * @throws {UserError} if the teacher cannot read these pictures
 *
 * @example Each row is a distribution
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { softTargets } from "@pixel/convnet/compression";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 *
 * await useWasm();
 * const targets = await softTargets(mlp(1), builtinDigits({ count: 5, seed: 1 })); // [5 × 10]
 * const sum = targets.subarray(0, 10).reduce((total, p) => total + p);
 * assert(targets.length === 50 && Math.abs(sum - 1) < 1e-5);
 * ```
 */
export async function softTargets(
  teacher: Network,
  set: Digits,
  { temperature = 2, share = 0.7 }: SoftTargetsOptions = {},
): Promise<Float32Array> {
  const classes = classNames(set).length;
  const said = (await logits(teacher, set.images)).map((z) => z / temperature);
  const targets = softmaxRows(said, classes).map((p) => share * p); // [N × classes]
  set.labels.forEach((label, n) => {
    const row = targets.subarray(n * classes, (n + 1) * classes);
    if (label < classes) row[label] += 1 - share;
    else row.forEach((p, i) => row[i] = p + (1 - share) / classes); // none of them
  });
  return targets;
}
