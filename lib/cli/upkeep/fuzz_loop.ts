/** The loop of the fuzzer: makes inputs, reads them, and checks the outcome. */

import process from "node:process";
import { join } from "@std/path";
import { UserError } from "../../errors.ts";
import { makeFolder } from "../../files.ts";
import { random } from "../../random.ts";
import { type Input, type Kind, KINDS } from "./fuzz_kinds.ts";

/** Limits for every input. */
export const LIMITS = {
  /** CPU time to read one input, in seconds. */
  seconds: 1,
  /** Memory that reading inputs adds to the program, in bytes. */
  bytes: 512 * 2 ** 20,
};

/** Outcome of the inputs of one kind. */
export interface Report {
  /** The kind's name. */
  readonly kind: string;
  /** The number of inputs that were tried. */
  readonly tried: number;
  /** The number of them that were accepted. */
  readonly accepted: number;
  /** The faults, in sentences that say how to reproduce them. */
  readonly faults: readonly string[];
}

/**
 * Finds a fault in the way an input was refused.
 *
 * @param error the error that was thrown
 * @returns a sentence; undefined if the input was refused properly
 */
export function wrongRefusal(error: unknown): string | undefined {
  const typed = error instanceof UserError || error instanceof RangeError ||
    error instanceof SyntaxError;
  if (!typed) return `it crashes: ${error instanceof Error ? error.stack : error}`;
  const { message } = error;
  const quoted = JSON.stringify(message);
  if (!/^Cannot \S/.test(message)) {
    return `the message does not say what could not be done: ${quoted}`;
  }
  if (/[\n\r]/.test(message)) return `the message has several lines: ${quoted}`;
  if (message.length > 1_000) return `the message has ${message.length} characters: ${quoted}`;
  if (/:\s*($|[.);])/.test(message)) return `the message gives no reason: ${quoted}`;
  if (/\bundefined\b|\[object \w+\]/.test(message)) return `the message is unreadable: ${quoted}`;
  return undefined;
}

/** CPU time of this program so far, in seconds; a busy machine does not add to it. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Peak memory of this program so far, in bytes. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}

/** Reads one input; returns a sentence if there is a fault. */
async function tryInput(
  input: Input,
  most: number,
): Promise<{ accepted: boolean; fault?: string }> {
  const start = processorSeconds();
  let accepted = true, fault: string | undefined;
  try {
    fault = await input.read();
    if (fault !== undefined) fault = `it is wrongly accepted: ${fault}`;
  } catch (error) {
    accepted = false;
    fault = wrongRefusal(error) ??
      (input.sound ? `it is refused, though it is sound: ${(error as Error).message}` : undefined);
  }
  const seconds = processorSeconds() - start;
  if (seconds > most) fault ??= `it takes ${seconds.toFixed(1)} s of the processor`;
  return { accepted, fault };
}

/** Options of the fuzzer. */
export interface FuzzOptions {
  /** The number of inputs, over all kinds. */
  readonly inputs: number;
  /** The seed, which determines all inputs. */
  readonly seed: number;
  /** An empty folder to work in. */
  readonly folder: string;
  /** The limits for every input; {@linkcode LIMITS} by default. */
  readonly limits?: typeof LIMITS;
  /** The kinds of input; all by default. */
  readonly kinds?: readonly Kind[];
  /** Called before each input, and when a kind is done. */
  readonly progress?: (state: { kind: string; input: number } | Report) => void;
}

/**
 * Tries inputs of every kind.
 *
 * @param options the number of inputs, and the seed
 * @returns one report per kind
 */
export async function fuzz(options: FuzzOptions): Promise<Report[]> {
  const { inputs, seed, folder, limits = LIMITS, kinds = KINDS, progress = () => {} } = options;
  const shares = kinds.reduce((sum, { share }) => sum + share, 0);
  const reports: Report[] = [];
  for (const [k, kind] of kinds.entries()) {
    const own = join(folder, `${k}`);
    await makeFolder(own);
    const make = await kind.open(own);
    const tried = Math.ceil(inputs * kind.share / shares);
    const faults: string[] = [];
    let accepted = 0, before = 0;
    for (let i = 0; i < tried; i++) {
      progress({ kind: kind.name, input: i });
      const input = await make(random(seed, k * 2 ** 24 + i));
      if (i === 0) before = peakBytes(); // with everything loaded that making inputs takes
      const result = await tryInput(input, limits.seconds);
      if (result.accepted) accepted++;
      if (i === 10) before = Math.max(before, peakBytes()); // and what reading them takes
      const grown = peakBytes() - before;
      const fault = result.fault ??
        (grown > limits.bytes ? `memory has grown by ${Math.round(grown / 1e6)} MB` : undefined);
      if (grown > limits.bytes) before = peakBytes(); // reported once
      if (fault) faults.push(`${kind.name}, input ${i} of seed ${seed}: ${fault}`);
    }
    const report = { kind: kind.name, tried, accepted, faults };
    reports.push(report);
    progress(report);
  }
  return reports;
}
