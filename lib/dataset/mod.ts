/**
 * Digits in: MNIST from a folder, a download or the built-in generator, and the IDX format.
 *
 * @module
 */

export * from "./builtin.ts";
export * from "./digits.ts";
export * from "./download.ts";
export { type FileStatus, readMnist, verifyFolder } from "./files.ts";
export * from "./idx.ts";
export * from "./idx_digits.ts";
export * from "./install.ts";
export * from "./manifest.ts";
export * from "./source.ts";
export { cacheFolder } from "./store.ts";
