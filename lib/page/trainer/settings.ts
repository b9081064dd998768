/**
 * Settings of the page's training. Chosen on built-in validation digits; what tests measure is of
 * other digits.
 */

import type { Hyperparameters } from "../../training/hyperparameters.ts";

/** The digits that the page draws itself: how many, how many between two looks at the reader's wishes. */
export const BUILTIN = { count: 51_200, piece: 1_200, seed: 1 };

/** Digits kept for validation. */
export const VALIDATION = 2_000;

/** Digits that are shown of a set. */
export const SAMPLES = 40;

/** Measurements on the validation digits in a training, the last at its end. */
export const MEASUREMENTS = 4;

/** Steps between two looks at the filters, and at the reader's wish to pause. */
export const CHECKPOINT_STEPS = 10;

/** The settings of one network. */
interface Settings {
  /**
   * Digits that it sees in all, over some epochs: seconds' worth on one core. A new digit teaches more
   * than one that comes again: of 57,600 the light network learns as much as of 25,600 four times.
   * A higher rate saves some: of 49,152 at 0.03 it learns as much as of 57,600 at 0.02 (four seeds read
   * 96.88 % and 96.89 % of 8,000 other digits).
   */
  readonly digits: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** The networks to choose from. */
export const SETTINGS = {
  light: { digits: 49_200, batchSize: 64, learningRate: 0.03 },
  cnn: { digits: 98_400, batchSize: 128, learningRate: 0.01 },
  small: { digits: 49_200, batchSize: 128, learningRate: 0.006 },
} as const satisfies Record<string, Settings>;

/**
 * The hyperparameters of a training in the page.
 *
 * @param name the network; others than those of the book are trained as the book's
 * @param count the digits in the training set
 * @param seed decides all chance
 * @returns the hyperparameters
 */
export function hyperparametersFor(name: string, count: number, seed: number): Hyperparameters {
  const { digits, batchSize, learningRate } = Object.hasOwn(SETTINGS, name)
    ? SETTINGS[name as keyof typeof SETTINGS]
    : SETTINGS.cnn;
  return {
    ...{ batchSize: Math.min(batchSize, count), learningRate, schedule: "one-cycle", seed },
    epochs: Math.max(1, Math.floor(digits / count)),
    ...{ augmentation: false, smoothing: 0, averaging: 0, workers: 1 },
  };
}
