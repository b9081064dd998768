/**
 * Compression: quantising, pruning and distilling networks, and packing what is left into a file of a few
 * hundred bytes, with a forward pass in whole numbers.
 *
 * @module
 */

export * from "./arithmetic.ts";
export * from "./binary.ts";
export * from "./cluster.ts";
export { type Coded, decoded, separableKernel } from "./coded.ts";
export { coded, type Coding, type Codings } from "./coding.ts";
export * from "./compress.ts";
export * from "./distil.ts";
export { folded } from "./fold.ts";
export { pack, unpack } from "./format.ts";
export * from "./integer.ts";
export * from "./low_rank.ts";
export * from "./packed_network.ts";
export * from "./parameter_count.ts";
export * from "./prune.ts";
export * from "./quantise.ts";
export * from "./recipes.ts";
export * from "./storage.ts";
export * from "./ternary.ts";
export * from "./tiny_network.ts";
export { asPacked } from "./view.ts";
