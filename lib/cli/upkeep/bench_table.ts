/** The README's tables of speeds, made from the measurements. */

import type { CoreSpeed } from "../../backend/core_speed.ts";
import type { kernelSpeeds } from "./kernel_speeds.ts";
import { Table } from "../../table.ts";
import { BATCH } from "./bench_folder.ts";
import type { Growth } from "./bench_growth.ts";
import { leastPrediction, leastStep, type Work } from "./bench_limits.ts";

/** Results by the name of who was measured. */
export type Each<T = number> = Readonly<Record<string, T>>;

/** Content of `data/bench.json`: medians, all from one run. */
export interface Measured {
  /** The machine. */
  readonly machine: string;
  /** The speed of its cores. */
  readonly cores: CoreSpeed;
  /** Copies within the cache of one core, in GB/s, read and written counted both. */
  readonly copy: number;
  /** JAX's matrix product on one thread, in GFLOPS, where JAX is installed. */
  readonly product?: number;
  /** Operations of each network per digit. */
  readonly work: Each<Work>;
  /** The versions of Deno and of the peers. */
  readonly versions: Each<string>;
  /** The peers that could not be measured, or not to the end, and why. */
  readonly absent: Each<string>;
  /** Parts that were measured by themselves after all others. */
  readonly apart: readonly string[];
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
  /** Whole trainings on MNIST, on all threads. */
  readonly trainings: readonly Training[];
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

/** A whole training. */
export interface Training {
  /** The training, as the table names it. */
  readonly what: string;
  /** Seconds of training: medians over the rounds. */
  readonly seconds: Each;
  /** Share of the digits read right afterwards, not seen in training: medians over the rounds. */
  readonly accuracy: Each;
}

/** This library's name in the measurements. */
export const OURS = "this library";

/** The digits of a long prediction. */
export const PREDICTED = 10_000;

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
  /** The ratio that is aimed at, if there is one. */
  readonly aim?: number;
  /** The ratio at the limit of 128-bit SIMD, if that has one: see `bench_limits.ts`. */
  readonly limit?: number;
}

/** The ratios aimed at, from this many digits per step on. */
const AIMS = { step: 1, mlp: 0.8, from: 32, prediction: 0.7, single: 0.5 };

/** Compares this library with the best peer; undefined if there is none. */
function compared(
  what: string,
  each: Each | undefined,
  aim?: number,
  least?: number,
): Comparison | undefined {
  const peers = Object.entries(each ?? {}).filter(([name]) => name !== OURS);
  if (!each || !(OURS in each) || peers.length === 0) return undefined;
  const [peer, best] = peers.reduce((a, b) => b[1] < a[1] ? b : a);
  return { what, peer, ratio: each[OURS] / best, aim, limit: least && least / best };
}

/**
 * Compares this library with the best peer in every respect in which there is one.
 *
 * @param measured the measurements
 * @returns the comparisons
 */
export function comparisons(measured: Measured): Comparison[] {
  const { step, prediction, single, work, threads, batches } = measured;
  const found: (Comparison | undefined)[] = [];
  for (const network of Object.keys(work)) {
    for (const n of threads) {
      for (const batch of batches) {
        const name = stepName(network, batch, n);
        const aim = batch < AIMS.from ? undefined : network === "mlp" ? AIMS.mlp : AIMS.step;
        const least = leastStep(work[network], batch, n, measured);
        found.push(compared(`a step of ${name}`, step[name], aim, least));
      }
    }
  }
  for (const network of Object.keys(work)) {
    for (const n of threads) {
      const name = predictionName(network, n);
      const least = leastPrediction(work[network], PREDICTED, n, measured);
      const what = `prediction of ${PREDICTED.toLocaleString("en-US")} digits by ${name}`;
      found.push(compared(what, prediction[name], AIMS.prediction, least));
    }
  }
  const part = (key: "p50" | "p99") =>
    Object.fromEntries(Object.entries(single).map(([name, times]) => [name, times[key]]));
  const least = leastPrediction(work[NETWORK], 1, 1, measured);
  found.push(
    compared("a single prediction, median", part("p50"), AIMS.single, least),
    compared("a single prediction, 99th percentile", part("p99"), AIMS.single, least),
    ...measured.trainings.map(({ what, seconds }) => compared(`training ${what}`, seconds)),
    compared("the time to the first step", measured.first),
    compared("peak memory", measured.memory),
    compared("the size of the installation", measured.installation),
  );
  return found.filter((comparison) => comparison !== undefined);
}

