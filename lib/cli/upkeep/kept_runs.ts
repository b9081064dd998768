/** Runs of a recipe, a run per seed, that an interrupted command goes on from. */

import { isDeepStrictEqual } from "node:util";

/** Runs as a file keeps them. */
export interface KeptRuns<R> {
  /** The recipe that they were made with. */
  readonly recipe: unknown;
  /** The runs, by ascending seed. */
  readonly runs: readonly R[];
}

/** The work of {@linkcode measureSeeds}. */
export interface SeedsToMeasure<R> {
  /** The recipe. */
  readonly recipe: unknown;
  /** The number of seeds, from 1 on. */
  readonly seeds: number;
  /** The runs in the file, if it has any for this recipe. */
  readonly kept: KeptRuns<R> | undefined;
  /** Makes the run of a seed. */
  readonly measure: (seed: number) => Promise<R>;
  /** Writes all runs so far into the file. */
  readonly store: (runs: readonly R[]) => Promise<void>;
}

/**
 * Makes the runs that are missing, and stores each as soon as it is made. Runs of the same recipe that the
 * file has already are kept, those of an older one are dropped.
 *
 * @param what the recipe, the seeds, and who measures and stores
 */
export async function measureSeeds<R extends { readonly seed: number }>(
  { recipe, seeds, kept, measure, store }: SeedsToMeasure<R>,
): Promise<void> {
  const written = JSON.parse(JSON.stringify(recipe)); // as the file has it
  let runs = kept && isDeepStrictEqual(kept.recipe, written) ? kept.runs : [];
  for (let seed = 1; seed <= seeds; seed++) {
    if (runs.some((run) => run.seed === seed)) continue;
    runs = [...runs, await measure(seed)].sort((a, b) => a.seed - b.seed);
    await store(runs);
  }
}
