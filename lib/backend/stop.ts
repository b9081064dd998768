/**
 * Jupyter's Stop and tfjs. Deno ends the JavaScript that runs at that moment, and that alone: whatever
 * awaits it would wait for ever, and tfjs is left in the middle of an operation.
 */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { notebook } from "../jupyter.ts";

/**
 * The time between two looks whether work was ended, in milliseconds. When Stop comes between two turns of
 * JavaScript, Deno ends whatever begins next, for good: a pause alone, or, if a timer is due, all timers and
 * with them the looks. So a timer is due in few turns only.
 */
const LOOK = 500;

/** Lets events through: timers, Ctrl-C, messages, what a cell has to show. */
export type Pause = () => Promise<void>;

/**
 * Awaits work that a notebook's Stop may end.
 *
 * @param work what may end; it calls what it is handed to pause
 * @param isEnded asked now and then, while no JavaScript runs and the work does not pause: whether the
 *   work was ended
 * @returns what the work gives
 * @throws {UserError} if Stop ended it
 */
export async function untilStopped<T>(
  work: (pause: Pause) => Promise<T>,
  isEnded: () => boolean,
): Promise<T> {
  const repair = repairer();
  let turns = 0, seen = 0, isOver = false; // turns is odd in a pause
  const pause = async () => {
    turns++;
    await immediate();
    if (isOver) await new Promise(() => {}); // nobody awaits the work any more
    turns++;
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const isLost = turns === seen; // a pause ends before the next look
      seen = turns;
      if (turns % 2 ? !isLost : !isEnded()) return;
      repair();
      reject(new UserError("Stopped"));
    }, LOOK);
  });
  try {
    return await Promise.race([work(pause), ended]);
  } finally {
    isOver = true;
    clearInterval(timer);
  }
}

/** Deno's; a browser has none. */
const { setImmediate } = globalThis as { setImmediate?: (then: () => void) => void };

/** Lets events through once. */
export function immediate(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) return setImmediate(resolve);
    const { port1, port2 } = new MessageChannel(); // a browser's setTimeout waits 4 ms
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** tfjs's engine, as far as an operation changes it while it runs. */
function engineState() {
  const { gradientDepth, kernelDepth, activeTape, scopeStack } = tf.engine().state;
  return { gradientDepth, kernelDepth, activeTape, scopes: scopeStack.length };
}

/**
 * Brings tfjs back to its present state, should work end in the middle of an operation: scopes
 * stay open then, and all later operations would be recorded for a gradient that nobody asks for.
 */
function repairer(): () => void {
  const engine = tf.engine();
  const { scopes, ...depths } = engineState();
  return () => {
    while (engine.state.scopeStack.length > scopes) engine.endScope();
    Object.assign(engine.state, depths);
  };
}

let isPatched = false;

/**
 * Lets a notebook's Stop end `model.fit` and `model.fitDataset`, after which the model can be trained
 * on. Outside of a notebook nothing changes.
 */
export function stopFit(): void {
  if (isPatched || !notebook()) return;
  isPatched = true;
  const { prototype } = tf.LayersModel;
  const { fit, fitDataset } = prototype;
  Object.assign(prototype, { fit: stoppable(fit, 2), fitDataset: stoppable(fitDataset, 1) });
}

type Fit<A extends unknown[]> = (this: tf.LayersModel, ...args: A) => Promise<tf.History>;

/**
 * Lets Stop end one of tfjs's functions. While no JavaScript runs, no operation can be in progress, unless it
 * was ended in its middle; and `fit` waits for nothing but our pause and its caller's functions.
 *
 * @param fit tfjs's function
 * @param at the place of its options among its arguments: 2 for `fit`
 */
function stoppable<A extends unknown[]>(fit: Fit<A>, at: number): Fit<A> {
  return async function (...args) {
    const before = engineState();
    let waitsFor = at === 2 && tf.getBackend() !== "webgpu" ? 0 : Infinity; // functions of others
    const isEnded = () => {
      const { scopes, gradientDepth, kernelDepth } = engineState();
      return waitsFor === 0 || scopes > before.scopes || gradientDepth > before.gradientDepth ||
        kernelDepth > before.kernelDepth;
    };
    const counted = (own: Callback): Callback => async (...args) => {
      waitsFor++;
      await own(...args);
      waitsFor--;
    };
    try {
      return await untilStopped((pause) => {
        const options = args[at] as { callbacks?: Callbacks | Callbacks[] } | undefined;
        const callbacks = [options?.callbacks ?? {}].flat();
        if ("setModel" in callbacks[0]) waitsFor = Infinity; // an object of tfjs's, without pauses
        else {
          const own = callbacks.map((callbacks) => pausingBy(pause, callbacks, counted));
          args[at] = { ...options, callbacks: own };
        }
        return fit.apply(this, args);
      }, isEnded);
    } catch (error) {
      if (error instanceof UserError) Object.assign(this, { isTraining: false });
      throw error;
    }
  };
}

type Callback = (...args: unknown[]) => unknown;
type Callbacks = Readonly<Record<string, Callback>>;

/** A caller's functions for `fit`, each counted while it works, with a pause in place of `tf.nextFrame`. */
function pausingBy(
  pause: Pause,
  callbacks: Callbacks,
  counted: (own: Callback) => Callback,
): Callbacks {
  const names = Object.keys(callbacks).filter((name) => name.startsWith("on") && callbacks[name]);
  return {
    ...callbacks,
    ...Object.fromEntries(names.map((name) => [name, counted(callbacks[name].bind(callbacks))])),
    nextFrameFunc: pause,
  };
}
