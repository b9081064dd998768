/**
 * The start of training: a checkpoint that `--resume` does not fit is refused, one that is about to be
 * replaced is announced, and `--from` takes the weights of a saved network.
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
 * Says if a training that is about to begin will replace the checkpoint of an earlier one.
 *
 * @param folder the folder of both
 * @param run the training that is about to begin
 * @returns whether there is such a checkpoint
 */
export async function noticeCheckpoint(folder: string, run: RunParts): Promise<boolean> {
  if (!await hasCheckpoint(folder)) return false;
  const checkpoint = await loadCheckpoint(folder).catch(() => undefined); // it may be damaged
  if (checkpoint && !difference(checkpoint, run)) {
    console.error(
      `${folder} holds a checkpoint of this training, which was interrupted; --resume continues it. ` +
        `This one begins anew, and replaces it after its first epoch.`,
    );
    return true;
  }
  console.error(
    `${folder} holds a checkpoint of another training, which was interrupted. This one replaces it ` +
      `after its first epoch; to keep it, stop this one and name another folder with --out.`,
  );
  return true;
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
