import assert from "node:assert/strict";
import {
  announceAnswer,
  answers,
  meet,
  share,
  type Shared,
  stop,
  stopped,
  waitForAnswer,
} from "../../lib/training/shared_memory.ts";
import { fewDigits } from "./digits.ts";

const WORKERS = 3;
const { training, validation } = fewDigits();

function memory(workers = WORKERS): Shared {
  return share(1, 1, training, validation, {
    epochs: 1,
    batchSize: 50,
    learningRate: 0.001,
    schedule: "constant",
    augmentation: false,
    smoothing: 0,
    averaging: 0,
    seed: 1,
    workers,
  });
}

/**
 * Counts how often each worker was told to go on, where one of them stops all, or else a timer
 * does.
 */
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

for (
  const [what, comes] of [
    ["the last one comes", (shared: Shared) => void meet(shared)],
    ["training is stopped", stop],
  ] as const
) {
  Deno.test(`a worker does not fall asleep if ${what} just before`, () => {
    const shared = memory(2), { wait } = Atomics, found: string[] = [];
    const late = (array: Int32Array<ArrayBuffer>, place: number, value: number) => {
      comes(shared); // when everything has been looked at, but nobody sleeps yet who could be woken
      found.push(wait(array, place, value, 1_000));
    };
    Object.assign(Atomics, { wait: late });
    try {
      meet(shared);
    } finally {
      Object.assign(Atomics, { wait });
    }
    assert.deepEqual(found, ["not-equal"]);
  });
}

Deno.test({
  name: "a worker looks for the others for a moment before it falls asleep",
  ignore: navigator.hardwareConcurrency < 2,
  fn() {
    const shared = memory(2), { load, wait } = Atomics;
    let looks = 0, waits = 0;
    const comes = (array: Int32Array<ArrayBuffer>, place: number) => {
      if (++looks === 50) meet(shared); // the other one, soon
      return load(array, place);
    };
    Object.assign(Atomics, { load: comes, wait: () => waits++ });
    try {
      assert.equal(meet(shared), true);
    } finally {
      Object.assign(Atomics, { load, wait });
    }
    assert.equal(waits, 0);
  },
});

Deno.test("a worker that is stopped while the last one ends a round waits for the end of it", () => {
  const shared = memory(2), { control } = shared, { load } = Atomics;
  const [ARRIVED, ROUND, DECISION, STOP] = [0, 1, 2, 4];
  let looks = 0; // at the round
  const during = (array: Int32Array<ArrayBuffer>, place: number) => {
    if (place === STOP) { // the last one has come and decided to go on; then comes the stop
      control[ARRIVED] = 0;
      control[DECISION] = 2;
      stop(shared);
    } else if (place === ROUND && ++looks === 3) control[ROUND] = 1; // the last one ends the round
    return load(array, place);
  };
  Object.assign(Atomics, { load: during });
  try {
    assert.equal(meet(shared), true);
    assert.equal(control[ROUND], 1);
  } finally {
    Object.assign(Atomics, { load });
  }
});

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

Deno.test("workers that wait for one that never comes go home when training is stopped", async () => {
  const shared = memory();
  const workers = [1, 2].map(() =>
    new Worker(new URL("./meeting_worker.ts", import.meta.url), { type: "module" })
  );
  let late: ReturnType<typeof setTimeout> | undefined;
  try {
    const told = workers.map((worker) =>
      new Promise<number>((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage({ shared, stopAfter: -1 });
      })
    );
    setTimeout(() => stop(shared), 5); // before, while or after they begin to wait
    const never = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error("they still wait after a minute")), 60_000);
    });
    assert.deepEqual(await Promise.race([Promise.all(told), never]), [0, 0]);
  } finally {
    clearTimeout(late);
    workers.forEach((worker) => worker.terminate());
  }
});

Deno.test("one worker alone goes on until training is stopped", () => {
  const shared = memory(1);
  assert.ok(meet(shared) && meet(shared));
  stop(shared);
  assert.ok(!meet(shared));
});

Deno.test("who waits for an answer does not fall asleep if it was announced before", () => {
  const shared = memory(2), heard = answers(shared), { wait } = Atomics, found: string[] = [];
  const noted = (...args: Parameters<typeof wait>) => found[found.push(wait(...args)) - 1];
  announceAnswer(shared);
  Object.assign(Atomics, { wait: noted });
  try {
    waitForAnswer(shared, heard, 1_000);
  } finally {
    Object.assign(Atomics, { wait });
  }
  assert.deepEqual(found, ["not-equal"]);
});
