/**
 * Training on the GPU: the loop of `epoch.ts` without waiting for the device.
 *
 * Weights, moments, the running average and the losses stay on the device. A step sends it the pictures
 * and labels and records the work; nothing of it is read. Now and then, when about 50 ms of work may
 * be waiting, the losses since the last time are asked for in one go, and looked at when as much work
 * again is recorded. So the device always has work, and a loss that is not finite is noticed some
 * steps late, as is a signal. At the end of a piece the weights and all that a checkpoint holds are
 * read, in one go again.
 */

import * as tf from "@tensorflow/tfjs";
import { currentGpu, type GpuBackend } from "../backend/gpu/launch.ts";
import { talliedLoss } from "../backend/gpu/ops.ts";
import { readAll } from "../backend/gpu/read.ts";
import { pixels } from "../backend/ops.ts";
import { epochOrder } from "../dataset/digits.ts";
import { classesOf, inputShape } from "../model/network.ts";
import { adamStep, averageStep, type DeviceStep, type DeviceWeights } from "./device_adam.ts";
import {
  gatherer,
  gatherRows,
  groupsOf,
  type Piece,
  settingsOf,
  validate,
  type Worker,
} from "./epoch.ts";
import { forward } from "./forward.ts";
import { writeParameters } from "./parameters.ts";
import type { Pause } from "./pause.ts";
import { resultOf, setStepsDone, type Shared, stop, stopped } from "./shared_memory.ts";

/** The work that may be waiting for the device when its losses are read, in milliseconds. */
const WAITING = 50;

/** The most steps after which they are read. */
const MOST = 1_000;

/** The steps after which each run's losses are read at present: one at first, since nobody knows how long it takes. */
const windows = new WeakMap<Shared, number>();

/**
 * Does the same as `trainPiece`, with the WebGPU backend.
 *
 * @param worker the only one
 * @param piece which steps
 * @param pause lets events through
 */
export async function trainOnDevice(worker: Worker, piece: Piece, pause: Pause): Promise<void> {
  const { layout, shared } = worker, { training, stepsPerEpoch, hyperparameters } = shared;
  const { batchSize, seed, averaging } = hyperparameters;
  const gpu = currentGpu()!, before = piece.epoch * stepsPerEpoch;
  const order = epochOrder(training.labels.length, seed, piece.epoch);
  const settings = settingsOf(shared);
  writeParameters([...layout.trainable, ...layout.fixed], shared.parameters);
  const state = stateOf(worker);
  const tallies = tf.zeros([2 * (piece.to - piece.from)]);
  const scale = tf.scalar(1 / batchSize);
  const gradient = gradientOf(worker, gpu, tallies, scale);

  const losses = lossReader(shared, gpu, tallies, before, piece.from);
  let next = piece.from;
  try {
    while (next < piece.to && !stopped(shared)) {
      // 1. The gradient, and Adam's step along it: recorded, not waited for.
      const step = before + next;
      const positions = order.subarray(next * batchSize, (next + 1) * batchSize);
      const grads = gradient(positions, step, next - piece.from);
      const { rate, keep } = settings(step);
      // Where there is no average, it stays what it is.
      update(worker, gpu, state, grads, { step: step + 1, rate, keep: averaging > 0 ? keep : 1 });
      tf.dispose(grads);
      next++;

      // 2. The losses since the last time, when enough work is waiting.
      if (!losses.isTime(next)) continue;
      if (!await losses.read(next)) return;
      await pause();
    }
    if (!await losses.read(next) || !await losses.read(next)) return;
    await readState(worker, gpu, state);
  } finally {
    tf.dispose([
      tallies,
      scale,
      ...state.flatMap((held) => [held.mean, held.square, held.average]),
    ]);
  }
  if (stopped(shared) || piece.to < stepsPerEpoch) return;
  if (averaging > 0) writeParameters([...layout.trainable, ...layout.fixed], resultOf(shared));
  await validate(worker, pause);
}

/**
 * Reads losses while the device works: what it asks for is there at its next call, so that the device has the
 * work of a whole window while the answer is on its way. (Deno looks for answers every 10 ms.)
 */
