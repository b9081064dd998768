/**
 * One epoch, as one worker sees it: the training loop of this library.
 *
 * Data parallelism: every worker holds a copy of the network and computes the gradient of its own
 * part of each batch; then they meet, and each updates its own part of the shared weights with the
 * sum of all gradients, added up in the order of the workers. A run with one worker is the same loop
 * with nobody to wait for.
 */

import * as tf from "@tensorflow/tfjs";
import { type BatchGroups, pixels, softmaxCrossEntropy } from "../backend/ops.ts";
import { gatherAugmentedFrom } from "../dataset/augment.ts";
import {
  type Batch,
  emptyBatch,
  emptyBytes,
  epochOrder,
  gatherBytes,
  type Images,
  slice,
} from "../dataset/digits.ts";
import type { Optimizer } from "./adam.ts";
import { directly } from "./direct.ts";
import { forward } from "./forward.ts";
import type { Pause } from "./pause.ts";
import { logitsPausing } from "./predict.ts";
import { type Tally, tally } from "./loss.ts";
import { type Layout, readParameters, writeParameters } from "./parameters.ts";
import { learningRate } from "./schedule.ts";
import type { View } from "./view.ts";
import {
  giveSign,
  halted,
  meet,
  resultOf,
  setStepsDone,
  type Shared,
  stop,
  stopped,
} from "./shared_memory.ts";
import { classesOf, inputShape, type Network } from "../model/network.ts";

/** The time that the loop keeps the thread before it lets events through, in milliseconds. */
const PATIENCE = 50;

/** One worker of a run. */
export interface Worker {
  /** Its number, 0 for the first. */
  readonly index: number;
  /** Its copy of the network. */
  readonly model: Network;
  /** The places of the network's weights in the shared arrays. */
  readonly layout: Layout;
  /** The memory that it shares with the others. */
  readonly shared: Shared;
  /** Updates the shared weights. */
  readonly optimizer: Optimizer;
  /** The view that its network has of the weights. */
  readonly view: View;
}

/** Some steps of an epoch, one after the other; with the last step comes the validation. */
export interface Piece {
  /** The epoch, 0 for the first. */
  readonly epoch: number;
  /** The first step, counted within the epoch from 0. */
  readonly from: number;
  /** One past the last step. */
  readonly to: number;
}

/**
 * Trains for a piece of an epoch and measures the validation digits at the epoch's end. Returns early
 * when told to stop, or when the loss is not a finite number any more.
 *
 * @param worker who
 * @param piece which steps
 * @param pause lets events through
 */
export async function trainPiece(worker: Worker, piece: Piece, pause: Pause): Promise<void> {
  const { index, layout, shared, optimizer, view } = worker;
  const { epoch, from: firstStep, to: lastStep } = piece;
  const { training, stepsPerEpoch, hyperparameters, parameters } = shared;
  const { batchSize, workers, seed, averaging } = hyperparameters;
  const order = epochOrder(training.labels.length, seed, epoch);
  const [from, to] = part(batchSize, index, workers); // of each batch
  const [first, last] = part(layout.trainableSize, index, workers); // of the weights
  const groups = groupsOf(worker);
  const gather = gatherer(worker, to - from), settings = settingsOf(shared);
  let lastPause = performance.now();

  const weights = [...layout.trainable, ...layout.fixed];
  writeParameters(weights, view(parameters));
  for (let i = firstStep; i < lastStep; i++) {
    const step = epoch * stepsPerEpoch + i;

    // 1. The gradient of this worker's part of the batch, on this worker's copy of the weights.
    const positions = order.subarray(i * batchSize + from, i * batchSize + to);
    const { loss, correct } = await shardGradient(worker, gather, positions, groups, step, from);
    giveSign(shared);
    if (halted(shared)) return;
    shared.stepTallies[index].set([loss, correct], 2 * step);
    if (!Number.isFinite(loss)) stop(shared);
    if (!meet(shared)) return;

    // 2. The sum of all gradients, and one step of Adam, for this worker's part of the weights.
    const { rate, keep } = settings(step);
    optimizer.adam(step + 1, rate, first, last);
    if (averaging > 0) optimizer.average(keep, first, last);
    if (index === 0) {
      averageFixed(shared, layout);
      if (averaging > 0) optimizer.average(keep, layout.trainableSize, layout.size);
    }
    const goOn = meet(shared);

    // 3. The new weights, all of them, into this worker's copy.
    writeParameters(weights, view(parameters));
    if (index === 0) setStepsDone(shared, step + 1);
    if (!goOn) return;

    if (performance.now() - lastPause > PATIENCE) {
      await pause();
      lastPause = performance.now();
    }
  }

  if (lastStep < stepsPerEpoch) return;
  writeParameters(weights, view(resultOf(shared)));
  await validate(worker, pause);
}

