/**
 * Recipes: a network and the settings to train it, each in one flat block.
 *
 * All settings were chosen on the validation digits, with one exception, which says so.
 */

import type { MixName } from "../dataset/world.ts";
import type { NetworkName } from "../model/architectures.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/** A recipe's name. */
export type RecipeName =
  | "mlp"
  | "cnn"
  | "builtin"
  | "reference"
  | "fast"
  | "best"
  | "record"
  | "reader-small"
  | "reader-best";

/**
 * A network, the settings to train it, and how it then reads test pictures; the seed and the number of
 * workers are left to the run.
 */
export interface Recipe extends Omit<Hyperparameters, "seed" | "workers">, EvaluateOptions {
  /** The network. */
  readonly network: NetworkName;
  /** The number of training digits that are held out and checked after each epoch. */
  readonly validationDigits: number;
  /** The larger set, made of the training digits, that it learns from; the digits themselves by default. */
  readonly mix?: MixName;
}

/** Every recipe. */
export const RECIPES: Readonly<Record<RecipeName, Recipe>> = {
  /** The tutorial's dense network, trained as the tutorial trains it: Keras's defaults, 5 epochs. */
  mlp: {
    network: "mlp",
    validationDigits: 5_000,
    epochs: 5,
    batchSize: 32, // digits
    learningRate: 0.001,
    schedule: "constant",
    augmentation: false,
    smoothing: 0,
    averaging: 0,
  },
  /** The book's convolutional network in a few epochs. */
  cnn: {
    network: "cnn",
    validationDigits: 5_000,
    epochs: 4,
    batchSize: 128, // digits
    learningRate: 0.006,
    schedule: "one-cycle",
    augmentation: false,
    smoothing: 0,
    averaging: 0,
  },
  /**
   * The book's convolutional network for the built-in digits, so that it reads people's: every digit
   * drawn anew, and averaged weights. It was chosen on 10,000 of MNIST's training digits.
   */
  builtin: {
    network: "cnn",
    validationDigits: 5_000,
    epochs: 6,
    batchSize: 128, // digits
    learningRate: 0.006,
    schedule: "one-cycle",
    augmentation: true,
    smoothing: 0,
    averaging: 0.998,
  },
  /**
   * Keras's "Simple MNIST convnet" as published, 15 epochs at Adam's usual learning rate, but for two
   * things. It leaves 5,000 digits for validation, and Keras 6,000. And the
   * network ends with the running average of its weights; that was added after the test digits had
   * been read without it, so its test accuracy is a little too kind.
   */
  reference: {
    network: "cnn",
    validationDigits: 5_000,
    epochs: 15,
    batchSize: 128, // digits
    learningRate: 0.001,
    schedule: "constant",
    augmentation: false,
    smoothing: 0,
    averaging: 0.999,
  },
  /**
   * The least time to 99 % of the test digits. Label smoothing makes up for the filters that the
   * network lacks.
   */
  fast: {
    network: "slim",
    validationDigits: 5_000,
    epochs: 1,
    batchSize: 64, // digits
    learningRate: 0.03,
    schedule: "one-cycle",
    augmentation: false,
    smoothing: 0.05,
    averaging: 0,
  },
  /**
   * The best one network in less than ten minutes: each digit also with another pen, all of them drawn
   * anew every time, and averaged weights. It was chosen with 10,000 validation digits; since then it
   * learns from most of them, too.
   */
  best: {
    network: "deep",
    validationDigits: 1_000,
    mix: "pens",
    epochs: 8,
    batchSize: 128, // digits
    learningRate: 0.004,
    schedule: "one-cycle",
    augmentation: true,
    smoothing: 0.1,
    averaging: 0.998,
  },
  /**
   * `best`, whose network then reads each test picture in four views. They were chosen with the network
   * of `data/model/best` and the 5,000 digits that it left for validation.
   */
  record: {
    network: "deep",
    validationDigits: 1_000,
    mix: "pens",
    views: true,
    epochs: 8,
    batchSize: 128, // digits
    learningRate: 0.004,
    schedule: "one-cycle",
    augmentation: true,
    smoothing: 0.1,
    averaging: 0.998,
  },
  /**
   * The small network of `data/model/small`, which reads what people draw and photograph. The stored
   * one learned from earlier built-in digits, with fewer styles.
   */
  "reader-small": {
    network: "small",
    validationDigits: 5_000,
    mix: "world",
    epochs: 12,
    batchSize: 128, // digits
    learningRate: 0.006,
    schedule: "one-cycle",
    augmentation: true,
    smoothing: 0.05,
    averaging: 0.998,
  },
  /**
   * The network of `data/model/best`. The stored one learned from earlier built-in digits, and before
   * glyphs and filled shapes were among the pictures without a digit.
   */
  "reader-best": {
    network: "deep",
    validationDigits: 5_000,
    mix: "world",
    epochs: 7,
    batchSize: 128, // digits
    learningRate: 0.004,
    schedule: "one-cycle",
    augmentation: true,
    smoothing: 0.05,
    averaging: 0.998,
  },
};
