/** The reports of training: steps, epochs and the whole run. */

/** One step of training, as it is reported. */
export interface StepResult {
  /** The epoch, 1 for the first. */
  readonly epoch: number;
  /** The step, counted over all epochs, 1 for the first. */
  readonly step: number;
  /** The number of steps in the run. */
  readonly steps: number;
  /** The number of steps in an epoch. */
  readonly stepsPerEpoch: number;
  /** The batch's mean cross-entropy before the step, in nats. */
  readonly loss: number;
  /** The share of the batch classified correctly before the step, dropout on. */
  readonly accuracy: number;
  /** The step's learning rate. */
  readonly learningRate: number;
}

/** One epoch of training. */
export interface EpochResult {
  /** The epoch, 1 for the first. */
  readonly epoch: number;
  /** Mean cross-entropy over the epoch's steps, in nats, dropout on. */
  readonly loss: number;
  /** Share classified correctly over the epoch's steps, dropout on. */
  readonly accuracy: number;
  /** Mean cross-entropy of the validation set after the epoch, in nats; NaN without one. */
  readonly validationLoss: number;
  /** Share of the validation set classified correctly after the epoch; NaN without one. */
  readonly validationAccuracy: number;
  /** The epoch's duration in seconds, validation included. */
  readonly seconds: number;
}

/** A run of `train`: what it returns beside the trained network. */
export interface TrainingResult {
  /** The epochs that were finished. */
  readonly epochs: readonly EpochResult[];
  /** The mean cross-entropy of every step's batch, in nats. */
  readonly stepLosses: readonly number[];
  /**
   * The duration of training in seconds, with validation and without loading. In a resumed run, the
   * epochs from before count too.
   */
  readonly trainSeconds: number;
  /** True if the signal stopped training before its end. */
  readonly stopped: boolean;
}
