/**
 * Long work on one thread: it pauses now and then, to let events through, and in a notebook it
 * notices when Stop has ended it.
 *
 * Jupyter's Stop makes Deno end the JavaScript that runs at that moment, and that alone: whatever
 * awaits it would wait for ever. (If none runs, Deno ends the event loop, and with it the kernel's
 * use. So a thread that trains should be at work, or blocked by `Atomics.wait`, nearly always.)
 */

import { setImmediate } from "node:timers";
import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { notebook } from "../jupyter.ts";

/** Lets events through: timers, Ctrl-C, messages, what a cell has to show. */
export type Pause = () => Promise<void>;

/** How often it is looked whether work goes on, in milliseconds. */
const LOOK = 100;

/**
 * Does work that pauses. Between its pauses it must not wait for anything.
 *
 * @param work what to do
 * @returns what the work gives
 * @throws {UserError} where a notebook's Stop ended the work
 */
export async function pausing<T>(work: (pause: Pause) => Promise<T>): Promise<T> {
  let working = true;
  const pause = async () => {
    working = false;
    await new Promise<void>((resolve) => void setImmediate(resolve));
    working = true;
  };
  if (!notebook() || tf.getBackend() === "webgpu") return await work(pause);
  const mend = mender();
  let timer: ReturnType<typeof setInterval> | undefined;
  const ended = new Promise<never>((_, reject) => {
    // An event that comes while the work is at work: then it is no more.
    timer = setInterval(() => {
      if (!working) return;
      mend();
      reject(new UserError("Stopped"));
    }, LOOK);
  });
  try {
    return await Promise.race([work(pause), ended]);
  } finally {
    clearInterval(timer);
  }
}

/**
 * How to bring tfjs back to where it is now, should work end in the middle of an operation: scopes
 * stay open then, and all later operations would be recorded for a gradient that nobody asks for.
 */
function mender(): () => void {
  const engine = tf.engine();
  const { state } = engine;
  const { gradientDepth, kernelDepth, activeTape, scopeStack: { length: scopes } } = state;
  return () => {
    while (state.scopeStack.length > scopes) engine.endScope();
    Object.assign(state, { gradientDepth, kernelDepth, activeTape });
  };
}
