/**
 * Checkpoints: what a training run must remember to go on later as if it had never been interrupted.
 *
 * All chance in a run follows from its seed and the step, so the weights, their average and the
 * optimizer's moments are enough.
 */

import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { seal, unseal } from "../checksum.ts";
import { UserError } from "../errors.ts";
import { readUpTo, reason, sweep, writeWhole } from "../files.ts";
import type { EpochResult } from "./result.ts";
import type { Digits } from "../dataset/digits.ts";
import { type Hyperparameters, hyperparametersOf } from "./hyperparameters.ts";
import { setStepsDone, type Shared, stepsDone } from "./shared_memory.ts";

/** A training run between two of its steps. */
export interface Checkpoint {
  /** The run's identity, by name: hyperparameters, digits, network and backend. */
  readonly run: Readonly<Record<string, string | number | boolean>>;
  /** The epochs that are finished. */
  readonly epochs: readonly EpochResult[];
  /** The seconds that the epoch in hand has taken so far; 0 between two epochs. */
  readonly seconds: number;
  /** `[2 × steps]` each finished step's loss and right answers, summed over its batch. */
  readonly stepTallies: Float64Array;
  /** `[P]` the weights. */
  readonly parameters: Float32Array;
  /** `[P]` their running average; where there is none, the weights at the start. */
  readonly averages: Float32Array;
  /** `[P]` Adam's running mean of the gradient. */
  readonly mean: Float32Array;
  /** `[P]` Adam's running mean of its square. */
  readonly square: Float32Array;
}

/** The parts that make up a run's identity. */
export interface RunParts {
  /** Its hyperparameters. */
  readonly hyperparameters: Hyperparameters;
  /** The digits that it learns from. */
  readonly training: Digits;
  /** The digits that it is checked with. */
  readonly validation: Digits;
  /** The number of its network's parameters. */
  readonly size: number;
}

/** Lists the values that must be the same for a run to go on. */
function runOf({ hyperparameters, training, validation, size }: RunParts): Checkpoint["run"] {
  return {
    ...hyperparametersOf(hyperparameters),
    parameters: size,
    backend: tf.getBackend(),
    digits: training.name,
    trainingDigits: training.labels.length,
    validationDigits: validation.labels.length,
    labels: fingerprint(training.labels),
    pictures: fingerprint(training.images),
  };
}

/** One thing in which a run is not the one that a checkpoint was taken from. */
export interface Difference {
  /** Its name in {@linkcode Checkpoint.run}. */
  readonly name: string;
  /** The value in the checkpoint. */
  readonly before: unknown;
  /** The value now. */
  readonly now: unknown;
}

/**
 * Compares a run with the one that a checkpoint was taken from.
 *
 * @param checkpoint the checkpoint
 * @param run the run
 * @returns the first difference; undefined if there is none, so that the run can go on from there
 */
export function difference({ run: before }: Checkpoint, run: RunParts): Difference | undefined {
  const [found] = Object.entries(runOf(run)).filter(([name, now]) => {
    const isOlder = name === "pictures" && !(name in before); // than pictures in checkpoints
    return before[name] !== now && !isOlder;
  });
  return found && { name: found[0], before: before[found[0]], now: found[1] };
}

const known = new WeakMap<Uint8Array, number>();

/**
 * A number that other bytes, or the same in another order, hardly ever have (FNV-1a, 32 bits). It is
 * computed once, since MNIST's pictures take 0.05 s.
 */
function fingerprint(bytes: Uint8Array): number {
  let hash = known.get(bytes);
  if (hash === undefined) {
    hash = 0x811c9dc5;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    known.set(bytes, hash >>>= 0);
  }
  return hash;
}

/**
 * Copies out of a run's memory what it needs to go on.
 *
 * @param shared the run's memory, between two steps
 * @param epochs the epochs that are finished
 * @param seconds how long the epoch in hand has taken so far
 * @returns the checkpoint
 */
