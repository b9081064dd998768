/**
 * `deno task bench`: measures the speed of training and prediction, beside the peers that are installed.
 *
 * @module
 */

import { cpus } from "node:os";
import { coreSpeed } from "../../backend/core_speed.ts";
import { kernelSpeeds } from "./kernel_speeds.ts";
import { copySpeed, useWasm } from "../../backend/mod.ts";
import { builtinDigits } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import {
  behindText,
  benchTable,
  kernelTable,
  machineText,
  type Measured,
  PREDICTED,
  stepTable,
  trainingTable,
} from "./bench_table.ts";
import { costs } from "./bench_costs.ts";
import { MEASURED, measuredNetwork, type Setting, writePeerFolder } from "./bench_folder.ts";
import { growth, growthFigures } from "./bench_growth.ts";
import { inkOf, type Limits, workOf } from "./bench_limits.ts";
import { installPeers, PEERS, startPeer } from "./bench_peers.ts";
import { speeds } from "./bench_speeds.ts";
import { trainings } from "./bench_trainings.ts";
import { command, oneOf, run, wholeNumber } from "../command.ts";
import { renewReadme } from "./readme.ts";
import { stored } from "./stored.ts";

const FILE = "data/bench.json";

/** The parts, in their order. */
const PARTS: Readonly<Record<string, (setting: Setting) => Promise<Partial<Measured>>>> = {
  machine,
  speeds,
  trainings,
  costs,
  growth: async (setting) => ({ growth: await growth(setting, await limits()) }),
};

/** Measures the machine's limits and the kernels, and counts the work of the networks. */
async function machine({ digits, folder }: Setting) {
  const work: Record<string, ReturnType<typeof workOf>> = {};
  for (const name of MEASURED) {
    const model = await measuredNetwork(name);
    work[name] = workOf(model, inkOf(digits));
    model.dispose();
  }
  return {
    machine: `${cpus().length} cores of ${cpus()[0].model}`,
    ...await limits(),
    product: await product(folder),
    work,
    kernels: await kernelSpeeds(),
  } satisfies Partial<Measured>;
}

/** The speed of JAX's matrix product on one thread, in GFLOPS; undefined where JAX is not installed. */
async function product(folder: string): Promise<number | undefined> {
  const peer = await startPeer(PEERS.find(({ name }) => name === "JAX")!, folder, 1);
  if (typeof peer === "string") return undefined;
  const rate = await peer.ask<number>("product", 1_024);
  await peer.end();
  return rate && rate / 1e9;
}

/** Bytes whose copy measures the cache, not the memory behind it. */
const CACHED = 2 ** 18;

async function limits(): Promise<Limits> {
  return { cores: await coreSpeed(), copy: copySpeed(CACHED) };
}

interface Options {
  rounds: number;
  only?: string;
  peers?: true;
}

async function action({ rounds, only, peers }: Options): Promise<void> {
  if (peers) await installPeers();
  const all = Math.min(8, navigator.hardwareConcurrency), folder = "runs/bench-peers";
  await Deno.mkdir(folder, { recursive: true });
  await useWasm({ threads: all }); // which lets the memory be shared
  await useWasm({ threads: 1 });
  const digits = builtinDigits({ count: PREDICTED, seed: 1 });
  await writePeerFolder(folder, digits);
  const setting = { digits, threads: all === 1 ? [1] : [1, all], rounds, folder };

  const before = only ? await stored<Measured>(FILE) : undefined;
  let found: Partial<Measured> = before ?? {};
  for (const [name, part] of Object.entries(PARTS)) {
    if (only && name !== only) continue;
    const start = performance.now();
    found = { ...found, ...await part(setting) };
    console.error(`${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  }
  const apart = only ? [...new Set([...before?.apart ?? [], only])] : [];
  const measured = { ...found, apart } as Measured;
  await writeWhole(FILE, JSON.stringify(measured, null, 2) + "\n");
  await renewReadme({
    behind: behindText(measured),
    machine: machineText(measured),
    bench: benchTable(measured).toMarkdown(),
    steps: stepTable(measured).toMarkdown(),
    trainings: trainingTable(measured).toMarkdown(),
    kernels: kernelTable(measured).toMarkdown(),
  });
  for (const [name, figure] of growthFigures(measured.growth)) await writeWhole(name, figure.svg);
  const makers = [behindText, benchTable, stepTable, trainingTable, kernelTable];
  const tables = makers.map((make) => make(measured));
  console.log(tables.join("\n\n"));
}

if (import.meta.main) {
  await run(
    command("bench", "Measures training and prediction, beside the peers that are installed.")
      .option(
        "--rounds <n>",
        "how often everything is measured; medians count",
        wholeNumber(1, 99),
        3,
      )
      .option(
        "--only <part>",
        `measures one part anew, and leaves the others: ${Object.keys(PARTS).join(", ")}`,
        oneOf(Object.keys(PARTS)),
      )
      .option(
        "--peers",
        `first installs ${PEERS.map(({ name }) => name).join(", ")}, with pip and npm`,
      )
      .action(action),
  );
}
