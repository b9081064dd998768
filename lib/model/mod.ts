/**
 * The networks of the book, what is inside them, and networks on disk.
 *
 * @module
 */

export * from "./activations.ts";
export * from "./storage.ts";
export type { Network } from "./network.ts";
export * from "./architectures.ts";
export * from "./summary.ts";
