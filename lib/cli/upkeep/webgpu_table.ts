/** The README's table of training on a GPU, made from the measurements. */

import { Table } from "../../table.ts";

/** The time of a training step. */
export interface Row {
  readonly network: string;
  /** Filters, as a multiple of the book's network's; 1 for the networks as they are. */
  readonly width: number;
  /** Digits per step. */
  readonly batch: number;
  readonly backend: string;
  readonly workers: number;
  /** Of a step, with all that belongs to it: pictures sent, losses read, and a part of what follows. */
  readonly milliseconds: number;
  /** The steps that were measured together, before which the weights were sent and after which they were read. */
  readonly steps: number;
}

/** Losses of the first steps on both backends. */
export interface Alike {
  readonly network: string;
  readonly steps: number;
  /** The largest difference of a step's loss. */
  readonly apart: number;
  /** The last step's loss on wasm. */
  readonly last: number;
}

/** Content of `data/webgpu.json`. */
export interface OnGpu {
  /** The GPU, as WebGPU names it. */
  readonly adapter: Readonly<Record<"name" | "vendor" | "architecture" | "device", string>>;
  readonly processor: string;
  readonly cores: number;
  /** Deno's version. */
  readonly deno: string;
  /** Whatever else must be known of the measurement: sentences; none by default. */
  readonly note?: string;
  readonly rows: readonly Row[];
  readonly alike: readonly Alike[];
}

/** A network and a batch, and the milliseconds that each contender takes for a step; undefined if not measured. */
export interface Case {
  readonly network: string;
  readonly width: number;
  readonly batch: number;
  readonly gpu?: number;
  /** On one thread, and on all. */
  readonly one?: number;
  readonly all?: number;
}

/**
 * Puts what belongs together side by side.
 *
 * @param measured the measurements
 * @returns the cases, in the order of their measurement
 */
export function casesOf({ rows }: OnGpu): Case[] {
  const groups = Map.groupBy(rows, ({ network, width, batch }) => `${network} ${width} ${batch}`);
  return [...groups.values()].map((group) => {
    const { network, width, batch } = group[0];
    const wasm = group.filter(({ backend }) => backend === "wasm");
    const time = (found: Row | undefined) => found?.milliseconds;
    return {
      ...{ network, width, batch },
      gpu: time(group.find(({ backend }) => backend === "webgpu")),
      one: time(wasm.find(({ workers }) => workers === 1)),
      all: time(wasm.find(({ workers }) => workers > 1)),
    };
  }).sort((a, b) => a.width - b.width);
}

/** The best time on wasm, if there is one. */
function best({ one = Infinity, all = Infinity }: Case): number {
  return Math.min(one, all);
}

/**
 * Builds the table: one row for each network and batch.
 *
 * @param measured the measurements
 * @returns the table
 */
export function webgpuTable(measured: OnGpu): Table {
  const told = (milliseconds?: number) =>
    milliseconds === undefined
      ? "–"
      : `${
        milliseconds >= 100
          ? Math.round(milliseconds).toLocaleString("en-US")
          : milliseconds.toPrecision(milliseconds < 1 ? 2 : 3)
      } ms`;
  return new Table(
    ["network", "digits", "wasm, 1 thread", "wasm, all threads", "WebGPU", "times as fast"],
    casesOf(measured).map((each) => [
      `\`${each.network}\`` + (each.width > 1 ? `, ${each.width} × the filters` : ""),
      each.batch,
      ...[each.one, each.all, each.gpu].map(told),
      each.gpu !== undefined && best(each) < Infinity ? (best(each) / each.gpu).toFixed(2) : "–",
    ]),
  );
}

/** The least batch from which on the GPU is faster, for each network; undefined if it never is. */
function crossings(measured: OnGpu): [network: string, batch: number | undefined][] {
  const cases = casesOf(measured).filter(({ width, gpu }) => width === 1 && gpu !== undefined);
  const networks = [...new Set(cases.map(({ network }) => network))];
  return networks.map((network) => {
    const own = cases.filter((each) => each.network === network && best(each) < Infinity);
    const slower = own.findLastIndex((each) => each.gpu! >= best(each));
    return [network, own[slower + 1]?.batch];
  });
}

/**
 * Says in sentences where the GPU overtakes the processor, and how much alike both compute.
 *
 * @param measured the measurements
 * @returns Markdown
 */
export function webgpuText(measured: OnGpu): string {
  const { adapter, processor, cores, deno, note, alike } = measured;
  const names = (names: readonly string[]) =>
    names.map((name, i) => (i > 0 ? i === names.length - 1 ? " and " : ", " : "") + name).join("");
  const told = crossings(measured).map(([network, batch]) =>
    batch === undefined
      ? `\`${network}\` at none of these batches`
      : `\`${network}\` from ${batch.toLocaleString("en-US")} digits on`
  );
  const apart = Math.max(...alike.map(({ apart, last }) => apart / last));
  return `Measured on ${adapter.name}, beside ${cores} cores of ${processor}, with Deno ${deno}. ` +
    (note ? `${note} ` : "") +
    `The GPU was faster than all cores together for ${names(told)}. ` +
    `The losses of the first ${alike[0].steps} steps are those on wasm to within ` +
    `${apart.toExponential(0)} of the loss.`;
}
