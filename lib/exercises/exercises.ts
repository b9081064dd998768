/** All exercises of the book, in its order. */

import { applications } from "./applications.ts";
import { background } from "./background.ts";
import { convolution } from "./convolution.ts";
import { dense } from "./dense.ts";
import type { Exercise } from "./exercise.ts";
import { inside } from "./inside.ts";
import { outlook } from "./outlook.ts";
import { pooling } from "./pooling.ts";
import { relu } from "./relu.ts";
import { training } from "./training.ts";

/** All exercises of the book, in its order. */
export const exercises: readonly Exercise[] = [
  ...background,
  ...convolution,
  ...relu,
  ...pooling,
  ...dense,
  ...training,
  ...inside,
  ...applications,
  ...outlook,
];

/**
 * Returns the exercises of one notebook.
 *
 * @param notebook its number, such as `02`
 * @returns the exercises in order; an empty array for a notebook without any
 *
 * @example The exercises of notebook 02
 * ```ts
 * import assert from "node:assert/strict";
 * import { exercisesOf } from "@pixel/convnet/exercises";
 *
 * assert.equal(exercisesOf("02")[0].id, "02-1");
 * ```
 */
export function exercisesOf(notebook: string): Exercise[] {
  return exercises.filter(({ id }) => id.startsWith(`${notebook}-`));
}