export function checkpointOf(
  shared: Shared,
  epochs: readonly EpochResult[],
  seconds: number,
): Checkpoint {
  const { stepTallies, parameters, averages, moments: { mean, square } } = shared;
  const tallies = new Float64Array(2 * stepsDone(shared));
  for (const own of stepTallies) tallies.forEach((_, i) => tallies[i] += own[i]);
  return {
    run: runOf({ ...shared, size: shared.parameters.length }),
    epochs: [...epochs],
    seconds,
    stepTallies: tallies,
    parameters: parameters.slice(),
    averages: averages.slice(),
    mean: mean.slice(),
    square: square.slice(),
  };
}

/**
 * Puts a checkpoint into a run's memory.
 *
 * @param shared the memory of a run that has not begun
 * @param checkpoint where the run goes on
 * @throws {UserError} if the checkpoint is another run's, or damaged
 */
export function restore(shared: Shared, checkpoint: Checkpoint): void {
  const { epochs, stepTallies, parameters, averages, mean, square } = checkpoint;
  const other = difference(checkpoint, { ...shared, size: shared.parameters.length });
  if (other) {
    throw new UserError(
      `Cannot resume training: it was begun with ${other.name} ${other.before}, not ${other.now}. ` +
        `Resume it with what it was begun with, or train anew`,
    );
  }
  const { stepsPerEpoch, hyperparameters } = shared;
  const steps = stepTallies.length / 2, finished = epochs.length * stepsPerEpoch;
  const all = hyperparameters.epochs * stepsPerEpoch;
  const most = Math.min(finished + stepsPerEpoch, all);
  if (!(finished <= steps && steps <= most && Number.isInteger(steps))) {
    throw new UserError(
      `Cannot resume training: ${steps} losses do not fit ${epochs.length} finished epochs of ` +
        `${stepsPerEpoch} steps; the checkpoint is damaged. Train anew`,
    );
  }
  shared.stepTallies[0].set(stepTallies);
  shared.parameters.set(parameters);
  shared.averages.set(averages);
  shared.moments.mean.set(mean);
  shared.moments.square.set(square);
  setStepsDone(shared, steps);
}

const FILE = "checkpoint.json";

/** The longest checkpoint that is read, in bytes: JavaScript has no longer strings. */
const MOST = 2 ** 29;

/**
 * Saves a checkpoint as `checkpoint.json`, written whole, with a checksum of its content; an older
 * one is replaced.
 *
 * @param checkpoint the checkpoint
 * @param folder where; made if missing
 * @throws {UserError} if it cannot be written
 *
 * @example Training that can be resumed
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { loadCheckpoint, RECIPES, saveCheckpoint, train } from "@pixel/convnet/training";
 *
 * await useWasm();
 * const training = builtinDigits({ count: 64, seed: 1 }), folder = await Deno.makeTempDir();
 * const options = { ...RECIPES.mlp, training, epochs: 2, seed: 1, workers: 1 };
 * const interrupted = new AbortController();
 * await train(mlp(1), {
 *   ...options,
 *   signal: interrupted.signal,
 *   onEpoch: async (_, checkpoint) => {
 *     await saveCheckpoint(checkpoint, folder);
 *     interrupted.abort();
 *   },
 * });
 * const resume = await loadCheckpoint(folder);
 * const { epochs } = await train(mlp(1), { ...options, resume });
 * assert(resume.epochs.length === 1 && epochs.length === 2);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function saveCheckpoint(checkpoint: Checkpoint, folder: string): Promise<void> {
  const text = JSON.stringify(
    checkpoint,
    (_, value) => ArrayBuffer.isView(value) ? new Uint8Array(value.buffer).toBase64() : value,
  );
  await writeWhole(join(folder, FILE), seal(text));
}

/**
 * Tells whether a folder holds a checkpoint.
 *
 * @param folder the folder
 * @returns whether it does
 *
 * @example Nothing was interrupted here
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasCheckpoint } from "@pixel/convnet/training";
 *
 * assert(!await hasCheckpoint("/no/such/folder"));
 * ```
 */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  return await Deno.stat(join(folder, FILE)).then(() => true, () => false);
}

