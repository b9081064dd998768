/**
 * Jupyter's Stop and tfjs. Deno ends the JavaScript that runs at that moment, and that alone: whatever
 * awaits it would wait for ever, and tfjs is left in the middle of an operation.
 */

import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { notebook } from "../jupyter.ts";

/** The time between two looks whether work was ended, in milliseconds. */
const LOOK = 100;

/**
 * Awaits work that a notebook's Stop may end.
 *
 * @param work what may end
 * @param isEnded asked now and then, while no JavaScript runs: whether the work was ended
 * @returns what the work gives
 * @throws {UserError} if Stop ended it
 */
export async function untilStopped<T>(work: () => Promise<T>, isEnded: () => boolean): Promise<T> {
  const repair = repairer();
  let timer: ReturnType<typeof setInterval> | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (!isEnded()) return;
      repair();
      reject(new UserError("Stopped"));
    }, LOOK);
  });
  try {
    return await Promise.race([work(), ended]);
  } finally {
    clearInterval(timer);
  }
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
  Object.assign(prototype, { fit: stoppable(fit), fitDataset: stoppable(fitDataset) });
}

type Fit<A extends unknown[]> = (this: tf.LayersModel, ...args: A) => Promise<tf.History>;

/** While no JavaScript runs, no operation can be in progress, unless it was ended in its middle. */
function stoppable<A extends unknown[]>(fit: Fit<A>): Fit<A> {
  return async function (...args) {
    const before = engineState();
    const isEnded = () => {
      const { scopes, gradientDepth, kernelDepth } = engineState();
      return scopes > before.scopes || gradientDepth > before.gradientDepth ||
        kernelDepth > before.kernelDepth;
    };
    try {
      return await untilStopped(() => fit.apply(this, args), isEnded);
    } catch (error) {
      if (error instanceof UserError) Object.assign(this, { isTraining: false });
      throw error;
    }
  };
}
