/**
 * Figures for notebooks and for files: each is a function from data to a picture.
 *
 * @module
 */

export * from "./confusion_matrix.ts";
export * from "./digit_grid.ts";
export * from "./feature_maps.ts";
export { Figure } from "./figure.ts";
export * from "./filters.ts";
export * from "./learning_curves.ts";
export * from "./live.ts";
export * from "./network_diagram.ts";
export type { Domain } from "./tiles.ts";
