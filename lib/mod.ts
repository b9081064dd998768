/**
 * From a pixel to a trained convolutional network, as one import: what a program needs to get
 * digits, train a network, measure it and use it.
 *
 * Everything else is in the rooms, each an import of its own: `@pixel/convnet/dataset`, `/model`,
 * `/training`, `/pictures`, `/backend`, `/figures`, `/reference` and `/exercises`. What has a name that another
 * program may want for itself, such as `slice` or `weights`, is exported there alone.
 *
 * @module
 */

export { type BackendName, useBackend, useWasm } from "./backend/mod.ts";
export {
  builtinDigits,
  type BuiltinOptions,
  type Digits,
  type DigitSource,
  type DownloadProgress,
  findDigits,
  type FindDigitsOptions,
  type Images,
  type Manifest,
  type ManifestFile,
  type SetPart,
  splitValidation,
} from "./dataset/mod.ts";
export * from "./errors.ts";
export { cnn, loadModel, mlp, type Network, type NetworkName, saveModel } from "./model/mod.ts";
export { type Picture, readPhoto, readPicture } from "./pictures/mod.ts";
export * from "./random.ts";
export * from "./table.ts";
export {
  type Checkpoint,
  type DigitScore,
  type EpochResult,
  evaluate,
  Evaluation,
  type Hyperparameters,
  loadCheckpoint,
  type LoadCheckpointOptions,
  predict,
  type Recipe,
  type RecipeName,
  RECIPES,
  saveCheckpoint,
  type ScheduleName,
  type StepResult,
  train,
  type TrainingOptions,
  type TrainingResult,
} from "./training/mod.ts";
