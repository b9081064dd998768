/** The README's tables of speeds, made from the measurements. */

import type { CoreSpeed } from "../../backend/core_speed.ts";
import type { kernelSpeeds } from "./kernel_speeds.ts";
import { Table } from "../../table.ts";
import type { Growth } from "./bench_growth.ts";

/** Results by the name of who was measured. */
export type Each<T = number> = Readonly<Record<string, T>>;

/** Content of `data/bench.json`: medians, all from one run. */
export interface Measured {
  /** The machine. */
  readonly machine: string;
  /** The speed of its cores. */
  readonly cores: CoreSpeed;
  /** The versions of Deno and of the peers. */
  readonly versions: Each<string>;
  /** The peers that were not installed. */
  readonly absent: readonly string[];
  /** The numbers of threads measured. */
  readonly threads: readonly number[];
  /** Digits per step. */
  readonly batches: readonly number[];
  /** Loss of the 50th step with batches of 128, by network; of `deep` that of the 5th. */
  readonly losses: Each<Each>;
  /** Seconds per training step, under names such as "cnn, 128 digits, 2 threads". */
  readonly step: Each<Each>;
  /** Seconds for the forward pass of 10,000 digits, under names such as "cnn, 2 threads". */
  readonly prediction: Each<Each>;
  /** Seconds of a single prediction, on one thread. */
  readonly single: Each<{ readonly p50: number; readonly p99: number }>;
  /** Seconds from a program's start to the end of its first training step. */
  readonly first: Each;
  /** Peak memory in bytes. */
  readonly memory: Each;
  /** Bytes of the installed packages. */
  readonly installation: Each;
  /** The kernels, one by one. */
  readonly kernels: Awaited<ReturnType<typeof kernelSpeeds>>;
  /** Costs over batch size and channels. */
  readonly growth: Growth;
}

/** This library's name in the measurements. */
export const OURS = "this library";

/** The batch at which all contenders are compared. */
export const BATCH = 128;

/** The network that is measured in every way. */
export const NETWORK = "cnn";

/**
 * Returns the median.
 *
 * @param values at least one
 * @returns the median
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Names a measurement of training steps.
 *
 * @param network the network
 * @param batch digits per step
 * @param threads how many threads
 * @returns its name in the measurements
 */
export function stepName(network: string, batch: number, threads: number): string {
  return `${network}, ${batch.toLocaleString("en-US")} digits, ${count(threads)}`;
}

/**
 * Names a measurement of predictions.
 *
 * @param network the network
 * @param threads how many threads
 * @returns its name in the measurements
 */
export function predictionName(network: string, threads: number): string {
  return `${network}, ${count(threads)}`;
}

function count(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}

/** This library beside the best peer, in one respect. */
export interface Comparison {
  /** The measurement. */
  readonly what: string;
  /** The best peer. */
  readonly peer: string;
  /** This library's number, divided by the best peer's. */
  readonly ratio: number;
}

/** Compares this library with the best peer; undefined if there is none. */
function compared(what: string, each: Each | undefined): Comparison | undefined {
  const peers = Object.entries(each ?? {}).filter(([name]) => name !== OURS);
  if (!each || !(OURS in each) || peers.length === 0) return undefined;
  const [peer, best] = peers.reduce((a, b) => b[1] < a[1] ? b : a);
  return { what, peer, ratio: each[OURS] / best };
}

/**
 * Compares this library with the best peer in every respect in which there is one.
 *
 * @param measured the measurements
 * @returns the comparisons
 */
export function comparisons({ step, prediction, single, ...all }: Measured): Comparison[] {
  const part = (key: "p50" | "p99") =>
    Object.fromEntries(Object.entries(single).map(([name, times]) => [name, times[key]]));
  const respects: [string, Each][] = [
    ...Object.entries(step).map(([name, each]): [string, Each] => [`a step of ${name}`, each]),
    ...Object.entries(prediction).map(([name, each]): [string, Each] => [
      `prediction of 10,000 digits by ${name}`,
      each,
    ]),
    ["a single prediction, median", part("p50")],
    ["a single prediction, 99th percentile", part("p99")],
    ["the time to the first step", all.first],
    ["peak memory", all.memory],
    ["the size of the installation", all.installation],
  ];
  return respects.flatMap(([what, each]) => compared(what, each) ?? []);
}

