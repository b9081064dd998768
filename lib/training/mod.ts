/**
 * Training and measuring networks.
 *
 * @module
 */

export {
  type Checkpoint,
  hasCheckpoint,
  loadCheckpoint,
  removeCheckpoint,
  saveCheckpoint,
} from "./checkpoint.ts";
export * from "./evaluate.ts";
export * from "./hyperparameters.ts";
export { predict, probabilities } from "./predict.ts";
export * from "./recipes.ts";
export type * from "./result.ts";
export * from "./schedule.ts";
export * from "./train.ts";
