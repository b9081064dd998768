/** A training of a few steps on few digits, for the tests of `train()`. */

import { useWasm } from "../../lib/backend/mod.ts";
import { network, type NetworkName } from "../../lib/model/mod.ts";
import { train, type TrainingOptions } from "../../lib/training/mod.ts";
import { fewDigits } from "./digits.ts";

/** Two epochs of twelve steps. */
export const options: TrainingOptions = {
  ...fewDigits(),
  epochs: 2,
  batchSize: 50,
  learningRate: 0.003,
  schedule: "one-cycle",
  augmentation: false,
  smoothing: 0,
  averaging: 0,
  seed: 5,
  workers: 1,
};

/** Trains a network anew, with some options changed, and returns its weights. */
export async function weightsAfter(name: NetworkName, changes: Partial<TrainingOptions>) {
  await useWasm();
  const model = network(name, 1);
  const result = await train(model, { ...options, ...changes });
  const weights = await Promise.all(
    model.getWeights().map((w) => w.data() as Promise<Float32Array>),
  );
  model.dispose();
  return { result, weights };
}

/** The largest difference between two networks' weights. */
export function largestDifference(a: Float32Array[], b: Float32Array[]): number {
  return Math.max(...a.map((w, t) => w.reduce((m, x, i) => Math.max(m, Math.abs(x - b[t][i])), 0)));
}
