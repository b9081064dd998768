/** Training that ends early: by a signal, by numbers that are not finite, by workers that fail. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { type Digits, PIXELS } from "../../lib/dataset/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { mlp } from "../../lib/model/mod.ts";
import { train, type TrainingOptions } from "../../lib/training/mod.ts";
import { layoutOf } from "../../lib/training/parameters.ts";
import { answers, share, type Shared, signs, stopped } from "../../lib/training/shared_memory.ts";
import { startWorkers } from "../../lib/training/worker_pool.ts";
import { options } from "./few_steps.ts";
import { inTime, slowness } from "../slowness.ts";

Deno.test("a signal stops training between steps, with one worker and with two", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const controller = new AbortController();
    const result = await train(mlp(1), {
      ...options,
      epochs: 10_000,
      workers,
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    assert.ok(result.stopped);
    assert.ok(result.stepLosses.length > 0 && result.stepLosses.length < 120_000);
  }
});

Deno.test("a signal that was given before the start lets no step happen", async () => {
  await useWasm();
  for (const averaging of [0, 0.9]) {
    const model = mlp(1);
    const before = await model.getWeights()[0].data();
    const signal = AbortSignal.abort();
    const { stepLosses } = await train(model, { ...options, averaging, signal });
    assert.equal(stepLosses.length, 0);
    const after = await model.getWeights()[0].data();
    assert.ok(before.every((weight, i) => weight === after[i]), "and the weights stay");
  }
});

Deno.test("a loss that is no number stops training with a sentence", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const model = mlp(1);
    const weights = model.getWeights();
    model.setWeights([weights[0].mul(NaN), ...weights.slice(1)]);
    await assert.rejects(train(model, { ...options, workers }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /step 1: the loss is NaN.*learning rate below 0\.003/);
      return true;
    });
  }
});

/** Sees that training fails with a sentence for the user, before any epoch is told. */
async function refuses(model: tf.LayersModel, changes: Partial<TrainingOptions>, message: RegExp) {
  const told = () => assert.fail("nothing may be kept of it");
  await assert.rejects(
    train(model, { ...options, ...changes, onEpoch: told, onCheckpoint: told }),
    (error: Error) => {
      assert.ok(error instanceof UserError, String(error.stack));
      assert.match(error.message, message);
      return true;
    },
  );
}

Deno.test("a weight that is not finite stops training, though every loss is finite", async () => {
  await useWasm();
  for (const [workers, checkpointSteps, step] of [[1, undefined, 13], [2, 4, 5]]) {
    const model = mlp(1);
    const [kernel, bias, ...rest] = model.getWeights();
    const dead = await bias.buffer();
    dead.set(-Infinity, 7); // ReLU makes it 0, and no gradient reaches it
    model.setWeights([kernel, dead.toTensor(), ...rest]);
    const message = `at step ${step}: a weight, or a moment of its gradient, is -Infinity`;
    await refuses(model, { workers, checkpointSteps }, new RegExp(message));
  }
});

Deno.test("a validation loss that is not finite stops training", async () => {
  await useWasm();
  const dark = (set: Digits, value: number): Digits => {
    const images = set.images.slice();
    for (let i = 0; i < images.length; i += PIXELS) images[i] = value;
    return { ...set, images };
  };
  const model = mlp(1);
  const [kernel, ...rest] = model.getWeights();
  const large = await kernel.buffer();
  for (let unit = 0; unit < 128; unit++) large.set(3e38, 0, unit); // of a pixel blank in training
  model.setWeights([large.toTensor(), ...rest]);
  const { training, validation } = options;
  await refuses(
    model,
    { training: dark(training, 0), validation: dark(validation!, 255) },
    /the validation loss is NaN/,
  );
});

/** Seconds in which a worker is ready, on a busy machine too. */
const waiting = Math.ceil(6 * Math.min(5, slowness()));

