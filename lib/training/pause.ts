/**
 * Long work on one thread: it pauses now and then, to let events through, and in a notebook it
 * notices when Stop has ended it.
 *
 * If no JavaScript runs when Stop comes, Deno ends what comes next, at worst all timers, and with them the
 * kernel's use. So a thread that trains should be at work, or blocked by `Atomics.wait`, nearly always.
 */

import * as tf from "@tensorflow/tfjs";
import { immediate, type Pause, untilStopped } from "../backend/stop.ts";
import { notebook } from "../jupyter.ts";

export type { Pause };

/**
 * The time between two pauses that let the thread rest, in milliseconds. Deno looks for signals only when the thread
 * rests, or every 61 pauses, which can be seconds; a rest takes one millisecond.
 */
const REST = 200;

/**
 * Does work that pauses. Between its pauses it must not wait for anything.
 *
 * @param work what to do
 * @returns what the work gives
 * @throws {UserError} if a notebook's Stop ended the work
 */
export async function pausing<T>(work: (pause: Pause) => Promise<T>): Promise<T> {
  if (!notebook()) return await work(resting());
  if (tf.getBackend() === "webgpu") return await work(immediate);
  // While no JavaScript runs, the work must be in a pause, unless it was ended.
  return await untilStopped(work, () => true);
}

/** A pause that now and then lets the thread rest. */
function resting(): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < REST) return await immediate();
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
