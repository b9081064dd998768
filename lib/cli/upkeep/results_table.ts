/** The README's table of results, made from the measurements. */

import { Table } from "../../table.ts";
import type { Recipe } from "../../training/mod.ts";
import { median } from "./bench_table.ts";

/** One training run. */
export interface Run {
  /** Its seed. */
  readonly seed: number;
  /** The validation accuracy after the last epoch, 0 to 1. */
  readonly validationAccuracy: number;
  /** The accuracy on the 10,000 test digits, 0 to 1. */
  readonly testAccuracy: number;
  /** Seconds of training with validation, without loading and testing. */
  readonly trainSeconds: number;
}

/** Content of `data/results.json`. */
export interface Results {
  /** The results, by the name of the recipe. */
  readonly recipes: Readonly<
    Record<string, {
      /** The recipe as it was measured. */
      readonly recipe: Recipe;
      readonly parameters: number;
      readonly workers: number;
      /** The machine. */
      readonly machine: string;
      readonly runs: readonly Run[];
    }>
  >;
}

/**
 * The mean.
 *
 * @param values at least one
 * @returns their mean
 */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The standard deviation of a sample.
 *
 * @param values at least one
 * @returns its standard deviation; 0 of one
 */
export function spread(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
}

/**
 * Builds the table of results, one row per recipe.
 *
 * @param results the measurements
 * @returns the table
 */
export function resultsTable({ recipes }: Results): Table {
  const percent = (share: number) => (100 * share).toFixed(2);
  return new Table(
    ["recipe", "parameters", "epochs", "test accuracy", "seeds", "training", "command"],
    Object.entries(recipes).map(([name, { recipe, parameters, runs }]) => {
      const accuracies = runs.map((run) => run.testAccuracy);
      return [
        `\`${name}\``,
        parameters,
        recipe.epochs,
        `${percent(mean(accuracies))} ± ${percent(spread(accuracies))} %`,
        runs.length,
        `${median(runs.map((run) => run.trainSeconds)).toFixed(1)} s`,
        `\`deno task results --recipe ${name} --seeds ${runs.length}\``,
      ];
    }),
  );
}
