/** The memory that the workers of a training run share, and how they wait for each other in it. */

import type { Digits } from "../dataset/digits.ts";
import { type Weights, weightsMemory } from "./adam.ts";
import { CAN_SHARE, type Hyperparameters } from "./hyperparameters.ts";
import type { ViewSource } from "./view.ts";

/** The memory that a run's workers share. Every array lies in a SharedArrayBuffer, if there are any. */
export interface Shared extends Weights {
  /** The digits to learn from. */
  readonly training: Digits;
  /** The digits to check with after each epoch. */
  readonly validation: Digits;
  /** The hyperparameters. */
  readonly hyperparameters: Hyperparameters;
  /** Steps an epoch. */
  readonly stepsPerEpoch: number;
  /** `[W][2 × steps]` each worker's loss and correct answers, one pair per step. */
  readonly stepTallies: readonly Float64Array[];
  /** `[W][2]` each worker's loss and right answers of its part of the validation digits. */
  readonly validationTallies: readonly Float64Array[];
  /** `[2][W][E]` what workers tell each other within a step, in turns of two; see `exchanger`. */
  readonly exchanges: readonly (readonly Float32Array[])[];
  /** The view that the networks have of the weights; as they are if left out. */
  readonly view?: ViewSource;
  /** `[N × classes]` the probabilities to learn in place of the labels, if there are any. */
  readonly targets?: Float32Array;
  /** Numbers by which workers meet and are told to stop; see the constants below. */
  readonly control: Int32Array;
}

/** Places in `control`. */
const ARRIVED = 0, ROUND = 1, DECISION = 2, WAKE = 3, STOP = 4, STEPS_DONE = 5, ANSWERS = 6;
const SIGNS = 7, PLACES = 8;

const Memory = CAN_SHARE ? SharedArrayBuffer : ArrayBuffer;

function floats(length: number): Float32Array {
  return new Float32Array(new Memory(4 * length));
}

function doubles(length: number): Float64Array {
  return new Float64Array(new Memory(8 * length));
}

/** The same bytes where every worker sees them; a set that lies there already is not copied. */
function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function shareFloats(values: Float32Array): Float32Array {
  const shared = floats(values.length);
  shared.set(values);
  return shared;
}

/**
 * Puts a set where every worker sees it. Whoever loads a large set for several workers does so at once
 * and keeps nothing else of it, so that it is not in memory twice.
 *
 * @param set the set
 * @returns the same set; its bytes are copied unless they are shared already
 */
export function shareDigits(set: Digits): Digits {
  return { ...set, images: shareBytes(set.images), labels: shareBytes(set.labels) };
}

/**
 * Makes the memory for a run.
 *
 * @param size how many parameters the network has
 * @param exchanged how many numbers a worker tells the others at once, at most
 * @param training the digits to learn from
 * @param validation the digits to check with
 * @param hyperparameters how to train
 * @param extras how the networks see the weights, and what to learn in place of the labels
 * @returns the memory, all zeros but for the digits and the targets
 */
export function share(
  size: number,
  exchanged: number,
  training: Digits,
  validation: Digits,
  hyperparameters: Hyperparameters,
  { view, targets }: Pick<Shared, "view" | "targets"> = {},
): Shared {
  const { workers, batchSize, epochs } = hyperparameters;
  const stepsPerEpoch = Math.floor(training.labels.length / batchSize);
  const each = <T>(make: () => T): T[] => Array.from({ length: workers }, make);
  const alone = workers === 1; // nobody to share the digits with
  return {
    training: alone ? training : shareDigits(training),
    validation: alone ? validation : shareDigits(validation),
    hyperparameters,
    view,
    targets: alone || !targets ? targets : shareFloats(targets),
    stepsPerEpoch,
    ...weightsMemory(size, workers),
    stepTallies: each(() => doubles(2 * epochs * stepsPerEpoch)),
    validationTallies: each(() => doubles(2)),
    exchanges: [1, 2].map(() => each(() => floats(exchanged))),
    control: new Int32Array(new Memory(4 * PLACES)),
  };
}

/**
 * The weights that a run results in: the running average where there is one, else the weights of
 * the last step.
 *
 * @param shared the run's memory
 * @returns `[P]`
 */
export function resultOf({ parameters, averages, hyperparameters }: Shared): Float32Array {
  return hyperparameters.averaging > 0 ? averages : parameters;
}

/**
 * Waits until every worker has come here. Blocks the thread; where there is but one worker it does
 * nothing.
 *
 * @param shared the run's memory
 * @returns whether to go on: false once training was told to stop. All workers get the same answer.
 */
