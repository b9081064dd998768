/** The speed of the machine's cores: alone, and both at once. Two virtual cores need not be two. */

/** Speeds of cores in GFLOPS: multiply-adds in registers, each of which counts as two operations. */
export interface CoreSpeed {
  /** One core at work. */
  readonly alone: number;
  /** Each of two cores that are at work at once. */
  readonly together: readonly [number, number];
}

/**
 * Measures how fast one core computes, then two at once, in three seconds.
 *
 * The work is multiply-adds that never leave the registers, by a WebAssembly kernel of ours: no
 * other kernel can be faster. A machine whose two cores are one core with two threads, or whose host
 * has given one of them to somebody else, is slower per core when both work.
 *
 * @returns the speeds, means over a second each
 *
 * @example Is a second worker worth having?
 * ```ts
 * import { coreSpeed } from "@pixel/convnet/backend";
 *
 * const { alone, together: [first, second] } = await coreSpeed();
 * console.assert(alone > 1 && first + second > 0.5 * alone);
 * ```
 */
export async function coreSpeed(): Promise<CoreSpeed> {
  const url = new URL("./core_speed_worker.ts", import.meta.url);
  const workers = [0, 1].map(() => new Worker(url, { type: "module" }));
  try {
    await Promise.all(workers.map(answer)); // ready
    const measure = (worker: Worker) => {
      worker.postMessage("measure");
      return answer(worker);
    };
    const alone = await measure(workers[0]);
    const [first, second] = await Promise.all(workers.map(measure));
    return { alone, together: [first, second] };
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** The next message of a worker. */
function answer(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(event.error ?? new Error(event.message));
  });
}
