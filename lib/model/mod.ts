/**
 * The networks of the book, what is inside them, and networks on disk.
 *
 * @module
 */

export * from "./activations.ts";
export { learnedFrom } from "./learned_from.ts";
export * from "./storage.ts";
export type { Network } from "./network.ts";
export * from "./architectures.ts";
export * from "./summary.ts";
export { transformer } from "./transformer.ts";
