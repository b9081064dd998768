/** What is chosen before training starts, and the choices for the book's networks. */

import type { NetworkName } from "../model/networks.ts";
import type { ScheduleName } from "./schedule.ts";

/** What is chosen before training starts. */
export interface Hyperparameters {
  /** How often each training digit is seen. */
  readonly epochs: number;
  /** Digits a step. */
  readonly batchSize: number;
  /** The highest learning rate of all steps. */
  readonly learningRate: number;
  /** How the learning rate changes from step to step. */
  readonly schedule: ScheduleName;
  /** Decides the order of the digits and what dropout switches off. */
  readonly seed: number;
  /** How many workers share each batch. The result hangs on it by no more than rounding. */
  readonly workers: number;
}

/**
 * What trains each network well when nobody says otherwise.
 *
 * The dense network's are the tutorial's: Keras's Adam and batch size, five epochs. The CNN's were
 * chosen on the validation split.
 */
export const DEFAULTS: Readonly<
  Record<NetworkName, Omit<Hyperparameters, "seed" | "workers">>
> = {
  mlp: { epochs: 5, batchSize: 32, learningRate: 0.001, schedule: "constant" },
  cnn: { epochs: 4, batchSize: 128, learningRate: 0.006, schedule: "one-cycle" },
};

/**
 * Makes sure that hyperparameters make sense together and for a number of training digits.
 *
 * @param chosen the hyperparameters
 * @param digits how many digits there are to train on
 * @throws {RangeError} where one does not
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
  whole("workers", chosen.workers, 1, Math.min(64, chosen.batchSize));
  if (!(chosen.learningRate > 0 && chosen.learningRate <= 10)) {
    throw new RangeError(
      `Cannot train with learning rate ${chosen.learningRate}: it must be over 0 and at most 10`,
    );
  }
}
