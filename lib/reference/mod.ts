/**
 * The formulas of a convolutional network as plain loops over numbers, forward and backward: the
 * code to hold beside the formula. It depends on nothing, works on one example at a time, and aims
 * at being read, not at speed.
 *
 * @module
 */

export * from "./activations.ts";
export * from "./convolution.ts";
export * from "./counting.ts";
export * from "./dense.ts";
export * from "./dropout.ts";
export * from "./gradient_check.ts";
export * from "./initializers.ts";
export * from "./locally_connected.ts";
export * from "./network.ts";
export * from "./optimizers.ts";
export * from "./pooling.ts";
export * from "./principal_components.ts";
export * from "./receptive_field.ts";
export * from "./softmax.ts";
export { fromRows, sizeOf, toRows, type Volume, volume, zeros } from "./volume.ts";
export * from "./window.ts";
