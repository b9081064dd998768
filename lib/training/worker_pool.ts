/** The workers of a run: this thread alone, or several of their own. */

import * as tf from "@tensorflow/tfjs";
import type { Network } from "../model/network.ts";
import type { BackendName } from "../backend/mod.ts";
import { UserError } from "../errors.ts";
import { optimizer } from "./adam.ts";
import { type Piece, trainPiece } from "./epoch.ts";
import { type Layout, layoutOf, placesOf } from "./parameters.ts";
import { pausing } from "./pause.ts";
import { answers, type Shared, signs, stop, waitForAnswer } from "./shared_memory.ts";
import { viewOf } from "./view.ts";
import type { Answer, Order } from "./worker.ts";

/** The time that this thread is blocked at once while workers train, in milliseconds. */
const BLOCKED = 20;

/** Whoever trains a run's network. */
export interface WorkerPool {
  /** Trains a piece of an epoch and calls `look` often; fails if a worker or `look` fails. */
  train(piece: Piece, look: () => void): Promise<void>;
  /** Ends all workers. */
  end(): void;
}

/**
 * Tells whether a GPU can train a run without this thread's waiting for it: on WebGPU, with one worker, no
 * layer used twice, and weights that the network sees as they are. (A view is a function of numbers that
 * JavaScript has.)
 */
function isForDevice(
  { trainable }: Layout,
  { hyperparameters: { workers }, view }: Shared,
): boolean {
  const variables = new Set(trainable.map(({ variable }) => variable));
  return tf.getBackend() === "webgpu" && workers === 1 && !view &&
    variables.size === trainable.length;
}

/**
 * A pool of one: this thread, which trains the network itself.
 *
 * @param model the network
 * @param shared the run's memory
 * @returns the pool
 */
export async function thisThread(model: Network, shared: Shared): Promise<WorkerPool> {
  const layout = layoutOf(model), view = await viewOf(shared.view, placesOf(layout));
  const worker = { index: 0, model, layout, shared, optimizer: optimizer(shared), view };
  const train = async (piece: Piece, look: () => void) => {
    const through = isForDevice(layout, shared)
      ? (await import("./device_piece.ts")).trainOnDevice
      : trainPiece;
    await pausing((pause) => through(worker, piece, () => pause().then(look)));
  };
  return { train, end: () => {} };
}

function newWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** Workers that nobody has taken yet. */
const ahead: Worker[] = [];

/**
 * Starts workers that the next training takes, so that they load their modules while its digits are
 * read.
 *
 * @param count how many
 * @returns ends those that no training has taken
 */
export function startAhead(count: number): Disposable {
  for (let i = 0; i < count; i++) ahead.push(newWorker());
  return {
    [Symbol.dispose]: () => ahead.splice(0).forEach((worker) => worker.terminate()),
  };
}

/** Options of {@linkcode startWorkers}. */
export interface StartOptions {
  /** Ends the start, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Seconds that may pass without a sign of life from any worker; {@linkcode patienceFor} by default. */
  readonly patience?: number;
  /** The same, once it is known how often the workers give signs, and that they do so far more often; 20 by default. */
  readonly least?: number;
}

/**
 * Starts several workers, each with a thread, a backend and a copy of the network of its own.
 *
 * @param model the network
 * @param shared the run's memory
 * @param backend the backend that each worker uses
 * @param options when to give up waiting
 * @returns the pool, when every worker is ready
 * @throws {Error} if a worker cannot get ready, or the signal came first
 */
export async function startWorkers(
  model: Network,
  shared: Shared,
  backend: BackendName,
  options: StartOptions = {},
): Promise<WorkerPool> {
  const { signal, patience = patienceFor(shared, backend), least = 20 } = options;
  const topology = JSON.stringify(model.toJSON(null, false));
  const workers = shared.gradients.map(() => ahead.pop() ?? newWorker());
  const end = () => workers.forEach((worker) => worker.terminate());
  const watch = watcher(shared, patience, least);
  const all = async (order: (index: number) => Order, look: () => void) => {
    let done = false, heard = answers(shared);
    const last = heard + workers.length;
    const answered = Promise.all(workers.map((worker, index) => ask(worker, index, order(index))))
      .finally(() => done = true);
    answered.catch(() => {}); // it is looked at below, maybe later than it fails
    watch.begin();
    try {
      await pausing(async (pause) => {
        while (!done) {
          // An answer is announced before its message is here; after the last one nothing wakes this thread.
          if (heard < last) waitForAnswer(shared, heard, BLOCKED);
          heard = answers(shared);
          look();
          watch.look();
          await pause();
        }
      });
      await answered;
    } catch (error) {
      stop(shared); // the others may be waiting for the one that failed
      end();
      throw error;
    }
  };
  await all(
    (index) => ({ kind: "prepare", index, backend, topology, shared }),
    () => signal?.throwIfAborted(),
  );
  return { train: (piece, look) => all(() => ({ kind: "train", piece }), look), end };
}

/**
 * The seconds in which a worker must give a sign of life: ample for what it computes between two of
 * them, a part of a batch or 250 validation digits. (The `cpu` backend takes 0.6 s for the gradient of
 * one digit in the book's network.)
 */
function patienceFor({ hyperparameters }: Shared, backend: BackendName): number {
  const digits = Math.max(250, hyperparameters.batchSize / hyperparameters.workers);
  return 60 + digits * (backend === "cpu" ? 30 : 1);
}

/** Signs of life that must have been seen before it is known how often they come, and the number of usual silences in a row that are too long. */
const KNOWN = 20, TOO_LONG = 10;

/**
 * Watches the workers: `look` fails if it is called for too long without a sign of life from any. What is too
 * long is the patience at first, and later much less, if signs have never been far apart.
 */
function watcher(shared: Shared, patience: number, least: number) {
  let seen = 0, silence = 0, last = 0, longest = 0, count = 0;
  return {
    begin() {
      [seen, silence, last] = [signs(shared), 0, performance.now()];
    },
    look() {
      const now = performance.now();
      silence += Math.min(1_000, now - last); // a machine that slept in between was not silent
      last = now;
      if (signs(shared) !== seen) {
        longest = Math.max(longest, silence);
        count += signs(shared) - seen;
        seen = signs(shared);
        silence = 0;
      }
      const usual = count < KNOWN ? Infinity : Math.max(least, TOO_LONG * longest / 1_000);
      const limit = Math.min(patience, usual);
      if (silence <= 1_000 * limit) return;
      throw new UserError(
        `Training stopped: no worker gave a sign of life for ${
          Math.floor(limit)
        } s; one hangs or ` +
          `has ended. Resume from the last checkpoint, or train anew`,
      );
    },
  };
}

/** Gives a worker an order and waits for its answer; a worker that dies answers with its error. */
function ask(worker: Worker, index: number, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new Error(`Training worker ${index} failed: ${reason}`));
    worker.onmessage = ({ data: { error, forUser } }: MessageEvent<Answer>) => {
      if (error === undefined) resolve();
      else if (forUser) reject(new UserError(error));
      else fail(error);
    };
    worker.onmessageerror = () => fail("its answer could not be read");
    worker.onerror = (event) => {
      event.preventDefault(); // else Deno ends the whole program
      fail(event.message);
    };
    worker.postMessage(order);
  });
}