/** The settings of a step. */
export interface StepSettings {
  /** The learning rate. */
  readonly rate: number;
  /** The share of itself that the running average of the weights keeps. */
  readonly keep: number;
}

/**
 * Makes a function that computes a step's settings.
 *
 * @param shared the run's memory
 * @returns the function, of the step, 0 for the run's first
 */
export function settingsOf(shared: Shared): (step: number) => StepSettings {
  const { stepsPerEpoch, hyperparameters } = shared;
  const { schedule, learningRate: peak, epochs, averaging } = hyperparameters;
  return (step) => ({
    rate: learningRate(schedule, peak, step, epochs * stepsPerEpoch),
    // In the first steps it keeps less, so that the weights at the start are soon forgotten.
    keep: Math.min(averaging, (step + 1) / (step + 10)),
  });
}

/**
 * Measures a worker's part of the validation digits with the weights that its network holds.
 *
 * @param worker who
 * @param pause lets events through
 */
export async function validate(worker: Worker, pause: Pause): Promise<void> {
  const { index, model, shared } = worker, { validation, hyperparameters: { workers } } = shared;
  const [start, end] = part(validation.labels.length, index, workers);
  const own = slice(validation, start, end);
  const said = await logitsPausing(model, own.images, pause, () => {
    giveSign(shared);
    return stopped(shared);
  });
  const { loss, correct } = tally(said, own.labels);
  shared.validationTallies[index].set([loss, correct]);
}

/** The share of `size` things that falls to one worker: as even as can be. */
function part(size: number, index: number, workers: number): [from: number, to: number] {
  return [Math.floor(size * index / workers), Math.floor(size * (index + 1) / workers)];
}

/**
 * Tells which images share a mean and a variance.
 *
 * Batch normalisation takes each half of a batch by itself: two workers then have a half each, and
 * need not wait for each other in every layer; and a little noise in the means and variances does
 * good (Hoffer and others, 2017, arXiv:1705.08741). More workers share a half, and tell each other.
 *
 * @param worker whose part of a batch it is
 * @returns the groups
 */
export function groupsOf(worker: Worker): BatchGroups {
  const { index, shared: { hyperparameters: { batchSize, workers } } } = worker;
  const [from, to] = part(batchSize, index, workers);
  const here = [0, 1].map((half) => {
    const [first, last] = part(batchSize, half, 2);
    return Math.max(0, Math.min(to, last) - Math.max(from, first));
  });
  return workers > 2
    ? { here, exchange: exchanger(worker) }
    : { here: here.filter((images) => images > 0) };
}

/** A function that tells the other workers some numbers and returns those of all, in their order. */
function exchanger({ index, shared }: Worker): NonNullable<BatchGroups["exchange"]> {
  let turn = 0;
  return (own) => {
    // Two turns ago all have met since, so nobody reads any more what is overwritten here.
    const slots = shared.exchanges[turn++ % 2];
    slots[index].set(own);
    meet(shared);
    return slots.map((slot) => slot.subarray(0, own.length));
  };
}

/** Gathers some pictures, of which the first has a number within the run. */
export type Gather = (positions: Uint32Array, first: number) => Batch<Images>;

