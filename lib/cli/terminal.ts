/** One live line on a terminal, for what takes a while; on anything else, nothing of it. */

import type { DownloadProgress } from "../dataset/mod.ts";
import type { StepResult } from "../training/mod.ts";

/** A line that is written over and over. */
export interface LiveLine<T> {
  /** Shows the newest state. */
  readonly update: (state: T) => void;
  /** Takes the line away; what is printed next stands in its place. */
  readonly end: () => void;
}

/** How often a line changes, in milliseconds. */
const REFRESH = 100;

/**
 * Prints a sentence on standard error, if there still is one: a terminal may have been closed.
 *
 * @param sentence the sentence
 */
export function tell(sentence: string): void {
  try {
    console.error(sentence);
  } catch { /* nobody reads it, but work must come to its end */ }
}

/** A live line on standard error, so that standard output stays clean for a pipe. */
function liveLine<T>(text: (state: T) => string): LiveLine<T> {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, end: () => {} };
  const write = (line: () => string) => {
    try {
      Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line()}`));
    } catch { /* as in tell() */ }
  };
  let last = 0;
  let shown = false;
  return {
    update: (state) => {
      if (performance.now() - last < REFRESH) return;
      last = performance.now();
      shown = true;
      write(() => text(state).slice(0, Deno.consoleSize().columns - 1));
    },
    end: () => {
      if (shown) write(() => "");
      shown = false;
    },
  };
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return "━".repeat(full) + "╌".repeat(width - full);
}

/**
 * A line for a download: which file, how much of it.
 *
 * @returns the line
 */
export function downloadLine(): LiveLine<DownloadProgress> {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return liveLine(({ file, mirror, received, total }) =>
    `${file}  ${total ? bar(received / total, 24) : ""}  ${megabytes(received)} MB` +
    `${total ? ` of ${megabytes(total)}` : ""}  from ${new URL(mirror).host}`
  );
}

/**
 * A line for training: epoch, bar, loss, accuracy, images a second, time left.
 *
 * @param epochs how many epochs there are
 * @param batchSize digits a step
 * @returns the line
 */
export function trainingLine(epochs: number, batchSize: number): LiveLine<StepResult> {
  const start = performance.now();
  let before: number | undefined; // steps of a resumed run that were done earlier
  return liveLine(({ epoch, step, steps, stepsPerEpoch, loss, accuracy }) => {
    const seconds = (performance.now() - start) / 1_000;
    before ??= step - 1;
    const perSecond = (step - before) / seconds;
    const within = (step - 1) % stepsPerEpoch + 1;
    const speed = Math.round(perSecond * batchSize).toLocaleString("en-US");
    return `epoch ${epoch}/${epochs}  ${bar(within / stepsPerEpoch, 24)}  ` +
      `loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}  ` +
      `${speed} images/s  ${duration((steps - step) / perSecond)} left`;
  });
}

/**
 * A share as a percentage.
 *
 * @param share 0 to 1
 * @returns such as "98.76 %"
 */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
