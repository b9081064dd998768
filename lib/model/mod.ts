/**
 * The networks of the book, what they are made of, and networks on disk.
 *
 * @module
 */

export * from "./networks.ts";
export * from "./summary.ts";
export * from "./files.ts";