/**
 * Makes a function that gathers batches of a size, each where the last one was: no garbage.
 *
 * @param worker for whom
 * @param size pictures of a batch
 * @returns the function
 */
export function gatherer({ shared: { training, hyperparameters } }: Worker, size: number): Gather {
  const { augmentation, seed } = hyperparameters;
  if (augmentation) {
    const batch = emptyBatch(training, size);
    return (positions, first) => gatherAugmentedFrom(training, positions, seed, first, batch);
  }
  const batch = emptyBytes(training, size);
  return (positions) => gatherBytes(batch, training, positions);
}

/**
 * Writes the gradient of the mean loss, as far as this worker's images contribute, to the shared
 * memory.
 */
async function shardGradient(
  { index, model, layout, shared }: Worker,
  gather: Gather,
  positions: Uint32Array,
  groups: BatchGroups,
  step: number,
  first: number,
): Promise<Tally> {
  const { batchSize, seed, smoothing } = shared.hyperparameters;
  const { images, labels } = gather(positions, step * batchSize + first);
  const shape = inputShape(model), classes = classesOf(model);
  const truth = shared.targets && gatherRows(shared.targets, positions, classes); // [B/W, classes]
  const x = [labels.length, ...shape]; // [B/W, 28, 28, 1]
  const facts = { key: [seed, step], first, groups } as const, flat = shared.gradients[index];
  const learn = (variable: tf.Variable, gradient: Float32Array) => {
    for (const slot of layout.trainable) { // more than one, where a layer is used more than once
      if (slot.variable === variable) flat.set(gradient, slot.offset);
    }
  };
  let sums = truth ? undefined : directly(model, facts, (pass) => {
    const sums = tally(pass.forward(images, x), labels);
    pass.backward(labels, smoothing, 1 / batchSize, learn);
    return sums;
  });
  if (!sums) {
    let said!: tf.Tensor2D;
    const { value, grads } = tf.variableGrads(() => {
      said = tf.keep(forward(model, pixels(images, x), facts)); // [B/W, classes]
      return tf.div(lossOf(said, labels, truth, smoothing), batchSize) as tf.Scalar;
    }, layout.trainable.map((slot) => slot.variable));
    for (const { variable } of layout.trainable) {
      learn(variable, await grads[variable.name].data() as Float32Array);
    }
    sums = tally(await said.data() as Float32Array, labels);
    tf.dispose([value, said, grads]);
  }
  await readParameters(layout.fixed, flat);
  return sums;
}

/**
 * Copies the rows of a table that lie at some positions, one after the other.
 *
 * @param table `[N × width]`
 * @param positions `[B]` which rows
 * @param width numbers of a row
 * @returns `[B × width]`
 */
export function gatherRows(
  table: Float32Array,
  positions: Uint32Array,
  width: number,
): Float32Array {
  const rows = new Float32Array(positions.length * width);
  positions.forEach((position, row) =>
    rows.set(table.subarray(position * width, (position + 1) * width), row * width)
  );
  return rows;
}

/** The sum of the cross-entropies with the truth: probabilities where there are any, else labels. */
function lossOf(
  logits: tf.Tensor2D,
  labels: Uint8Array,
  truth: Float32Array | undefined,
  smoothing: number,
): tf.Scalar {
  if (!truth) return softmaxCrossEntropy(logits, labels, smoothing);
  const probabilities = tf.tensor(truth, logits.shape); // [B/W, classes]
  const { SUM } = tf.Reduction;
  return tf.losses.softmaxCrossEntropy(probabilities, logits, undefined, smoothing, SUM);
}

/** Sets the weights that are not learned by gradient to the mean of the workers' values. */
function averageFixed({ gradients, parameters }: Shared, layout: Layout): void {
  for (let i = layout.trainableSize; i < layout.size; i++) {
    parameters[i] = gradients.reduce((sum, values) => sum + values[i], 0) / gradients.length;
  }
}
