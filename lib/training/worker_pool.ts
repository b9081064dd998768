/** Who trains: this thread alone, or several workers. */

import type { Network } from "../model/network.ts";
import type { BackendName } from "../backend/mod.ts";
import { UserError } from "../errors.ts";
import { trainEpoch } from "./epoch.ts";
import { layoutOf } from "./parameters.ts";
import { pausing } from "./pause.ts";
import { type Shared, stop, waitForAnswer } from "./shared_memory.ts";
import type { Answer, Order } from "./worker.ts";

/** How long the thread is blocked at a time while others train, in milliseconds. */
const WATCH = 20;

/** The workers of a run. */
export interface Crew {
  /** Trains for one epoch and calls `look` often; fails where a worker or `look` fails. */
  epoch(epoch: number, look: () => void): Promise<void>;
  /** Ends all workers. */
  end(): void;
}

/**
 * The crew of one: trains in this thread, on the network itself.
 *
 * @param model the network
 * @param shared the run's memory
 * @returns the crew
 */
export function alone(model: Network, shared: Shared): Crew {
  const worker = { index: 0, model, layout: layoutOf(model), shared };
  const train = (epoch: number, look: () => void) =>
    pausing((pause) => trainEpoch(worker, epoch, () => pause().then(look)));
  return { epoch: train, end: () => {} };
}

/**
 * A crew of several workers, each with a thread, a backend and a copy of the network of its own.
 *
 * @param model the network
 * @param shared the run's memory
 * @param backend the backend that each worker uses
 * @returns the crew, when every worker is ready
 * @throws {Error} where a worker cannot get ready
 */
export async function hire(
  model: Network,
  shared: Shared,
  backend: BackendName,
): Promise<Crew> {
  const topology = JSON.stringify(model.toJSON(null, false));
  const workers = shared.gradients.map(() =>
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module" })
  );
  const end = () => workers.forEach((worker) => worker.terminate());
  const all = async (order: (index: number) => Order, look = () => {}) => {
    let done = false;
    const answers = Promise.all(workers.map((worker, index) => ask(worker, index, order(index))))
      .finally(() => done = true);
    answers.catch(() => {}); // it is looked at below, maybe later than it fails
    try {
      await pausing(async (pause) => {
        while (!done) {
          waitForAnswer(shared, WATCH);
          look();
          await pause();
        }
      });
      await answers;
    } catch (error) {
      stop(shared); // the others may be waiting for the one that failed
      end();
      throw error;
    }
  };
  await all((index) => ({ kind: "prepare", index, backend, topology, shared }));
  return { epoch: (epoch, look) => all(() => ({ kind: "epoch", epoch }), look), end };
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
