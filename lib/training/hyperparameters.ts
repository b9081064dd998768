/** The settings that are chosen before training starts. */

import { checkSchedule, type ScheduleName } from "./schedule.ts";

/**
 * Tells whether there is memory that threads can share. A page has none unless its server isolates it, and
 * then trains with one worker, in its own thread.
 */
export const CAN_SHARE: boolean = "SharedArrayBuffer" in globalThis;

/** The settings that are chosen before training starts. */
export interface Hyperparameters {
  /** The number of times that each training picture is seen. */
  readonly epochs: number;
  /** Pictures per step. */
  readonly batchSize: number;
  /** The highest learning rate of all steps. */
  readonly learningRate: number;
  /** The course of the learning rate over the steps. */
  readonly schedule: ScheduleName;
  /** True if each digit is drawn a little differently each time that it is seen. */
  readonly augmentation: boolean;
  /**
   * Label smoothing: the share of the truth that is spread over all classes, so that the network does
   * not learn to be surer than it can be; 0 for none. Losses are reported without it.
   */
  readonly smoothing: number;
  /**
   * The share of the averaged weights that each step keeps; the rest comes from the step's own weights.
   * The network ends with the average, which is better than any step's. 0: no averaging.
   */
  readonly averaging: number;
  /** Decides the order of the pictures, what dropout switches off and how digits are drawn anew. */
  readonly seed: number;
  /** The number of workers that share each batch. The result depends on it only by rounding. */
  readonly workers: number;
}

/**
 * Picks the hyperparameters out of an object that may hold more, such as a recipe with its network.
 *
 * @param options the object
 * @returns the hyperparameters, and nothing else
 */
export function hyperparametersOf(options: Hyperparameters): Hyperparameters {
  const { epochs, batchSize, learningRate, schedule, augmentation, smoothing, averaging } = options;
  const { seed, workers } = options;
  return {
    ...{ epochs, batchSize, learningRate, schedule, augmentation, smoothing, averaging },
    ...{ seed, workers },
  };
}

/**
 * Makes sure that hyperparameters make sense together and for a number of training pictures.
 *
 * @param chosen the hyperparameters
 * @param digits the number of pictures to train on
 * @throws {RangeError} if one does not
 */
export function checkHyperparameters(chosen: Hyperparameters, digits: number): void {
  const whole = (what: string, value: number, least: number, most: number) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new RangeError(
      `Cannot train with ${what} ${value}: it must be a whole number from ${least} to ${most}`,
    );
  };
  whole("epochs", chosen.epochs, 1, 10_000);
  whole("batch size", chosen.batchSize, 1, digits);
  whole("seed", chosen.seed, 0, 2 ** 32 - 1);
  whole("workers", chosen.workers, 1, CAN_SHARE ? Math.min(64, chosen.batchSize) : 1);
  if (!(chosen.learningRate > 0 && chosen.learningRate <= 10)) {
    throw new RangeError(
      `Cannot train with learning rate ${chosen.learningRate}: it must be over 0 and at most 10`,
    );
  }
  checkSchedule(chosen.schedule);
  if (typeof chosen.augmentation !== "boolean") {
    throw new TypeError(
      `Cannot train with augmentation ${chosen.augmentation}: it must be true or false`,
    );
  }
  if (!(chosen.smoothing >= 0 && chosen.smoothing < 1)) {
    throw new RangeError(
      `Cannot train with smoothing ${chosen.smoothing}: it must be at least 0 and under 1`,
    );
  }
  if (!(chosen.averaging >= 0 && chosen.averaging < 1)) {
    throw new RangeError(
      `Cannot train with averaging ${chosen.averaging}: it must be at least 0 and under 1`,
    );
  }
}
