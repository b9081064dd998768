/** Learning-rate schedules: the length of Adam's steps in the course of training. */

/**
 * A schedule's name.
 *
 * - `constant`: the same learning rate from the first step to the last.
 * - `one-cycle`: up in a straight line over the first fifth of training, then down along a cosine to
 *   practically zero (after Smith and Topin, "Super-Convergence", 2017, arXiv:1708.07120).
 */
export type ScheduleName = "constant" | "one-cycle";

/** Every schedule's name. */
export const SCHEDULES: readonly ScheduleName[] = ["constant", "one-cycle"];

/** The part of training in which `one-cycle` climbs. */
const WARM_UP = 0.2;

/**
 * Computes the learning rate of a step.
 *
 * @param schedule which schedule
 * @param peak the highest learning rate of all steps
 * @param step the step, 0 for the first
 * @param steps the number of all steps
 * @returns the learning rate
 * @throws {RangeError} if there is no schedule of that name, or no such step
 *
 * @example The first fifth of one-cycle ends at the peak
 * ```ts
 * import assert from "node:assert/strict";
 * import { learningRate } from "@pixel/convnet/training";
 *
 * assert(learningRate("constant", 0.001, 7, 100) === 0.001);
 * assert(learningRate("one-cycle", 0.006, 20, 100) === 0.006);
 * ```
 */
export function learningRate(
  schedule: ScheduleName,
  peak: number,
  step: number,
  steps: number,
): number {
  checkSchedule(schedule);
  if (!Number.isInteger(step) || step < 0 || !(step < steps)) {
    throw new RangeError(
      `Cannot tell the learning rate of step ${step}: it must be a whole number from 0 to ${
        steps - 1
      }`,
    );
  }
  if (schedule === "constant") return peak;
  const climb = WARM_UP * steps;
  if (step < climb) return peak * (step + 1) / (climb + 1);
  const descent = (step - climb) / (steps - climb); // 0 at the peak, 1 at the end
  return peak * (1 + Math.cos(Math.PI * descent)) / 2;
}

/**
 * Refuses a schedule that does not exist.
 *
 * @param name the name
 * @throws {RangeError} if there is no schedule of that name
 */
export function checkSchedule(name: ScheduleName): void {
  if (SCHEDULES.includes(name)) return;
  throw new RangeError(
    `Cannot use learning-rate schedule "${name}": the schedules are ${SCHEDULES.join(", ")}`,
  );
}
