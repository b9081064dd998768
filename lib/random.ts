/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine.
 *
 * `sfc32` (Chris Doty-Humphrey's Small Fast Counting generator, PractRand, 2010) passes the usual
 * statistical batteries and takes a few integer operations per number.
 */

/** A source of numbers, uniform in [0, 1). */
export type Random = () => number;

/**
 * Makes a generator of random numbers; each seed and stream has its own.
 *
 * @param seed any whole number
 * @param stream which of the seed's independent streams; 0 by default
 * @returns the generator
 * @throws {RangeError} if seed or stream is not a whole number
 *
 * @example The same seed gives the same numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { random } from "@pixel/convnet";
 *
 * const a = random(7), b = random(7);
 * assert(a() === b());
 * ```
 */
export function random(seed: number, stream = 0): Random {
  if (!Number.isInteger(seed) || !Number.isInteger(stream)) {
    throw new RangeError(
      `Cannot draw random numbers from seed ${seed}, stream ${stream}: both must be whole numbers`,
    );
  }
  let a = seed | 0, b = Math.floor(seed / 2 ** 32) | 0, c = stream | 0, counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next(); // the first numbers still resemble the seed
  return next;
}

/**
 * Draws a number from the standard normal distribution (Box and Muller, 1958).
 *
 * @param next the source
 * @returns the number
 *
 * @example About two thirds lie within one standard deviation
 * ```ts
 * import assert from "node:assert/strict";
 * import { normal, random } from "@pixel/convnet";
 *
 * const next = random(1);
 * const within = Array.from({ length: 1000 }, () => normal(next)).filter((x) => Math.abs(x) < 1);
 * assert(within.length > 630 && within.length < 730);
 * ```
 */
export function normal(next: Random): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/**
 * Shuffles the numbers 0 to `n` − 1 (Fisher and Yates).
 *
 * @param n how many
 * @param next the source
 * @returns `[n]` the numbers in random order
 *
 * @example Four numbers, each once
 * ```ts
 * import assert from "node:assert/strict";
 * import { random, shuffled } from "@pixel/convnet";
 *
 * assert.deepEqual([...shuffled(4, random(1))].sort(), [0, 1, 2, 3]);
 * ```
 */
export function shuffled(n: number, next: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
