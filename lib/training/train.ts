/** Training from the outside: start the workers, watch them, keep the score. */

import * as tf from "@tensorflow/tfjs";
import type { BackendName } from "../backend/mod.ts";
import { requireBackend } from "../backend/ready.ts";
import { checkAugmentable } from "../dataset/augment.ts";
import { type Digits, shapeOf, slice } from "../dataset/digits.ts";
import { originOf } from "../dataset/origin.ts";
import { UserError } from "../errors.ts";
import { type Checkpoint, checkpointOf, restore } from "./checkpoint.ts";
import { checkResumption, checkSet, checkTargets, checkTrainable } from "./checks.ts";
import type { Piece } from "./epoch.ts";
import {
  CAN_SHARE,
  checkHyperparameters,
  type Hyperparameters,
  hyperparametersOf,
} from "./hyperparameters.ts";
import { exchanged, layoutOf, readParameters, writeParameters } from "./parameters.ts";
import type { EpochResult, StepResult, TrainingResult } from "./result.ts";
import { learningRate } from "./schedule.ts";
import { resultOf, share, type Shared, stepsDone, stop, stopped } from "./shared_memory.ts";
import { startWorkers, thisThread, type WorkerPool } from "./worker_pool.ts";
import type { ViewSource } from "./view.ts";
import { noteOrigin } from "../model/learned_from.ts";
import type { Network } from "../model/network.ts";

/** Options of {@linkcode train}: hyperparameters, data, and whom to tell. */
export interface TrainingOptions extends Hyperparameters {
  /** The set to learn from. */
  readonly training: Digits;
  /** The set to check with after each epoch; none by default. */
  readonly validation?: Digits;
  /**
   * `[N × classes]` probabilities to learn in place of the labels, such as what a larger network says of
   * the training set; the labels by default.
   */
  readonly targets?: Float32Array;
  /**
   * Makes what the network sees in place of its weights, in training and validation; nothing by default.
   * Training ends with the weights themselves. One that is resumed needs the same view and targets.
   */
  readonly view?: ViewSource;
  /** The checkpoint of an interrupted run to go on from; otherwise training starts from the network's weights. */
  readonly resume?: Checkpoint;
  /** Stops training after the step in hand. */
  readonly signal?: AbortSignal;
  /** Called with every step, a few steps late. */
  readonly onStep?: (result: StepResult) => void;
  /**
   * Called with every epoch, and with a checkpoint from which training could be resumed; the network
   * holds the epoch's weights then. Training waits for it.
   */
  readonly onEpoch?: (result: EpochResult, checkpoint: Checkpoint) => void | Promise<void>;
  /** After how many steps `onCheckpoint` is called within an epoch; never by default. */
  readonly checkpointSteps?: number;
  /**
   * Called with a checkpoint in the middle of an epoch: every `checkpointSteps` steps, and when the
   * signal stopped training. Training waits for it.
   */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void | Promise<void>;
}