/**
 * Says where this library is behind, the worst first.
 *
 * @param measured the measurements
 * @returns Markdown
 */
export function behindText(measured: Measured): string {
  const all = comparisons(measured);
  const behind = all.filter(({ ratio }) => ratio > 1).sort((a, b) => b.ratio - a.ratio);
  if (behind.length === 0) {
    return `This library is ahead of the best peer in all ${all.length} measurements.`;
  }
  const items = behind.map(({ what, peer, ratio }) => `- ${what}: ${ratio.toFixed(2)} × ${peer}`);
  return `This library is behind the best peer in ${behind.length} of ${all.length} measurements:` +
    `\n\n${items.join("\n")}`;
}

/**
 * Builds the table of training steps, beside the best peer's.
 *
 * @param measured the measurements
 * @returns one row per network and number of threads, one column per batch size
 */
export function stepTable({ step, batches, threads }: Measured): Table {
  const networks = [...new Set(Object.keys(step).map((name) => name.split(",")[0]))];
  return new Table(
    ["network", "threads", ...batches.map((batch) => `${batch.toLocaleString("en-US")} digits`)],
    networks.flatMap((network) =>
      threads.map((n) => [
        `\`${network}\``,
        `${n}`,
        ...batches.map((batch) => {
          const each = step[stepName(network, batch, n)], comparison = compared("", each);
          if (!each?.[OURS]) return "–";
          return milliseconds(each[OURS]) +
            (comparison ? `, ${comparison.ratio.toFixed(2)} ×` : "");
        }),
      ])
    ),
  );
}

/**
 * Builds the table of all contenders, with the book's network.
 *
 * @param measured the measurements
 * @returns one row per contender
 */
export function benchTable(measured: Measured): Table {
  const { threads, step, prediction, single, first, memory, installation, versions } = measured;
  const names = [OURS, ...Object.keys(versions).filter((name) => name !== "Deno")];
  const given = <T>(value: T | undefined, text: (value: T) => string) =>
    value === undefined ? "–" : text(value);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`;
  return new Table(
    [
      "",
      ...threads.map((n) => `step, ${count(n)}`),
      ...threads.map((n) => `10,000 digits, ${count(n)}`),
      "one digit (99th percentile)",
      "first step after",
      "peak memory",
      "installation",
    ],
    names.map((name) => [
      versions[name] ? `${name} ${versions[name]}` : name,
      ...threads.map((n) => given(step[stepName(NETWORK, BATCH, n)]?.[name], milliseconds)),
      ...threads.map((n) =>
        given(prediction[predictionName(NETWORK, n)]?.[name], (s) => `${s.toFixed(2)} s`)
      ),
      given(single[name], ({ p50, p99 }) => `${milliseconds(p50)} (${milliseconds(p99)})`),
      given(first[name], (s) => `${s.toFixed(1)} s`),
      given(memory[name], megabytes),
      given(installation[name], megabytes),
    ]),
  );
}

/** Seconds as milliseconds, with three digits that count. */
function milliseconds(seconds: number): string {
  const ms = 1e3 * seconds;
  return `${
    ms >= 100 ? Math.round(ms).toLocaleString("en-US") : ms.toPrecision(ms < 1 ? 2 : 3)
  } ms`;
}

/**
 * Describes the machine in a sentence: its cores, and whether two of them are really two.
 *
 * @param measured the measurements
 * @returns Markdown
 */
export function machineText({ machine, cores, versions, absent }: Measured): string {
  const [first, second] = cores.together.map((speed) => speed.toFixed(0));
  return `Measured on ${machine}, with Deno ${versions.Deno}. Multiply-adds in registers reach ` +
    `${cores.alone.toFixed(0)} GFLOPS on one core, and ${first} + ${second} on two at once.` +
    (absent.length > 0 ? ` Not installed there, so not measured: ${absent.join(", ")}.` : "");
}

/**
 * Builds the table of kernels.
 *
 * @param measured the measurements
 * @returns one row per kernel and size
 */
export function kernelTable({ kernels: { speeds } }: Measured): Table {
  return new Table(
    ["kernel", "shapes", "time of a call", "GFLOPS", "share of the limit"],
    speeds.map((speed) => [
      speed.name,
      speed.shapes,
      `${speed.milliseconds.toFixed(2)} ms`,
      speed.gflops.toFixed(1),
      `${(100 * speed.share).toFixed(0)} %`,
    ]),
  );
}
