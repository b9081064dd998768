/**
 * The start of training: `--resume` finds the checkpoint and names the option that does not match it,
 * `--from` takes the weights of a saved network.
 */

import { UserError } from "../errors.ts";
import { loadModel, type Network } from "../model/mod.ts";
import { difference, type RunParts } from "../training/checkpoint.ts";
import {
  type Checkpoint,
  type EpochResult,
  hasCheckpoint,
  loadCheckpoint,
} from "../training/mod.ts";

/**
 * Loads a folder's checkpoint if training is to be resumed; otherwise says if there is one.
 *
 * @param folder the folder
 * @param resume whether training is to be resumed
 * @returns the checkpoint to resume from, if any
 * @throws {UserError} if training is to be resumed and there is no checkpoint, or a damaged one
 */
export async function checkpointIn(
  folder: string,
  resume: boolean | undefined,
): Promise<Checkpoint | undefined> {
  if (resume) return await loadCheckpoint(folder, { onNotice: console.error });
  if (await hasCheckpoint(folder)) {
    console.error(
      `${folder} holds a checkpoint of an interrupted training; --resume continues it.`,
    );
  }
}

/** The option behind each setting that must stay the same when a run is resumed. */
const OPTION_FOR: Readonly<Record<string, string>> = {
  epochs: "--epochs",
  batchSize: "--batch-size",
  learningRate: "--learning-rate",
  seed: "--seed",
  workers: "--workers",
  backend: "--backend",
  digits: "--data for",
};

/**
 * Refuses to resume training with options other than those it started with, and names the first.
 *
 * @param resume the checkpoint to resume from
 * @param run the run that the options describe
 * @throws {UserError} if the options describe a different run
 */
export function refuseOtherRun(resume: Checkpoint, run: RunParts): void {
  const found = difference(resume, run);
  if (!found) return;
  const option = OPTION_FOR[found.name] ?? `--model, --recipe or --data that sets ${found.name} to`;
  throw new UserError(
    `Cannot resume training: it was begun with ${option} ${found.before}, not ${found.now}. ` +
      `Resume it with the options that it was begun with, or train anew without --resume`,
  );
}

/**
 * Counts the steps that a checkpoint holds.
 *
 * @param checkpoint the checkpoint
 * @returns their number, over all epochs
 */
export function stepsOf({ stepTallies }: Checkpoint): number {
  return stepTallies.length / 2;
}

/**
 * Describes how far a run has got.
 *
 * @param finished the number of finished epochs
 * @param steps the number of steps done, over all epochs
 * @returns text such as "step 1,200, 2 epochs finished"
 */
export function progress(finished: readonly EpochResult[], steps: number): string {
  const epochs = finished.length;
  return `step ${steps.toLocaleString("en-US")}, ${epochs} epoch${
    epochs === 1 ? "" : "s"
  } finished`;
}

/**
 * Gives a network the weights of a saved one, and the record of what that one learned from.
 *
 * @param model the network
 * @param folder the folder of the saved network
 * @throws {UserError} if it cannot be loaded, or its weights have other shapes
 */
export async function startFrom(model: Network, folder: string): Promise<void> {
  const saved = await loadModel(folder, { onNotice: console.error });
  const shapes = (network: Network) => network.getWeights().map(({ shape }) => shape.join(" × "));
  if (String(shapes(saved)) !== String(shapes(model))) {
    throw new UserError(
      `Cannot start from the network in ${folder}: it does not have the weights of "${model.name}". ` +
        `Name the --model or --recipe that it was trained with`,
    );
  }
  model.setWeights(saved.getWeights());
  const noted = saved.getUserDefinedMetadata();
  if (noted) model.setUserDefinedMetadata(noted);
  saved.dispose();
}
