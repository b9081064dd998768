/**
 * Training and measuring networks.
 *
 * @module
 */

export {
  type Checkpoint,
  hasCheckpoint,
  loadCheckpoint,
  type LoadCheckpointOptions,
  removeCheckpoint,
  saveCheckpoint,
} from "./checkpoint.ts";
export * from "./evaluate.ts";
export { fastGradientSign } from "./fast_gradient_sign.ts";
export type { Hyperparameters } from "./hyperparameters.ts";
export { logits, predict } from "./predict.ts";
export * from "./recipes.ts";
export type * from "./result.ts";
export { learningRate, type ScheduleName } from "./schedule.ts";
export * from "./train.ts";
export type { Place, View, ViewSource } from "./view.ts";
