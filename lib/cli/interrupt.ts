/** Ctrl-C and its kin: the first asks the work to come to its end, the second ends the program. */

/** The signals that end work, and the exit codes that shells know them by. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** How long work may take to come to its end, in milliseconds. */
const PATIENCE = 1_700;

/** What has ended the work. */
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
  /** What interrupted the work; undefined as long as nothing did. */
  interruption(): Interruption | undefined;
}

/**
 * Lets work be interrupted, from now until it is disposed of. Outside this time a signal ends the
 * program at once, as the system has it.
 *
 * @param late called if the work does not end in time, just before the program ends all the same
 * @returns what the work must look at
 */
export function interruptible(late: (interruption: Interruption) => void): Interruptible {
  const abort = new AbortController();
  let interruption: Interruption | undefined;
  const names: readonly (keyof typeof CODES)[] = Deno.build.os === "windows"
    ? ["SIGINT"] // the only one that Windows has
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  const listeners = names.map((name) => {
    const listener = () => {
      if (interruption) Deno.exit(interruption.code);
      const found = { by: name === "SIGINT" ? "Ctrl-C" : name, code: CODES[name] };
      interruption = found;
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
