/** What training reports: its steps, its epochs and the whole run. */

/** One step of training, as it is reported. */
export interface StepResult {
  /** The epoch, 1 for the first. */
  readonly epoch: number;
  /** The step, counted over all epochs, 1 for the first. */
  readonly step: number;
  /** How many steps the run has. */
  readonly steps: number;
  /** How many steps an epoch has. */
  readonly stepsPerEpoch: number;
  /** The batch's mean cross-entropy before the step, in nats. */
  readonly loss: number;
  /** The share of the batch that was classified right before the step, dropout on. */
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
  /** Share classified right over the epoch's steps, dropout on. */
  readonly accuracy: number;
  /** Mean cross-entropy of the validation digits after the epoch, in nats; NaN without any. */
  readonly validationLoss: number;
  /** Share of the validation digits classified right after the epoch; NaN without any. */
  readonly validationAccuracy: number;
  /** How long the epoch took, validation included, in seconds. */
  readonly seconds: number;
}

/** A run of `train`: what it returns beside the trained network. */
export interface TrainingResult {
  /** The epochs that were finished. */
  readonly epochs: readonly EpochResult[];
  /** The mean cross-entropy of every step's batch, in nats. */
  readonly stepLosses: readonly number[];
  /**
   * How long training took, validation included, loading excluded, in seconds. In a resumed run, the
   * epochs from before count too.
   */
  readonly trainSeconds: number;
  /** Whether the signal stopped it before its end. */
  readonly stopped: boolean;
}
