/**
 * Calls a reader's function, which may throw, wait for ever, or loop for ever, within a time limit.
 *
 * No timer fires while a loop runs on its own thread, and `worker.terminate()` leaves it running. But
 * `node:vm` has a thread of its own that ends whatever runs when its time is up: here the function
 * itself, called where the names it uses from its notebook exist.
 */

import { setImmediate } from "node:timers";
import vm from "node:vm";

/** The outcome of a call. */
export type Outcome = ({ readonly value: unknown } | { readonly thrown: unknown }) & {
  /** The arguments, as the call left them. */
  readonly inputs: unknown[];
};

/** Stands for what took longer than its time. */
export const ENDLESS: unique symbol = Symbol("endless");

/**
 * Calls a function on each case.
 *
 * @param f the function; it may be async
 * @param cases the arguments of each call
 * @param seconds the time for all calls together; `Infinity` sets no limit
 * @returns one outcome per case, or {@linkcode ENDLESS}
 */
export async function outcomes(
  f: (...inputs: unknown[]) => unknown,
  cases: unknown[][],
  seconds: number,
): Promise<Outcome[] | typeof ENDLESS> {
  const end = performance.now() + 1000 * seconds;
  const results: Outcome[] = [];
  for (const inputs of cases) {
    const left = end - performance.now();
    if (left < 1) return ENDLESS;
    try {
      let call: { value: unknown } | { thrown: unknown } | undefined;
      const ended = await interrupted(left, () => {
        try {
          call = { value: f(...inputs) };
          if (call.value instanceof Promise) runMicrotasks?.();
        } catch (thrown) {
          call = { thrown };
        }
      });
      if (ended || !call) return ENDLESS;
      if ("thrown" in call) throw call.thrown;
      const value = await within((end - performance.now()) / 1000, call.value);
      if (value === ENDLESS) return ENDLESS;
      results.push({ value, inputs });
    } catch (thrown) {
      results.push({ thrown, inputs });
    }
  }
  return results;
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param seconds how long
 * @param promise what to wait for
 * @returns what it gives, or {@linkcode ENDLESS}
 */
export async function within<T>(
  seconds: number,
  promise: T | PromiseLike<T>,
): Promise<T | typeof ENDLESS> {
  if (seconds === Infinity) return await promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<typeof ENDLESS>((resolve) => {
    timer = setTimeout(() => resolve(ENDLESS), 1000 * seconds);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs work that throws nothing, and says whether it had to be ended before it was done. */
async function interrupted(milliseconds: number, work: () => void): Promise<boolean> {
  if (milliseconds === Infinity) {
    work();
    return false;
  }
  // As an event of its own: within another microtask, `runMicrotasks` would do nothing.
  return await new Promise((resolve) =>
    void setImmediate(() => {
      try {
        vm.runInNewContext("work()", { work }, { timeout: Math.ceil(milliseconds) });
        resolve(false);
      } catch {
        resolve(true);
      }
    })
  );
}

/**
 * Runs what an async function does after an `await` at once, within the time limit: later no limit
 * would reach it. Deno has no public name for this; without it only such loops go unnoticed.
 */
const runMicrotasks: (() => void) | undefined = internals()?.core?.runMicrotasks;

function internals(): { core?: { runMicrotasks?: () => void } } | undefined {
  const deno = Deno as unknown as Record<symbol, undefined> & { internal?: symbol };
  return deno.internal && deno[deno.internal];
}
