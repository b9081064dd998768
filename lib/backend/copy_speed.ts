/** The speed at which one core moves numbers through memory. */

/** The time for which copies are repeated, in milliseconds. */
const MILLISECONDS = 100;

/**
 * Measures how fast one core copies numbers from one place to another.
 *
 * A large array comes from memory, a small one from one of the processor's caches, which are faster
 * the smaller they are: measure several sizes, and the steps between the caches show.
 *
 * @param bytes the size of the array that is copied, a multiple of 4
 * @returns gigabytes (10⁹ bytes) per second, read and written counted both, by the fastest copies
 * @throws {RangeError} if `bytes` is not a multiple of 4 from 4 to 2³⁰
 *
 * @example What is close is faster
 * ```ts
 * import { copySpeed } from "@pixel/convnet/backend";
 *
 * const [cache, memory] = [copySpeed(2 ** 14), copySpeed(2 ** 26)];
 * console.assert(cache > 0 && memory > 0);
 * ```
 */
export function copySpeed(bytes: number): number {
  if (!(bytes % 4 === 0 && bytes >= 4 && bytes <= 2 ** 30)) {
    throw new RangeError(`Cannot copy ${bytes} bytes: need a multiple of 4 from 4 to 2³⁰`);
  }
  const from = new Float32Array(bytes / 4).fill(1), to = from.slice(); // both are really there
  const times = Math.max(1, Math.round(2 ** 22 / bytes)); // a single small copy is too short to time
  let least = Infinity;
  for (const end = performance.now() + MILLISECONDS; performance.now() < end;) {
    const start = performance.now();
    for (let i = 0; i < times; i++) to.set(from);
    least = Math.min(least, (performance.now() - start) / times);
  }
  return 2 * bytes / least / 1e6;
}
