/** Ctrl-C and similar signals: the first asks the work to finish, the second ends the program. */

/** The signals that end work, with the exit codes that shells give them. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Time limit for work to finish after the first signal, in milliseconds. */
const PATIENCE = 1_700;

/**
 * Time in which further signals are echoes of the first, in milliseconds: a terminal sends Ctrl-C to the
 * program and to `deno task`, which passes it on, twice.
 */
const ECHO = 300;

/** A signal that interrupted the work. */
export interface Interruption {
  /** The signal's name as a user knows it, such as "Ctrl-C". */
  readonly by: string;
  /** The exit code that the program must end with. */
  readonly code: number;
}

/** Work that can be interrupted. */
export interface Interruptible extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The signal that interrupted the work; undefined before any. */
  interruption(): Interruption | undefined;
}

/**
 * Lets signals interrupt the work, from now until the result is disposed of. Outside that time a signal
 * ends the program at once, as usual.
 *
 * @param late called just before the program ends because the work did not finish in time
 * @returns the abort signal, which the work must check, and the interruption
 */
export function interruptible(late: (interruption: Interruption) => void): Interruptible {
  const abort = new AbortController();
  let interruption: Interruption | undefined, since = Infinity;
  const names: readonly (keyof typeof CODES)[] = Deno.build.os === "windows"
    ? ["SIGINT"] // the only one that Windows has
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  const listeners = names.map((name) => {
    const listener = () => {
      if (interruption) {
        if (performance.now() - since > ECHO) Deno.exit(interruption.code);
        return;
      }
      const found = { by: name === "SIGINT" ? "Ctrl-C" : name, code: CODES[name] };
      interruption = found;
      setTimeout(() => since = performance.now()); // the echo may wait for the end of a long step
      setTimeout(() => {
        late(found);
        Deno.exit(found.code);
      }, PATIENCE);
      abort.abort();
    };
    Deno.addSignalListener(name, listener);
    return () => Deno.removeSignalListener(name, listener);
  });
  return {
    signal: abort.signal,
    interruption: () => interruption,
    [Symbol.dispose]: () => listeners.forEach((remove) => remove()),
  };
}