function lossReader(
  shared: Shared,
  gpu: GpuBackend,
  tallies: tf.Tensor,
  before: number,
  first: number,
) {
  let asked = first, known = first; // steps whose losses were asked for, and those whose are known
  let window = windows.get(shared) ?? 1, start = performance.now();
  let answer: Promise<Float32Array[]> | undefined;
  return {
    /** Tells whether a window of steps is complete. */
    isTime: (next: number) => next - asked >= window,
    /**
     * Notes the losses that were asked for last time, and asks for those up to, not including, a step. Returns
     * false if one is not a finite number, which stops the training.
     */
    async read(next: number): Promise<boolean> {
      const late = answer, upTo = asked;
      answer = next > asked ? readAll(gpu, [tallies]) : undefined;
      answer?.catch(() => {}); // it is looked at below, maybe later than it fails
      asked = next;
      if (!late) return true;
      const [sums] = await late, steps = upTo - known;
      for (; known < upTo; known++) {
        const place = 2 * (known - first), own = sums.subarray(place, place + 2);
        shared.stepTallies[0].set(own, 2 * (before + known));
        if (!Number.isFinite(own[0])) {
          stop(shared);
          return false;
        }
        setStepsDone(shared, before + known + 1);
      }
      const now = performance.now(), perStep = (now - start) / steps;
      start = now;
      window = Math.max(1, Math.min(MOST, 2 * window, Math.floor(WAITING / perStep)));
      windows.set(shared, window);
      return true;
    },
  };
}

/** A slot's tensors on the device. */
interface Held {
  readonly offset: number;
  readonly variable: tf.Variable;
  readonly mean: tf.Tensor;
  readonly square: tf.Tensor;
  readonly average: tf.Tensor;
}

/** Sends what the steps change to the device; the weights are there already. */
function stateOf({ layout, shared }: Worker): Held[] {
  const { moments, averages } = shared;
  return [...layout.trainable, ...layout.fixed].map(({ variable, offset }) => {
    const part = (flat: Float32Array) =>
      tf.tensor(flat.slice(offset, offset + variable.size), variable.shape, "float32");
    const [mean, square, average] = [moments.mean, moments.square, averages].map(part);
    return { offset, variable, mean, square, average };
  });
}

/** Reads the weights, their average and the moments back into the run's memory, all at once. */
async function readState({ shared }: Worker, gpu: GpuBackend, state: Held[]): Promise<void> {
  const { parameters, averages, moments } = shared;
  const flats = [parameters, averages, moments.mean, moments.square];
  const numbers = await readAll(
    gpu,
    state.flatMap(({ variable, average, mean, square }) => [variable, average, mean, square]),
  );
  state.forEach(({ offset }, slot) =>
    flats.forEach((flat, which) => flat.set(numbers[flats.length * slot + which], offset))
  );
}

/** A function that records a step's forward and backward pass, and returns the gradients' tensors. */
function gradientOf(
  worker: Worker,
  gpu: GpuBackend,
  tallies: tf.Tensor,
  scale: tf.Scalar,
): (positions: Uint32Array, step: number, place: number) => tf.Tensor[] {
  const { model, layout, shared } = worker;
  const { batchSize, seed, smoothing } = shared.hyperparameters;
  const variables = layout.trainable.map(({ variable }) => variable);
  const shape = inputShape(model), classes = classesOf(model);
  const gather = gatherer(worker, batchSize), groups = groupsOf(worker);
  return (positions, step, place) =>
    tf.tidy(() => {
      const { images, labels } = gather(positions, step * batchSize);
      const x = pixels(images, [batchSize, ...shape]); // [B, 28, 28, 1]
      const targets = shared.targets &&
        tf.tensor(gatherRows(shared.targets, positions, classes), [batchSize, classes]);
      return tf.engine().gradients(
        () => {
          const said = forward(model, x, { key: [seed, step], first: 0, groups }); // [B, classes]
          return talliedLoss(gpu, said, { labels, targets, smoothing }, tallies, place);
        },
        variables,
        scale, // the gradient of the mean loss
      ).grads;
    });
}

/** Records a step of Adam for all weights that are learned, and of the average for all others. */
function update(
  { layout, shared }: Worker,
  gpu: GpuBackend,
  state: readonly Held[],
  grads: readonly tf.Tensor[],
  step: DeviceStep,
): void {
  state.forEach((held, slot) => {
    if (slot < layout.trainable.length) {
      const weights: DeviceWeights = { ...held, weights: held.variable };
      adamStep(gpu, weights, grads[slot], step);
    } else if (shared.hyperparameters.averaging > 0) {
      averageStep(gpu, held.variable, held.average, step.keep);
    }
  });
}
