/** The course of a training, from what the worker says: a value that each piece of news changes. */

import type { News, Validation } from "../../trainer/messages.ts";

/** The trainer's state. */
export type Stage =
  | "idle"
  | "starting"
  | "digits"
  | "training"
  | "pausing"
  | "paused"
  | "done"
  | "stopped";

/** The weights of the first layer at a step. */
export type Filters = Extract<News, { kind: "filters" }>;

/** A training so far. */
export interface Course {
  readonly stage: Stage;
  /** The part of the digits that is there, 0 to 1. */
  readonly digits: number;
  /** The set that it learns from. */
  readonly set?: Extract<News, { kind: "set" }>;
  /** All steps that it will take; 0 until that is known. */
  readonly steps: number;
  /** The loss of each step's batch, in nats. */
  readonly losses: readonly number[];
  /** The share of each step's batch that was right. */
  readonly accuracies: readonly number[];
  /** Measurements on digits that it does not learn from, in the order of steps. */
  readonly validations: readonly Validation[];
  /** Seconds of training, without pauses. */
  readonly seconds: number;
  readonly first?: Filters;
  readonly now?: Filters;
  /** The reason why it failed, if it did. */
  readonly error?: string;
}

/** Before any training. */
export const NOTHING: Course = {
  stage: "idle",
  digits: 0,
  steps: 0,
  losses: [],
  accuracies: [],
  validations: [],
  seconds: 0,
};

/**
 * Adds a piece of news to a course.
 *
 * @param course the course so far
 * @param news what the worker said
 * @returns the course after it
 */
export function after(course: Course, news: News): Course {
  switch (news.kind) {
    case "open":
      return course;
    case "digits":
      return { ...course, stage: "digits", digits: news.done / news.of };
    case "set":
      return { ...course, stage: "training", set: news, digits: 1 };
    case "step": {
      const { step: { loss, accuracy, steps }, seconds } = news;
      return {
        ...course,
        ...{ steps, seconds },
        losses: [...course.losses, loss],
        accuracies: [...course.accuracies, accuracy],
      };
    }
    case "filters":
      return { ...course, first: course.first ?? news, now: news };
    case "network":
      return news.validation
        ? { ...course, validations: [...course.validations, news.validation] }
        : course;
    case "paused":
      return { ...course, stage: "paused" };
    case "done":
      return { ...course, stage: news.stopped ? "stopped" : "done", seconds: news.seconds };
    case "error":
      return { ...course, stage: "idle", error: news.message };
  }
}

/**
 * The running mean of a course's numbers, as it is drawn: each new number counts for a tenth.
 *
 * @param values the numbers
 * @returns as many
 */
export function smoothed(values: readonly number[]): number[] {
  let mean = values[0];
  return values.map((value, i) => mean += (value - mean) / Math.min(i + 1, 10));
}
