/// <reference lib="dom" />
/** A value for work that takes longer than a frame: it follows once the pen rests, where it can be seen. */

import { type Readable, Signal, watch } from "../parts/signal.ts";

/** The time that a value must stay unchanged, in milliseconds. */
const REST = 150;

/**
 * A value that follows another a little later, and only while an element is shown.
 *
 * @param source the value
 * @param element the element for which it is computed
 * @returns the value as it settled
 */
export function settled<T>(source: Readable<T>, element: HTMLElement): Readable<T> {
  const result = new Signal(source.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (element.clientWidth > 0) result.value = source.value;
    }, REST);
  };
  watch([source], follow);
  new ResizeObserver(follow).observe(element); // it is shown again
  return result;
}
