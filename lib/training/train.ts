/** Training from the outside: hire the workers, watch them, keep the score. */

import * as tf from "@tensorflow/tfjs";
import type { BackendName } from "../backend/mod.ts";
import { type Digits, slice } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { type Checkpoint, checkpointOf, restore } from "./checkpoint.ts";
import { alone, hire } from "./worker_pool.ts";
import {
  checkHyperparameters,
  type Hyperparameters,
  hyperparametersOf,
} from "./hyperparameters.ts";
import { exchanged, layoutOf, readParameters, writeParameters } from "./parameters.ts";
import type { EpochResult, StepResult, TrainingResult } from "./result.ts";
import { learningRate } from "./schedule.ts";
import { resultOf, share, type Shared, stepsDone, stop, stopped } from "./shared_memory.ts";
import type { Network } from "../model/network.ts";

/** What {@linkcode train} needs and whom it tells. */
export interface TrainingOptions extends Hyperparameters {
  /** The digits to learn from. */
  readonly training: Digits;
  /** The digits to check with after each epoch; none by default. */
  readonly validation?: Digits;
  /** Where an interrupted run goes on; without it, training starts from the network's weights. */
  readonly resume?: Checkpoint;
  /** Stops training after the step in hand. */
  readonly signal?: AbortSignal;
  /** Told of every step, a few steps late. */
  readonly onStep?: (result: StepResult) => void;
  /**
   * Told of every epoch, and from where training could be resumed; the network holds the epoch's
   * weights then. Training waits for it.
   */
  readonly onEpoch?: (result: EpochResult, checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Trains a network in place: cross-entropy, Adam, dropout where the network has it.
 *
 * The same network, digits and hyperparameters, `workers` among them, give the same losses and
 * weights to the last bit on the same machine and backend, also where training was interrupted and
 * resumed from a checkpoint. The test images have no way in here.
 *
 * @param model a network that takes `[N, 28, 28, 1]` and ends in a dense layer with softmax
 * @param options what to train on, how, and whom to tell
 * @returns the losses and accuracies
 * @throws {RangeError} where a hyperparameter makes no sense
 * @throws {UserError} where the network is another, the loss becomes infinite or no number, a notebook's Stop ended the
 *   training, or the checkpoint is that of another run
 *
 * @example Ten steps on the built-in digits
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { builtinDigits, splitValidation } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { RECIPES, train } from "@pixel/convnet/training";
 *
 * await useWasm();
 * const digits = splitValidation(builtinDigits({ count: 420, seed: 1 }), 100);
 * const result = await train(mlp(1), { ...RECIPES.mlp, ...digits, epochs: 1, seed: 1, workers: 1 });
 * assert(result.stepLosses.length === 10);
 * ```
 */
export async function train(
  model: Network,
  options: TrainingOptions,
): Promise<TrainingResult> {
  const { training, resume, signal, onStep, onEpoch } = options;
  const { validation = slice(training, 0, 0, "no validation digits") } = options;
  const hyperparameters = hyperparametersOf(options); // not what else a recipe holds
  checkHyperparameters(hyperparameters, training.labels.length);
  refuseRegularizers(model);
  const layout = layoutOf(model);
  const weights = [...layout.trainable, ...layout.fixed];
  const shared = share(layout.size, exchanged(layout), training, validation, hyperparameters);
  await readParameters(weights, shared.parameters);
  shared.averages.set(shared.parameters);
  if (resume) restore(shared, resume);

  const crew = hyperparameters.workers === 1
    ? alone(model, shared)
    : await hire(model, shared, tf.getBackend() as BackendName);
  const abort = () => stop(shared);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();

  const report = reporter(shared, onStep);
  const start = performance.now();
  const epochs: EpochResult[] = [...resume?.epochs ?? []];
  const secondsBefore = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  try {
    for (let epoch = epochs.length; epoch < hyperparameters.epochs && !stopped(shared); epoch++) {
      const epochStart = performance.now();
      await crew.epoch(epoch, report);
      report();
      refuseDivergence(shared);
      if (stopped(shared)) break;
      writeParameters(weights, resultOf(shared));
      const seconds = (performance.now() - epochStart) / 1_000;
      const result = epochResult(shared, epoch, seconds);
      epochs.push(result);
      await onEpoch?.(result, checkpointOf(shared, epochs));
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    crew.end();
  }
  writeParameters(weights, resultOf(shared));
  return {
    epochs,
    stepLosses: Array.from(
      { length: stepsDone(shared) },
      (_, step) => stepMeans(shared, step).loss,
    ),
    trainSeconds: secondsBefore + (performance.now() - start) / 1_000,
    stopped: stopped(shared),
  };
}

/** A penalty on weights would be left out without a word. */
function refuseRegularizers({ layers }: Network): void {
  const penalised = layers.find((layer) => layer.losses.length > 0);
  if (!penalised) return;
  throw new UserError(
    `Cannot train layer "${penalised.name}" with a regularizer: only the cross-entropy is minimised`,
  );
}

/** Loss and accuracy of a step's whole batch. */
function stepMeans({ stepTallies, hyperparameters }: Shared, step: number) {
  const sum = (place: number) =>
    stepTallies.reduce((total, tallies) => total + tallies[2 * step + place], 0);
  return {
    loss: sum(0) / hyperparameters.batchSize,
    accuracy: sum(1) / hyperparameters.batchSize,
  };
}

/** A function that reports the steps done since it was last called. */
function reporter(shared: Shared, onStep?: (result: StepResult) => void): () => void {
  const { stepsPerEpoch, hyperparameters: { schedule, learningRate: peak, epochs } } = shared;
  const steps = epochs * stepsPerEpoch;
  let reported = stepsDone(shared);
  return () => {
    if (!onStep) return;
    for (const done = stepsDone(shared); reported < done; reported++) {
      onStep({
        epoch: Math.floor(reported / stepsPerEpoch) + 1,
        step: reported + 1,
        steps,
        stepsPerEpoch,
        ...stepMeans(shared, reported),
        learningRate: learningRate(schedule, peak, reported, steps),
      });
    }
  };
}

/** An epoch's means over its steps, and over the validation digits. */
function epochResult(shared: Shared, epoch: number, seconds: number): EpochResult {
  const { stepsPerEpoch, validationTallies, validation } = shared;
  const steps = Array.from({ length: stepsPerEpoch }, (_, i) => epoch * stepsPerEpoch + i)
    .map((step) => stepMeans(shared, step));
  const mean = (key: "loss" | "accuracy") =>
    steps.reduce((sum, step) => sum + step[key], 0) / stepsPerEpoch;
  const validated = (place: number) =>
    validationTallies.reduce((sum, tallies) => sum + tallies[place], 0) / validation.labels.length;
  return {
    epoch: epoch + 1,
    loss: mean("loss"),
    accuracy: mean("accuracy"),
    validationLoss: validated(0),
    validationAccuracy: validated(1),
    seconds,
  };
}

/** Training that has gone wrong says so, and what to try. */
function refuseDivergence(shared: Shared): void {
  const { hyperparameters: { learningRate: rate, epochs }, stepsPerEpoch } = shared;
  const step = stepsDone(shared); // the step in hand, where training was cut off
  const { loss } = stepMeans(shared, Math.min(step, epochs * stepsPerEpoch - 1));
  if (Number.isFinite(loss)) return;
  throw new UserError(
    `Training stopped at step ${step + 1}: the loss is ${loss}. The steps are too long; ` +
      `try a learning rate below ${rate}, such as ${rate / 10}`,
  );
}
