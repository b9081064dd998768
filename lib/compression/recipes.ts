/**
 * Recipes of compression: a network, how it is trained, and what is done to it afterwards, each in one
 * flat block. Settings were chosen on validation digits; the README says which recipes were changed after
 * an earlier version had read the test digits.
 */

import { type Hyperparameters, RECIPES } from "../training/mod.ts";
import type { Coding, Codings } from "./coding.ts";
import type { SoftTargetsOptions } from "./distil.ts";

/** Hyperparameters; the seed and the number of workers are left to the run. */
export type Settings = Omit<Hyperparameters, "seed" | "workers">;

/** A network, its training, and its compression. */
export interface CompressionRecipe {
  /** The method in a line, for tables. */
  readonly about: string;
  /** The book's network, or the blocks of a {@linkcode tinyNetwork}. */
  readonly network: "cnn" | readonly (readonly number[])[];
  /** Makes the {@linkcode tinyNetwork}'s convolutions separable; false by default. */
  readonly separable?: boolean;
  /** Divides their filters into a column and a row; false by default. */
  readonly columnsAndRows?: boolean;
  /**
   * Reads digits that were made {@linkcode upright}, which is left to whoever hands them over, as
   * `deno task compress` does; false by default.
   */
  readonly upright?: boolean;
  /** Hyperparameters of its first training. */
  readonly training: Settings;
  /** Learns from the probabilities of the network in `data/model/best` too; from labels alone by default. */
  readonly teacher?: SoftTargetsOptions;
  /** The rank to which the last layer is reduced before it is trained further; left as it is by default. */
  readonly rank?: number;
  /** The share of each kernel's weights that become zero before it is trained further; 0 by default. */
  readonly pruned?: number;
  /** Trains it further, with its weights seen as they will be packed; left out by default. */
  readonly retraining?: Settings;
  /**
   * Keeps the scales in further training as they are at its start: chosen anew in every step, they would
   * jump; false by default.
   */
  readonly fixedScales?: boolean;
  /** Methods that code the weights; the packed file is left out for "float32" and "float16". */
  readonly codings: Codings | "float32" | "float16";
}

const { network: _, validationDigits: __, mix: ___, views: ____, ...BOOK } = RECIPES.cnn;

/** The book's network, as `deno task train` makes it. */
const CNN = { network: "cnn", training: BOOK } as const;

/** Two epochs more, without a running average of the weights: rounded, it would be other codes. */
const TWO_EPOCHS: Settings = { ...BOOK, epochs: 2, learningRate: 0.002 };

const EIGHT_BITS: Coding = { method: "uniform", levels: 255, perChannel: true };
const FOUR_BITS: Coding = { method: "uniform", levels: 15, perChannel: true };

/** The first layer has few weights, on which all others build: it keeps 8 bits. */
const FIRST = { "conv1/kernel": EIGHT_BITS };

/** Long training of a network that is too small to learn digits by heart, each drawn anew every time. */
const DRAWN_ANEW: Settings = {
  epochs: 22,
  batchSize: 128, // digits
  learningRate: 0.03,
  schedule: "one-cycle",
  augmentation: true,
  smoothing: 0,
  averaging: 0.998,
};

/** Further training of such a network with its weights seen as they will be packed. */
const SHORT_AND_STEADY: Settings = {
  ...DRAWN_ANEW,
  epochs: 4,
  learningRate: 0.003,
  augmentation: false,
  averaging: 0.99,
};

/** Codes of a network of few bytes: its scales and biases are short too. */
const ELEVEN_LEVELS: Codings = {
  kernels: { method: "uniform", levels: 11, perChannel: true, shortScales: true },
  biases: { method: "uniform", levels: 63 },
};

/** Every recipe, by its name. */
export const COMPRESSION_RECIPES: Readonly<Record<string, CompressionRecipe>> = {
  float32: { ...CNN, about: "as trained", codings: "float32" },
  float16: { ...CNN, about: "half precision", codings: "float16" },
  "int8-tensor": {
    ...CNN,
    about: "8 bits, one step per tensor",
    codings: { kernels: { method: "uniform", levels: 255 } },
  },
  int8: { ...CNN, about: "8 bits, a step per channel", codings: { kernels: EIGHT_BITS } },
  int4: { ...CNN, about: "4 bits, after training", codings: { kernels: FOUR_BITS } },
  "int4-aware": {
    ...CNN,
    about: "4 bits, with further training",
    retraining: TWO_EPOCHS,
    codings: { kernels: FOUR_BITS },
  },
  shared: {
    ...CNN,
    about: "16 shared values per tensor",
    codings: { kernels: { method: "clusters", clusters: 16 } },
  },
  "low-rank": {
    ...CNN,
    about: "dense layer of rank 6, 8 bits",
    rank: 6,
    retraining: TWO_EPOCHS,
    codings: { kernels: EIGHT_BITS },
  },
  pruned: {
    ...CNN,
    about: "70 % pruned, 4 bits",
    pruned: 0.7,
    retraining: TWO_EPOCHS,
    codings: { kernels: FOUR_BITS },
  },
  ternary: {
    ...CNN,
    about: "ternary, with further training",
    retraining: TWO_EPOCHS,
    codings: { kernels: { method: "ternary" }, exceptions: FIRST },
  },
  binary: {
    ...CNN,
    about: "binary, with further training",
    retraining: TWO_EPOCHS,
    codings: { kernels: { method: "binary" }, exceptions: FIRST },
  },
  /** A small network that learns from labels alone, beside the next. */
  pupil: {
    about: "small network, 8 bits",
    network: [[8], [8], [8, 8]],
    training: { ...DRAWN_ANEW, epochs: 12, augmentation: false },
    codings: { kernels: EIGHT_BITS },
  },
  "taught-pupil": {
    about: "the same, taught by `best`",
    network: [[8], [8], [8, 8]],
    training: { ...DRAWN_ANEW, epochs: 12, augmentation: false },
    teacher: { temperature: 1, share: 0.7 },
    codings: { kernels: EIGHT_BITS },
  },
  /** As few parameters as can be: too few to memorise digits, so training uses no augmentation. */
  "few-parameters": {
    about: "674 weights, float32; digits made upright",
    network: [[4, 8], [8, 8, 8, 8]],
    separable: true,
    columnsAndRows: true,
    upright: true,
    training: { ...DRAWN_ANEW, epochs: 60, learningRate: 0.05, augmentation: false },
    codings: "float32",
  },
  /** As accurate as it can be in at most 1,000 bytes. */
  tiny: {
    about: "1,854 weights of 11 levels",
    network: [[12], [16, 16, 16, 16]],
    separable: true,
    training: { ...DRAWN_ANEW, epochs: 16 },
    fixedScales: true,
    retraining: SHORT_AND_STEADY,
    codings: ELEVEN_LEVELS,
  },
  /** As accurate as it can be in at most 5,000 bytes. */
  "tiny-5000": {
    about: "10,498 weights of 11 levels",
    network: [[16, 24], [48, 48, 48, 40]],
    separable: true,
    training: { ...DRAWN_ANEW, epochs: 14, learningRate: 0.015 },
    fixedScales: true,
    retraining: SHORT_AND_STEADY,
    codings: ELEVEN_LEVELS,
  },
};
