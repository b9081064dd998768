/// <reference lib="dom" />
/** The page's state: every panel reads it, and some write it. */

import { BLANK, type Drawing, isBlank } from "./draw/drawing.ts";
import { pictureOf } from "./draw/picture.ts";
import type { PlainNetwork } from "./network/layers.ts";
import { type Step, traceNetwork } from "./network/trace.ts";
import { derive, type Readable, Signal, watch } from "./parts/signal.ts";
import { Reader } from "./read/reader.ts";
import type { Seen } from "./read/seen.ts";

/** The page's state. A panel gets it when it is mounted. */
export interface Page {
  /** The panel that is shown, by its id. What costs time waits until its panel is shown. */
  readonly shown: Signal<string>;
  /** The drawing on the pad. Set it to draw something; the reading follows. */
  readonly drawing: Signal<Drawing>;
  /** All networks to choose from. Add one by setting a longer list. */
  readonly networks: Signal<readonly PlainNetwork[]>;
  /** The network that reads. Set it to change it; the reading follows. */
  readonly network: Signal<PlainNetwork>;
  /** True if the reading is that of the drawing as it is, rather than of one before. */
  readonly isRead: Signal<boolean>;
  /** The reading of the drawing; undefined while the pad is blank. */
  readonly reading: Signal<Seen | undefined>;
  /** `[784]` the digit as the network sees it, 0 paper to 255 ink; undefined where there is none. */
  readonly digit: Readable<Uint8Array | undefined>;
  /** `[10]` what the network says of it; undefined where there is none. */
  readonly probabilities: Readable<ArrayLike<number> | undefined>;
  /** Every layer's numbers for that digit, by the network that reads. */
  readonly steps: Readable<readonly Step[] | undefined>;
}

/**
 * Makes the state and starts the worker that reads.
 *
 * @param networks the networks in the page, at least one; the first reads at first
 * @param script the page's script, which the worker runs too
 * @returns the state
 */
export function startPage(networks: readonly PlainNetwork[], script: string): Page {
  const drawing = new Signal<Drawing>(BLANK);
  const network = new Signal(networks[0]);
  const reading = new Signal<Seen | undefined>(undefined);
  const isRead = new Signal(true);
  const reader = new Reader(script, (read, isLatest) => {
    if (!isBlank(drawing.value)) reading.value = read;
    isRead.value = isLatest;
  });
  watch([network], () => reader.use(network.value));
  watch([drawing, network], () => {
    isRead.value = isBlank(drawing.value);
    if (isBlank(drawing.value)) reading.value = undefined;
    else reader.read(() => pictureOf(drawing.value));
  });
  const digit = derive([reading], () => reading.value?.digit);
  const steps = derive(
    [digit, network],
    () => digit.value && traceNetwork(network.value, digit.value),
  );
  const probabilities = derive([reading], () => reading.value?.probabilities);
  return {
    ...{ shown: new Signal(""), drawing, networks: new Signal(networks), network, isRead },
    ...{ reading, digit, probabilities, steps },
  };
}