/**
 * Says where this library is behind, the worst first, and how far from the limit of 128-bit SIMD; then
 * which aims are met, and which that limit rules out.
 *
 * @param measured the measurements
 * @returns Markdown
 */
export function behindText(measured: Measured): string {
  const all = comparisons(measured);
  const behind = all.filter(({ ratio }) => ratio > 1).sort((a, b) => b.ratio - a.ratio);
  const items = behind.map(({ what, peer, ratio, limit }) =>
    `- ${what}: ${ratio.toFixed(2)} × ${peer}` +
    (limit ? `, ${times(ratio / limit)} × the limit` : "")
  );
  return (behind.length === 0
    ? `This library is ahead of the best peer in all ${all.length} measurements.`
    : `This library is behind the best peer in ${behind.length} of ${all.length} measurements:` +
      `\n\n${items.join("\n")}`) + `\n\n${aimsText(all)}`;
}

function aimsText(all: readonly Comparison[]): string {
  const aims = all.filter(({ aim }) => aim !== undefined);
  const missed = aims.filter(({ ratio, aim }) => ratio > aim!);
  const ruledOut = missed.filter(({ aim, limit }) => limit! > aim!);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return `Aims, as shares of the best peer's time: ${percent(AIMS.step)} for a step of ` +
    `${AIMS.from} digits or more (${percent(AIMS.mlp)} for \`mlp\`), ${percent(AIMS.prediction)} ` +
    `for predictions of ${PREDICTED.toLocaleString("en-US")} digits, ${
      percent(AIMS.single)
    } for a ` +
    `single one. ${aims.length - missed.length} of ${aims.length} are met.` +
    (missed.length === 0
      ? ""
      : ruledOut.length === 0
      ? " The limit rules out none of the others."
      : ` The limit alone is above the aim, so that no program of 128-bit SIMD could meet it, in ` +
        `${ruledOut.length} of the others: ${ruledOut.map(({ what }) => what).join("; ")}.`);
}

/** A ratio with a digit behind the point, if it is below ten. */
function times(ratio: number): string {
  return ratio.toFixed(ratio < 10 ? 1 : 0);
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

/**
 * Builds the table of whole trainings.
 *
 * @param measured the measurements
 * @returns one row per training
 */
export function trainingTable({ trainings }: Measured): Table {
  const outcome = (name: string, { seconds, accuracy }: Training) =>
    `${seconds[name].toFixed(1)} s (${(100 * accuracy[name]).toFixed(2)} %)`;
  return new Table(
    ["training", OURS, "peer"],
    trainings.map((training) => {
      const peers = Object.keys(training.seconds).filter((name) => name !== OURS);
      const theirs = peers.map((name) => `${name}: ${outcome(name, training)}`);
      return [training.what, outcome(OURS, training), theirs.join("; ") || "–"];
    }),
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
 * Describes the machine: its cores, whether two of them are really two, and how wide its vectors are.
 *
 * @param measured the measurements
 * @returns Markdown
 */
export function machineText(measured: Measured): string {
  const { machine, cores, copy, product, versions, absent, apart } = measured;
  const [first, second] = cores.together.map((speed) => speed.toFixed(0));
  const reasons = Object.entries(absent).map(([name, reason]) => `${name} (${reason})`);
  return `Measured on ${machine}, with Deno ${versions.Deno}. Multiply-adds in registers reach ` +
    `${
      cores.alone.toFixed(0)
    } GFLOPS on one core, and ${first} + ${second} on two at once; copies ` +
    `within the cache ${copy.toFixed(0)} GB/s.` +
    (product
      ? ` JAX, whose vectors are the processor's own, multiplies matrices at ${
        product.toFixed(0)
      } GFLOPS on one core.`
      : "") +
    (reasons.length > 0 ? ` Not measured, or not to the end: ${reasons.join("; ")}.` : "") +
    (apart.length > 0 ? ` Measured again, separately: ${apart.join(", ")}.` : "");
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
