/** A live progress line for long work. It appears on a terminal only. */

import type { DownloadProgress } from "../dataset/mod.ts";
import type { StepResult } from "../training/mod.ts";

/** A line that is rewritten in place. */
export interface LiveLine<T> {
  /** Shows the newest state. */
  readonly update: (state: T) => void;
  /** Clears the line; the next output takes its place. */
  readonly end: () => void;
}

/** The least time between two changes of a line, in milliseconds. */
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

/**
 * Text from a file that may be somebody else's, such as a name in it, with control characters as codes:
 * a terminal would obey them.
 *
 * @param text the text
 * @returns the same on as many lines, with `\x1b` for an escape character
 */
export function printable(text: string): string {
  const code = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");
  return text.replace(/(?!\n)\p{Cc}/gu, (character) => `\\x${code(character)}`);
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
 * Creates a progress line for a download: the file, and how much of it has arrived.
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
 * Creates a progress line for training: epoch, bar, loss, accuracy, images per second, time left.
 *
 * @param epochs how many epochs there are
 * @param batchSize images per step
 * @returns the line
 */
export function trainingLine(epochs: number, batchSize: number): LiveLine<StepResult> {
  const start = performance.now();
  let before: number | undefined; // steps that a resumed run did earlier
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
 * Formats a share as a percentage.
 *
 * @param share 0 to 1
 * @returns a text such as "98.76 %"
 */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
