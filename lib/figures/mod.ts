/**
 * Figures for notebooks and for files: each is a function from data to a picture.
 *
 * @module
 */

export * from "./activation_functions.ts";
export type { Axis } from "./parts/axis.ts";
export { type Bar, barChart, type BarChartOptions } from "./bar_chart.ts";
export * from "./boxed_picture.ts";
export * from "./calibration.ts";
export * from "./class_counts.ts";
export * from "./computation_graph.ts";
export * from "./confusion_matrix.ts";
export * from "./connections.ts";
export * from "./convolution_step.ts";
export * from "./digit_grid.ts";
export * from "./embedding_scatter.ts";
export * from "./feature_maps.ts";
export { Figure } from "./parts/figure.ts";
export * from "./filters.ts";
export * from "./histogram.ts";
export * from "./kernel_gallery.ts";
export * from "./layer_costs.ts";
export * from "./learning_curves.ts";
export * from "./line_chart.ts";
export * from "./live.ts";
export * from "./mistakes.ts";
export * from "./network_diagram.ts";
export * from "./number_grid.ts";
export * from "./number_steps.ts";
export type { Rows } from "./parts/number_cells.ts";
export * from "./pooling_windows.ts";
export * from "./probability_bars.ts";
export * from "./receptive_field.ts";
export * from "./roofline.ts";
export * from "./saliency.ts";
export * from "./scatter_chart.ts";
export type { Domain, Shape } from "./parts/tiles.ts";
