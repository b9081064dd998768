/** The README's tables of speeds, made from the measurements. */

import type { CoreSpeed } from "./core_speed.ts";
import type { kernelSpeeds } from "./kernel_speeds.ts";
import { Table } from "../../table.ts";
import type { Growth } from "./bench_growth.ts";

/** Content of `data/bench.json`: medians, all from one run. */
export interface Measured {
  /** The machine. */
  readonly machine: string;
  /** The speed of its cores. */
  readonly cores: CoreSpeed;
  /** The versions that were measured. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Digits per step. */
  readonly batch: number;
  /** The numbers of workers or threads measured. */
  readonly threads: readonly number[];
  /** Milliseconds per training step, under names such as "ours 2". */
  readonly step: Readonly<Record<string, number>>;
  /** Seconds for the forward pass of 10,000 digits, under the same names. */
  readonly prediction: Readonly<Record<string, number>>;
  /** Milliseconds per training step on tfjs's cpu backend. */
  readonly cpuStep: number;
  /** The error of tfjs's wasm backend, as shipped, in a training step. */
  readonly shippedWasm: string;
  /** The kernels, one by one. */
  readonly kernels: Awaited<ReturnType<typeof kernelSpeeds>>;
  /** Costs over batch size and channels. */
  readonly growth: Growth;
  /** Milliseconds of a single prediction. */
  readonly single: { readonly p50: number; readonly p99: number };
  /** Seconds from the start of `deno task train` to its first step. */
  readonly firstStepSeconds: number;
  /** Peak memory of `deno task train`, in bytes. */
  readonly peakBytes: number;
}

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
 * Builds the table of speeds.
 *
 * @param measured the measurements
 * @returns one row per measurement
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
    ...threads.map((n) => {
      const own = `ours ${n}` in prediction ? n : 1; // measurements of one thread were kept once
      return [
        `prediction of 10,000 digits, ${own} ${
          own === 1 ? "thread" : "threads"
        } of ours, ${n} of PyTorch's`,
        time(prediction[`ours ${own}`], "s", 2),
        time(prediction[`PyTorch ${n}`], "s", 2),
        ratio(prediction[`ours ${own}`], prediction[`PyTorch ${n}`]),
      ];
    }),
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
 * Describes the machine in a sentence: its cores, and whether two of them are really two.
 *
 * @param measured the measurements
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
