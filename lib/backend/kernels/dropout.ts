/** Dropout, as plain loops and as a kernel; both drop the same numbers. */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { address, native, output, type WasmBackend } from "./native.ts";

/** The choice of the numbers that are dropped. */
export interface Dropping {
  /** The probability that a number is. */
  readonly rate: number;
  /** The numbers that the choice depends on: seed, step, layer. */
  readonly key: readonly number[];
  /** The place of the first number in the whole batch. */
  readonly first: number;
}

/** Mixes the bits of a number (Wellons's `lowbias32`, found by the search "hash-prospector"). */
function mixed(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/**
 * Hashes a key.
 *
 * @param key its numbers
 * @returns the value that the hash of every place starts from
 */
export function startOf(key: readonly number[]): number {
  return key.reduce((hash, part) => mixed(hash + part | 0), 0x9e3779b9);
}

/**
 * Turns a rate into a limit.
 *
 * @param rate the probability that a number is dropped
 * @returns the limit: a number is dropped if its hash is less
 */
export function thresholdOf(rate: number): number {
  return Math.ceil(rate * 2 ** 32);
}

/**
 * The factors that dropout multiplies with: 0 with probability `rate`, else 1 / (1 − rate).
 *
 * @param size how many
 * @param dropping which are zero
 * @returns `[size]` factors
 */
export function dropoutMask(size: number, { rate, key, first }: Dropping): Float32Array {
  const start = startOf(key), threshold = thresholdOf(rate), kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    mask[i] = mixed(start + Math.imul(first + i, 0x9e3779b1) | 0) < threshold ? 0 : kept;
  }
  return mask;
}

/**
 * A tensor times the factors of {@linkcode dropoutMask}.
 *
 * @param backend tfjs's wasm backend
 * @param x the tensor
 * @param dropping which numbers are dropped
 * @returns the product, of the tensor's shape
 */
export function dropout(
  backend: WasmBackend,
  x: TensorInfo,
  { rate, key, first }: Dropping,
): TensorInfo {
  const out = output(backend, x.shape);
  native(backend).dropout(
    address(backend, x),
    address(backend, out),
    tf.util.sizeFromShape(x.shape),
    startOf(key),
    first,
    thresholdOf(rate),
    1 / (1 - rate),
  );
  return out;
}
