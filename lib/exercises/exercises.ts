/** All exercises of the book, in its order. */

import { background } from "./background.ts";
import { convolution } from "./convolution.ts";
import { dense } from "./dense.ts";
import type { Exercise } from "./exercise.ts";
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
];

/**
 * The exercises of one notebook.
 *
 * @param notebook its number, such as `02`
 * @returns them, in order; none for a notebook that has none
 */
export function exercisesOf(notebook: string): Exercise[] {
  return exercises.filter(({ id }) => id.startsWith(`${notebook}-`));
}