/** Starts two workers, and hands their threads out. */
async function startTwo(change: (shared: Shared) => Shared, patience = waiting, least = 20) {
  const model = mlp(1), layout = layoutOf(model), { training, validation, ...rest } = options;
  const shared = change(share(layout.size, 2, training, validation!, { ...rest, workers: 2 }));
  const { Worker } = globalThis, threads: Worker[] = [];
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  };
  try {
    return {
      shared,
      threads,
      pool: await startWorkers(model, shared, "wasm", { patience, least }),
    };
  } finally {
    globalThis.Worker = Worker;
  }
}

Deno.test("workers that hang, and a worker that has ended, end training with a sentence", async () => {
  await useWasm();
  const hung = await startTwo(
    (shared) => ({ ...shared, hyperparameters: { ...shared.hyperparameters, workers: 3 } }),
  ); // they wait for a third, who never comes
  const ended = await startTwo((shared) => shared);
  ended.threads[1].terminate();
  await Promise.all([hung, ended].map(async ({ pool, shared }) => {
    await assert.rejects(pool.train({ epoch: 0, from: 0, to: 12 }, () => {}), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^Training stopped: no worker gave a sign of life for \d+ s; one hangs or has ended\. Resume/,
      );
      return true;
    });
    assert.ok(stopped(shared), "the workers that waited are sent home");
  }));
});

Deno.test("the end of a worker that had worked is noticed after ten times the longest silence", async () => {
  await useWasm();
  let last = performance.now();
  const { pool, shared, threads } = await startTwo((shared) => shared, 300, 1);
  let seen = signs(shared), longest = (performance.now() - last) / 1_000; // nobody speaks while they start
  last = performance.now();
  const look = () => {
    if (signs(shared) === seen) return;
    longest = Math.max(longest, (performance.now() - last) / 1_000);
    [seen, last] = [signs(shared), performance.now()];
  };
  await pool.train({ epoch: 0, from: 0, to: 12 }, look);
  threads[1].terminate();
  last = performance.now();
  await assert.rejects(pool.train({ epoch: 1, from: 0, to: 12 }, look), (error: Error) => {
    const [, seconds] = /no worker gave a sign of life for (\d+) s/.exec(error.message)!;
    const most = Math.max(1, 12 * longest); // the pool looks at another moment than this test
    assert.ok(Number(seconds) <= most, `${error.message}: at most ${most} s`);
    return true;
  });
});

Deno.test("a signal while workers start ends training at once", async () => {
  await useWasm();
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 30);
  const begun = performance.now();
  const result = await train(mlp(1), { ...options, workers: 8, signal: interrupt.signal });
  assert.deepEqual([result.stopped, result.stepLosses.length], [true, 0]);
  assert.ok(inTime(performance.now() - begun, 2_000));
});

Deno.test("a worker that fails ends training with its error", async () => {
  await useWasm();
  class Known extends tf.layers.Layer { // in this thread alone
    static className = "KnownHereAlone";
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul([x].flat()[0], 0.5);
    }
  }
  tf.serialization.registerClass(Known);
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      new Known({}),
      tf.layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
  await assert.rejects(
    train(model, { ...options, workers: 2 }),
    /^Error: Training worker \d failed: .*Unknown layer: KnownHereAlone/,
  );
});

Deno.test("nobody sleeps once both workers have answered: nothing would wake the thread", async () => {
  await useWasm();
  const { pool, shared } = await startTwo((shared) => shared);
  const { wait } = Atomics;
  let last = answers(shared), tooLate = 0;
  const counted = (array: Int32Array<ArrayBuffer>, place: number, value: number, most: number) => {
    if (value === last + 2) tooLate++;
    return wait(array, place, value, most);
  };
  Object.assign(Atomics, { wait: counted });
  try {
    for (let step = 0; step < 10; step++) {
      await pool.train({ epoch: 0, from: step, to: step + 1 }, () => {});
      last = answers(shared);
    }
  } finally {
    Object.assign(Atomics, { wait });
    pool.end();
  }
  assert.equal(tooLate, 0);
});
