/** How the page trains. Chosen on built-in validation digits. */

import type { Recipe } from "../../training/recipes.ts";

/** The digits that the page draws itself: how many, how many between two looks at the reader's wishes. */
export const BUILTIN = { count: 13_800, piece: 600, seed: 1 };

/** Digits kept for validation. */
export const VALIDATION = 1_000;

/** Digits that are shown of a set. */
export const SAMPLES = 40;

/** Steps between two looks at the filters, and at the reader's wish to pause. */
export const CHECKPOINT_STEPS = 10;

/** The settings of both networks. */
export const RECIPE: Omit<Recipe, "network" | "validationDigits"> = {
  epochs: 4,
  batchSize: 128, // digits
  learningRate: 0.006,
  schedule: "one-cycle",
  augmentation: false,
  smoothing: 0,
  averaging: 0,
};