export function meet({ control, hyperparameters }: Shared): boolean {
  const { workers } = hyperparameters;
  if (workers === 1) return Atomics.load(control, STOP) === 0;
  if (halted({ control })) return false;
  const round = Atomics.load(control, ROUND);
  if (Atomics.add(control, ARRIVED, 1) + 1 === workers) {
    Atomics.store(control, ARRIVED, 0);
    decide(control, round);
    Atomics.add(control, ROUND, 1);
    wake(control);
  } else {
    for (;;) {
      const seen = Atomics.load(control, WAKE);
      if (Atomics.load(control, ROUND) !== round) break;
      if (Atomics.load(control, STOP) === 1) { // somebody may never come
        decide(control, round);
        if (halted({ control })) break; // else the last one has come, and is about to end the round
      }
      if (!changesSoon(control, WAKE, seen, workers)) Atomics.wait(control, WAKE, seen);
    }
  }
  // A later round may have been decided by now; this one was to go on, then.
  const decision = Atomics.load(control, DECISION);
  return decision === decided(round, true) || decision > decided(round, false);
}

/** The time for which a worker looks for the others before it sleeps, in milliseconds: about that of being woken. */
const SPIN = 0.1;

/**
 * Looks for a moment whether a number changes, unless there are more workers than cores, where looking would
 * keep those from work that are waited for.
 */
function changesSoon(control: Int32Array, place: number, value: number, workers: number): boolean {
  if (workers > navigator.hardwareConcurrency) return false;
  const end = performance.now() + SPIN;
  do {
    for (let i = 0; i < 100; i++) if (Atomics.load(control, place) !== value) return true;
  } while (performance.now() < end);
  return false;
}

/** The value of `DECISION` once it was decided whether to go on after a round. */
function decided(round: number, goOn: boolean): number {
  return 2 * (round + 1) + (goOn ? 0 : 1);
}

/** Decides for all workers whether to go on after a round; whoever is first decides. */
function decide(control: Int32Array, round: number): void {
  const goOn = Atomics.load(control, STOP) === 0;
  Atomics.compareExchange(control, DECISION, decided(round - 1, true), decided(round, goOn));
}

function wake(control: Int32Array): void {
  Atomics.add(control, WAKE, 1); // a worker about to wait does not fall asleep
  Atomics.notify(control, WAKE);
}

/**
 * Tells whether several workers agreed, when they met, not to go on.
 *
 * @param shared the run's memory
 * @returns whether they did
 */
export function halted({ control }: Pick<Shared, "control">): boolean {
  return Atomics.load(control, DECISION) % 2 === 1;
}

/**
 * Tells every worker to stop, also those that wait for another.
 *
 * @param shared the run's memory
 */
export function stop({ control }: Shared): void {
  Atomics.store(control, STOP, 1);
  wake(control);
}

/**
 * Tells whether training was told to stop.
 *
 * @param shared the run's memory
 * @returns whether it was
 */
export function stopped({ control }: Shared): boolean {
  return Atomics.load(control, STOP) === 1;
}

/**
 * Counts a step as done.
 *
 * @param shared the run's memory
 * @param steps how many steps are done by now
 */
export function setStepsDone({ control }: Shared, steps: number): void {
  Atomics.store(control, STEPS_DONE, steps);
}

/**
 * Counts the steps that are done.
 *
 * @param shared the run's memory
 * @returns the number
 */
export function stepsDone({ control }: Shared): number {
  return Atomics.load(control, STEPS_DONE);
}

/**
 * Gives a sign of life. Every worker does so at least once per step or batch.
 *
 * @param shared the run's memory
 */
export function giveSign({ control }: Shared): void {
  Atomics.add(control, SIGNS, 1);
}

/**
 * Counts the signs of life that all workers gave so far, answers included.
 *
 * @param shared the run's memory
 * @returns a number that changes with every sign
 */
export function signs({ control }: Shared): number {
  return Atomics.load(control, SIGNS) + Atomics.load(control, ANSWERS);
}

/**
 * Wakes who waits for a worker's answer.
 *
 * @param shared the run's memory
 */
export function announceAnswer({ control }: Shared): void {
  Atomics.add(control, ANSWERS, 1);
  Atomics.notify(control, ANSWERS);
}

/** Counts the answers that the workers have announced. */
export function answers({ control }: Shared): number {
  return Atomics.load(control, ANSWERS);
}

/**
 * Blocks the thread until a worker announces an answer that has not been heard of, or for a while.
 *
 * @param shared the run's memory
 * @param heard how many answers have been heard of; with others the thread is not blocked
 * @param most how long at most, in milliseconds
 */
export function waitForAnswer({ control }: Shared, heard: number, most: number): void {
  Atomics.wait(control, ANSWERS, heard, most);
}