/** Options of {@linkcode loadCheckpoint}. */
export interface LoadCheckpointOptions {
  /** Called with a sentence if the file carries no checksum, so that damage would go unnoticed. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Loads the checkpoint that {@linkcode saveCheckpoint} wrote.
 *
 * @param folder where it lies
 * @param options whom to tell what
 * @returns the checkpoint
 * @throws {UserError} if there is none, or the file is damaged or something else
 *
 * @example A folder without one
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCheckpoint } from "@pixel/convnet/training";
 *
 * await assert.rejects(loadCheckpoint("/no/such/folder"), /there is no such file/);
 * ```
 */
export async function loadCheckpoint(
  folder: string,
  options: LoadCheckpointOptions = {},
): Promise<Checkpoint> {
  const file = join(folder, FILE);
  const bytes = await readUpTo(file, MOST).catch((error) => {
    throw new UserError(
      `Cannot resume training from ${file}: ${reason(error)}. ` +
        `It is written while training and removed when training is done`,
      { cause: error },
    );
  });
  try {
    const { json, sealed } = unseal(bytes);
    const checkpoint = parse(JSON.parse(json));
    if (!sealed) {
      options.onNotice?.(
        `${file} carries no checksum: an earlier version wrote it, and damage would go unnoticed.`,
      );
    }
    return checkpoint;
  } catch (error) {
    throw new UserError(
      `Cannot resume training from ${file}: the file is damaged or not a checkpoint ` +
        `(${reason(error)}). Train anew`,
      { cause: error },
    );
  }
}

/** The numbers of an epoch; those that JSON writes as null are not numbers, for lack of digits. */
const EPOCH = ["epoch", "loss", "accuracy", "validationLoss", "validationAccuracy", "seconds"];

/** Makes a checkpoint of what the file holds, or fails. */
// deno-lint-ignore no-explicit-any
function parse(content: any): Checkpoint {
  const { run, epochs, seconds = 0, stepTallies, ...weights } = content ?? {};
  if (
    !Number.isSafeInteger(run?.parameters) || !Array.isArray(epochs) || !Number.isFinite(seconds)
  ) {
    throw new RangeError("parts of it are missing");
  }
  const floats = (name: string) => {
    const values = new Float32Array(Uint8Array.fromBase64(String(weights[name])).buffer);
    if (values.length !== run.parameters) throw new RangeError(`${name} is cut off`);
    return values;
  };
  return {
    run,
    epochs: epochs.map((epoch) => {
      const numbers = EPOCH.map((name) => [name, epoch?.[name] ?? NaN]);
      if (numbers.every(([, value]) => typeof value === "number")) {
        return Object.fromEntries(numbers) as unknown as EpochResult;
      }
      throw new RangeError("an epoch holds something else than numbers");
    }),
    seconds,
    stepTallies: new Float64Array(Uint8Array.fromBase64(String(stepTallies)).buffer),
    parameters: floats("parameters"),
    averages: floats("averages"),
    mean: floats("mean"),
    square: floats("square"),
  };
}

/**
 * Removes a folder's checkpoint, if it holds one, and what killed writes of it left: the run is done.
 *
 * @param folder where it lies
 * @throws {UserError} if it cannot be removed
 *
 * @example Without one there is nothing to do
 * ```ts
 * import { removeCheckpoint } from "@pixel/convnet/training";
 *
 * await removeCheckpoint("/no/such/folder");
 * ```
 */
export async function removeCheckpoint(folder: string): Promise<void> {
  const file = join(folder, FILE);
  await sweep(folder, (name) => name === FILE);
  try {
    await Deno.remove(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new UserError(`Cannot remove ${file}: ${reason(error)}`, { cause: error });
  }
}
