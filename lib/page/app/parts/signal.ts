/** Values that tell when they change: the page's state is made of them. */

/** A value that can be read and listened to. */
export interface Readable<T> {
  /** The value now. */
  readonly value: T;
  /** Calls a function after each change; returns what ends that. */
  on(listener: () => void): () => void;
}

/** A value that can be set. */
export class Signal<T> implements Readable<T> {
  #value: T;
  #listeners = new Set<() => void>();

  /**
   * A signal.
   *
   * @param value what it holds at first
   */
  constructor(value: T) {
    this.#value = value;
  }

  /** The value now. */
  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls a function after each change; returns what ends that. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * A value that follows from others. It is computed when it is read, and only if they changed.
 *
 * @param sources what it follows from
 * @param compute how
 * @returns the value
 */
export function derive<T>(sources: readonly Readable<unknown>[], compute: () => T): Readable<T> {
  let known: { value: T } | undefined;
  for (const source of sources) source.on(() => known = undefined);
  return {
    get value() {
      return (known ??= { value: compute() }).value;
    },
    on(listener) {
      const ends = sources.map((source) => source.on(listener));
      return () => ends.forEach((end) => end());
    },
  };
}

/**
 * Does something now, and again after each change.
 *
 * @param sources whose changes count
 * @param effect what to do
 * @returns what ends that
 */
export function watch(sources: readonly Readable<unknown>[], effect: () => void): () => void {
  const ends = sources.map((source) => source.on(effect));
  effect();
  return () => ends.forEach((end) => end());
}

/**
 * Draws now, and once in the next frame however many changes there were: for what a reader looks at.
 *
 * @param sources whose changes count
 * @param draw what to do
 * @returns what ends that
 */
export function watchFrames(sources: readonly Readable<unknown>[], draw: () => void): () => void {
  let frame = 0;
  return watch(sources, () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
}

/** The longest time that {@linkcode whenIdle} waits for the browser, in milliseconds. */
const PATIENCE = 400;

/**
 * A value that follows another as soon as the browser has nothing else to do: for what may lag behind the
 * pen where the processor is slow.
 *
 * @param source the value
 * @returns the value as it was when there was time
 */
export function whenIdle<T>(source: Readable<T>): Readable<T> {
  const result = new Signal(source.value);
  let isWaiting = false;
  source.on(() => {
    if (isWaiting) return;
    isWaiting = true;
    afterwards(() => {
      isWaiting = false;
      result.value = source.value;
    });
  });
  return result;
}

function afterwards(task: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task, { timeout: PATIENCE });
  else setTimeout(task, PATIENCE / 4); // Safari
}
