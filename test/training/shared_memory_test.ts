import assert from "node:assert/strict";
import { share, type Shared, stop, stopped } from "../../lib/training/shared_memory.ts";
import { fewDigits } from "./digits.ts";

const WORKERS = 3;
const { training, validation } = fewDigits();

function memory(): Shared {
  return share(1, 1, training, validation, {
    epochs: 1,
    batchSize: 50,
    learningRate: 0.001,
    schedule: "constant",
    augmentation: false,
    smoothing: 0,
    averaging: 0,
    seed: 1,
    workers: WORKERS,
  });
}

/** How often each worker was told to go on, where one of them stops all, or else a timer does. */
async function meetings(workers: Worker[], stopAfter: number): Promise<number[]> {
  const shared = memory();
  const timer = setTimeout(() => stop(shared), stopAfter === 0 ? 5 : 10_000);
  const told = await Promise.all(workers.map((worker, index) =>
    new Promise<number>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ shared, stopAfter: index === 0 ? stopAfter : -1 });
    })
  ));
  clearTimeout(timer);
  assert.ok(stopped(shared));
  return told;
}

Deno.test("workers that meet are all told the same, whenever somebody stops them", async () => {
  const workers = Array.from(
    { length: WORKERS },
    () => new Worker(new URL("./meeting_worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    for (let run = 1; run <= 100; run++) {
      const told = await meetings(workers, run % 4 === 0 ? 0 : run);
      assert.equal(new Set(told).size, 1, `run ${run}: ${told}`);
    }
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
});