/**
 * Trains a network in place: cross-entropy, Adam, dropout if the network has it.
 *
 * The same network, data and hyperparameters, `workers` among them, give the same losses and
 * weights to the last bit on the same machine and backend, even if training was interrupted and
 * resumed from a checkpoint. The test images have no way in here.
 *
 * On WebGPU with one worker the device is not waited for: a step's loss is known about 50 ms later, so
 * a signal, or a loss that is not finite, stops training a few steps late.
 *
 * @param model a network of one layer after the other that ends in a dense layer with softmax, as many
 *   units as there are classes; for digits it takes `[N, 28, 28, 1]`
 * @param options what to train on, how, and whom to tell
 * @returns the losses and accuracies
 * @throws {RangeError} if a hyperparameter makes no sense, or the pictures, labels or targets do not fit
 *   the network
 * @throws {UserError} if the network is of another kind, or has a regularizer, a constraint or a
 *   `noiseShape`, which training would leave out; if a loss or weight is not a finite number any
 *   more, the workers give no sign of life, a notebook's Stop ended the training, or the checkpoint is
 *   that of another run
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
  requireBackend("train a network");
  const { training, resume, signal, onStep, onEpoch, checkpointSteps, onCheckpoint } = options;
  const { view, targets } = options;
  checkTrainable(model);
  checkSet(model, training, "Cannot train on", true);
  const { validation = slice(training, 0, 0, "no validation digits") } = options;
  const hyperparameters = hyperparametersOf(options); // not what else a recipe holds
  checkHyperparameters(hyperparameters, training.labels.length);
  checkResumption(resume, checkpointSteps);
  checkSet(model, validation, "Cannot validate on");
  if (targets) checkTargets(model, training, targets);
  if (hyperparameters.augmentation) checkAugmentable(shapeOf(training));
  noteOrigin(model, originOf(training));
  const layout = layoutOf(model);
  const weights = [...layout.trainable, ...layout.fixed];
  const sets = [training, validation] as const;
  const shared = share(layout.size, exchanged(layout), ...sets, hyperparameters, { view, targets });
  await readParameters(weights, shared.parameters);
  shared.averages.set(shared.parameters);
  if (resume) restore(shared, resume);

  const start = performance.now();
  const epochs: EpochResult[] = [...resume?.epochs ?? []];
  let seconds = resume?.seconds ?? 0; // that the epoch in hand has taken
  const secondsBefore = epochs.reduce((sum, epoch) => sum + epoch.seconds, seconds);
  let kept = stepsDone(shared); // in the newest checkpoint
  const keep = () => {
    kept = stepsDone(shared);
    return checkpointOf(shared, epochs, seconds);
  };
  const report = reporter(shared, onStep);
  const abort = () => stop(shared);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  let pool: WorkerPool | undefined;
  try {
    pool = await startPool(model, shared, signal);
    while (pool && epochs.length < hyperparameters.epochs && !stopped(shared)) {
      const piece = nextPiece(shared, epochs.length, checkpointSteps);
      const pieceStart = performance.now();
      await pool.train(piece, report);
      seconds += (performance.now() - pieceStart) / 1_000;
      report();
      refuseDivergence(shared);
      if (stopped(shared)) break;
      if (piece.to < shared.stepsPerEpoch) {
        await onCheckpoint?.(keep());
        continue;
      }
      writeParameters(weights, resultOf(shared));
      const result = epochResult(shared, epochs.length, seconds);
      refuseNonFinite(
        shared,
        "the validation loss",
        validation.labels.length ? result.validationLoss : 0,
      );
      epochs.push(result);
      seconds = 0;
      await onEpoch?.(result, keep());
    }
    if (stepsDone(shared) > kept) await onCheckpoint?.(keep());
  } finally {
    signal?.removeEventListener("abort", abort);
    pool?.end();
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

/**
 * Gets ready whoever trains; nobody if the signal came first. One worker trains in this thread only
 * if its steps are short, or a GPU's: a thread that computes for seconds hears no signal.
 */
async function startPool(
  model: Network,
  shared: Shared,
  signal: AbortSignal | undefined,
): Promise<WorkerPool | undefined> {
  const { workers, batchSize } = shared.hyperparameters;
  const backend = tf.getBackend() as BackendName;
  const isShort = backend === "webgpu" || batchSize <= 256 && backend === "wasm";
  if (workers === 1 && (isShort || !CAN_SHARE)) return await thisThread(model, shared);
  try {
    return await startWorkers(model, shared, backend, { signal });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** The steps from here to the next checkpoint, or else to the epoch's end. */
function nextPiece(shared: Shared, epoch: number, checkpointSteps = Infinity): Piece {
  const { stepsPerEpoch } = shared;
  const done = stepsDone(shared), before = epoch * stepsPerEpoch;
  const next = (Math.floor(done / checkpointSteps) + 1) * checkpointSteps;
  return { epoch, from: done - before, to: Math.min(stepsPerEpoch, next - before) };
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

/** Refuses to go on with a loss, weights or moments that are not finite numbers. */
function refuseDivergence(shared: Shared): void {
  const { hyperparameters: { epochs }, stepsPerEpoch, parameters, averages, moments } = shared;
  // The step in hand, if training was cut off.
  const step = Math.min(stepsDone(shared), epochs * stepsPerEpoch - 1);
  refuseNonFinite(shared, "the loss", stepMeans(shared, step).loss);
  for (const values of [parameters, averages, moments.mean, moments.square]) {
    const odd = values.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) refuseNonFinite(shared, "a weight, or a moment of its gradient,", values[odd]);
  }
}

/** Training that has gone wrong says so, and what to try. */
function refuseNonFinite(shared: Shared, what: string, value: number): void {
  if (Number.isFinite(value)) return;
  const { learningRate: rate } = shared.hyperparameters;
  throw new UserError(
    `Training stopped at step ${stepsDone(shared) + 1}: ${what} is ${value}. The steps are too ` +
      `long; try a learning rate below ${rate}, such as ${Number((rate / 10).toPrecision(3))}`,
  );
}
