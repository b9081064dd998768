/**
 * The speed of the machine's cores: alone, and both at once. Two virtual cores need not be two.
 *
 * As a worker's main module it measures one core, when it is told to, and answers with its GFLOPS.
 */

import { currentWasm, native } from "../../backend/kernels/native.ts";
import { useWasm } from "../../backend/wasm.ts";

/** Multiply-adds in registers per call (96 operations each), and how long they are repeated. */
const ROUNDS = 200_000, MILLISECONDS = 1_000;

/** Speeds of cores in GFLOPS: multiply-adds in registers, as many as there are per second. */
export interface CoreSpeed {
  /** One core at work. */
  readonly alone: number;
  /** Each of two cores that are at work at once. */
  readonly together: readonly [number, number];
}

/**
 * Measures one core, then two at once.
 *
 * @returns their speeds
 */
export async function coreSpeed(): Promise<CoreSpeed> {
  const workers = [0, 1].map(() => new Worker(import.meta.url, { type: "module" }));
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

/** The GFLOPS of this core over a second: the mean, since a shared core is slow now and then. */
function gflops(): number {
  const { multiplyAdds } = native(currentWasm()!);
  const start = performance.now();
  let rounds = 0;
  for (; performance.now() - start < MILLISECONDS; rounds += ROUNDS) {
    multiplyAdds(ROUNDS, 0.5, 0.25);
  }
  return 96 * rounds / (performance.now() - start) / 1e6;
}

if ("WorkerGlobalScope" in globalThis) {
  await useWasm();
  gflops(); // until the engine has compiled it for good
  const scope = globalThis as unknown as Pick<Worker, "onmessage" | "postMessage">;
  scope.onmessage = () => scope.postMessage(gflops());
  scope.postMessage(0);
}
