import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import {
  builtinDigits,
  digits,
  findDigits,
  gatherAugmented,
  type Images,
} from "../../lib/dataset/mod.ts";
import { cnn, mlp, type Network, saveModel, summary } from "../../lib/model/mod.ts";
import {
  evaluate,
  learningRate,
  predict,
  RECIPES,
  train,
  type TrainingOptions,
} from "../../lib/training/mod.ts";

await useWasm();

const training = builtinDigits({ count: 40, seed: 1 });
const options = { ...RECIPES.mlp, training, epochs: 1, seed: 1, workers: 1 };

/** A program in JavaScript has no types that would stop it. */
const as = <T>(value: unknown) => value as T;

const trains = (changes: Record<string, unknown>) =>
  train(mlp(1), as<TrainingOptions>({ ...options, ...changes }));

/** Calls with bad input, and the sentence that refuses each. */
const CASES: readonly [what: string, () => unknown, RegExp][] = [
  ["a seed of half", () => cnn(1.5), /make cnn from seed 1\.5: it must be a whole number/],
  ["no seed", () => builtinDigits(as({ count: 3 })), /from seed undefined, stream 0: both must be/],
  ["a seed of NaN", () => gatherAugmented(training, [0], NaN), /from seed NaN/],
  ["lists for bytes", () => digits("x", as([1]), as([0])), /x: images and labels must each be/],
  ["data of no name", () => findDigits({ data: "" }), /digits in "": it must be auto, mnist/],
  ["data of a number", () => findDigits({ data: as(5) }), /digits in 5: it must be auto, mnist/],
  ["a folder of no name", () => saveModel(mlp(1), ""), /the folder has no name/],
  ["a summary of nothing", () => summary(as({})), /use object as a network: it must be a Layers/],
  ["training of nothing", () => train(as<Network>(null), options), /use null as a network/],
  [
    "training on nothing",
    () => trains({ training: undefined }),
    /train on this: images and labels/,
  ],
  ["validation by null", () => trains({ validation: null }), /validate on this: images and labels/],
  [
    "augmentation by a word",
    () => trains({ augmentation: "no" }),
    /augmentation no: it must be true/,
  ],
  ["half a step", () => trains({ checkpointSteps: 1.5 }), /every 1\.5 steps: need a whole number/],
  ["no steps", () => trains({ checkpointSteps: 0 }), /every 0 steps/],
  ["resuming anything", () => trains({ resume: {} }), /resume must be a checkpoint/],
  ["evaluation on nothing", () => evaluate(mlp(1), as(undefined)), /evaluate on this: images and/],
  ["evaluation on pixels", () => evaluate(mlp(1), as(training.images)), /evaluate on this: images/],
  [
    "prediction of a set",
    () => predict(mlp(1), as<Images>(training)),
    /must be a Uint8Array or a Fl/,
  ],
  ["a step before the first", () => learningRate("constant", 1, -1, 9), /step -1: .* from 0 to 8/],
  ["a step after the last", () => learningRate("one-cycle", 1, 9, 9), /step 9: .* from 0 to 8/],
];

for (const [what, run, message] of CASES) {
  Deno.test(`${what} is refused at the start, in one sentence`, async () => {
    await assert.rejects(async () => void await run(), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /Cannot (read properties|destructure)/);
      return true;
    });
  });
}
