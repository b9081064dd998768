/** The README's table of speeds, from what was measured. */

import type { CoreSpeed } from "./core_speed.ts";
import type { kernelSpeeds } from "./kernel_speeds.ts";
import { Table } from "../../table.ts";
import type { Growth } from "./bench_growth.ts";

/** What `data/bench.json` holds: medians, all from one run. */
export interface Measured {
  /** What it ran on. */
  readonly machine: string;
  /** The speed of its cores. */
  readonly cores: CoreSpeed;
  /** Whose speed it is. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Digits per step. */
  readonly batch: number;
  /** How many workers or threads were tried. */
  readonly threads: readonly number[];
  /** Milliseconds a training step, by "ours 2" and the like. */
  readonly step: Readonly<Record<string, number>>;
  /** Seconds for the forward pass of 10,000 digits, by the same names; ours takes one thread. */
  readonly prediction: Readonly<Record<string, number>>;
  /** Milliseconds a training step on tfjs's cpu backend. */
  readonly cpuStep: number;
  /** What tfjs's wasm backend says to a training step as it is shipped. */
  readonly shippedWasm: string;
  /** The kernels one by one. */
  readonly kernels: Awaited<ReturnType<typeof kernelSpeeds>>;
  /** How cost grows. */
  readonly growth: Growth;
  /** Milliseconds of a single prediction. */
  readonly single: { readonly p50: number; readonly p99: number };
  /** Seconds from the start of `deno task train` to its first step. */
  readonly firstStepSeconds: number;
  /** The most memory that `deno task train` held, in bytes. */
  readonly peakBytes: number;
}

/**
 * The value in the middle.
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
 * The table of speeds.
 *
 * @param measured what was measured
 * @returns a row a question
 */
export function benchTable(measured: Measured): Table {
  const { step, prediction, batch, threads } = measured;
  const ratio = (ours: number, theirs: number | undefined) =>
    theirs === undefined ? "–" : `${(ours / theirs).toFixed(2)} ×`;
  const time = (value: number | undefined, unit: string, digits: number) =>
    value === undefined ? "–" : `${value.toFixed(digits)} ${unit}`;
  return new Table(["what", "this library", "PyTorch", "ratio"], [
    ...threads.map((n) => [
      `training step, ${batch} digits, ${n === 1 ? "1 thread" : `${n} threads`}`,
      time(step[`ours ${n}`], "ms", 1),
      time(step[`PyTorch ${n}`], "ms", 1),
      ratio(step[`ours ${n}`], step[`PyTorch ${n}`]),
    ]),
    ...threads.map((n) => [
      `prediction of 10,000 digits, 1 thread of ours, ${n} of PyTorch's`,
      time(prediction["ours 1"], "s", 2),
      time(prediction[`PyTorch ${n}`], "s", 2),
      ratio(prediction["ours 1"], prediction[`PyTorch ${n}`]),
    ]),
    [
      "a single prediction, median (99th percentile)",
      `${measured.single.p50.toFixed(2)} ms (${measured.single.p99.toFixed(2)} ms)`,
      "–",
      "–",
    ],
    ["from `deno task train` to its first step", time(measured.firstStepSeconds, "s", 1), "–", "–"],
    ["peak memory of `deno task train`", `${Math.round(measured.peakBytes / 1e6)} MB`, "–", "–"],
  ]);
}

/**
 * Describes the machine in a sentence: its cores, and whether two of them are two.
 *
 * @param measured what was measured
 * @returns Markdown
 */
export function machineText({ machine, cores, versions }: Measured): string {
  const [first, second] = cores.together.map((speed) => speed.toFixed(0));
  return `Measured on ${machine}, with Deno ${versions.deno} and PyTorch ${
    versions.PyTorch ?? "–"
  }. ` +
    `Multiply-adds in registers reach ${
      cores.alone.toFixed(0)
    } GFLOPS on one core, and ${first} + ` +
    `${second} on two at once.`;
}

/**
 * The table of kernels.
 *
 * @param measured what was measured
 * @returns a row a kernel and size
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
