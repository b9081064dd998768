/**
 * `deno task bench`: measures the speed of training and prediction, beside the peers that are installed.
 *
 * @module
 */

import { cpus } from "node:os";
import { coreSpeed } from "../../backend/core_speed.ts";
import { kernelSpeeds } from "./kernel_speeds.ts";
import { useWasm } from "../../backend/mod.ts";
import { builtinDigits, type Digits } from "../../dataset/mod.ts";
import { UserError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import {
  BATCH,
  behindText,
  benchTable,
  kernelTable,
  machineText,
  type Measured,
  median,
  NETWORK,
  OURS,
  predictionName,
  stepName,
  stepTable,
} from "./bench_table.ts";
import { CHECKED, MEASURED, writePeerFolder } from "./bench_folder.ts";
import { growth, growthFigures } from "./bench_growth.ts";
import { ours } from "./bench_ours.ts";
import { type Contender, installPeers, npmBytes, PEERS, startPeer } from "./bench_peers.ts";
import { command, run, wholeNumber } from "../command.ts";
import { renewReadme } from "./readme.ts";

const FILE = "data/bench.json", FOLDER = "runs/bench-peers";

/** Digits per step; the first is that at which a peer must not be far behind. */
const BATCHES = [BATCH, 16, 32, 512, 1_024];

/** The networks whose predictions are measured, and the digits per forward pass. */
const PREDICTING = ["cnn", "mlp"] as const, PASS = 250;

/** The most by which a peer's logits and its losses may be off: in the end, rounding alone. */
const TOLERANCE = { logit: 1e-4, loss: 0.01 };

/** Steps after which the losses of the largest network are compared; JAX takes 1.5 s for each. */
const FEW = 5;

/** A peer that takes so many times as long as this library is not measured again. */
const HOPELESS = 4;

/** The peers that train; the others are asked for predictions alone. */
const TRAINING = [OURS, "PyTorch", "Keras", "JAX"];

interface Options {
  rounds: number;
  peers?: true;
}

/** Times by what was measured, then by contender. */
type Times = Record<string, Record<string, number[]>>;

function add(times: Times, what: string, name: string, value: number | undefined): void {
  if (value !== undefined) ((times[what] ??= {})[name] ??= []).push(value);
}

/** The median of each list of times. */
function medians(times: Times): Record<string, Record<string, number>> {
  const each = (lists: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, median(list)]));
  return Object.fromEntries(Object.entries(times).map(([what, lists]) => [what, each(lists)]));
}

/** Measures one work in rounds, all contenders in each, so that a slow minute of the machine hits all. */
async function measure(
  contenders: readonly Contender[],
  rounds: number,
  ask: (contender: Contender) => Promise<number | undefined>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { name } = contender, best = Math.min(...times[OURS] ?? []);
      if (round > 0 && !(Math.min(...times[name] ?? []) < HOPELESS * best)) continue;
      const value = await ask(contender);
      if (value !== undefined) (times[name] ??= []).push(value);
    }
  }
  return times;
}

/** Makes sure that all compute the same network: by its logits, and by its loss after some steps. */
async function check(contenders: readonly Contender[]): Promise<Times> {
  const losses: Times = {};
  for (const network of MEASURED) {
    losses[network] = {};
    let first: readonly number[] | undefined;
    for (const { name, ask } of contenders) {
      const logits = await ask<number[]>("logits", network);
      first ??= logits!; // this library's
      if (logits?.some((logit, i) => !(Math.abs(logit - first![i]) <= TOLERANCE.logit))) {
        throw new UserError(`Cannot compare with ${name}: its logits of ${network} are others`);
      }
      const steps = network === "deep" ? FEW : CHECKED;
      const said = await ask<number[]>("losses", network, BATCH, name === OURS ? CHECKED : steps);
      if (!said) continue;
      const loss = said[steps - 1];
      losses[network][name] = [loss];
      const [own] = losses[network][OURS];
      if (Math.abs(loss - own) <= TOLERANCE.loss * own) continue;
      throw new UserError(
        `Cannot compare with ${name}: its loss of ${network} in step ${steps} is ${loss}, ` +
          `this library's is ${own}`,
      );
    }
  }
  return losses;
}

/** Runs `deno task train`: seconds to its first step, and its peak memory in bytes. */
async function wholeRun(): Promise<{ firstStepSeconds: number; peakBytes: number }> {
  const report = await Deno.makeTempFile({ dir: "runs" });
  try {
    await new Deno.Command("deno", {
      args: ["task", "-q", "train", "--epochs=1", `--report=${report}`, "--out=runs/bench"],
      env: { INIT_CWD: "." }, // paths are meant from here, wherever the user typed
      stdout: "null",
    }).output();
    return JSON.parse(await Deno.readTextFile(report));
  } finally {
    await Deno.remove(report);
  }
}

/** Costs of each contender apart from its speed: the time to a first step, memory, files. */
async function costs(present: readonly string[], threads: number, rounds: number) {
  const first: Times = {}, memory: Times = {}, installation: Record<string, number> = {};
  const key = "cost";
  for (let round = 0; round < rounds; round++) {
    const { firstStepSeconds, peakBytes } = await wholeRun();
    add(first, key, OURS, firstStepSeconds);
    add(memory, key, OURS, peakBytes);
    for (const program of PEERS.filter(({ name }) => TRAINING.includes(name))) {
      const start = performance.now();
      const peer = await startPeer(program, FOLDER, threads);
      if (!peer) continue;
      await peer.ask("losses", NETWORK, BATCH, 1);
      add(first, key, peer.name, (performance.now() - start) / 1_000);
      await peer.ask("losses", NETWORK, BATCH, 10);
      add(memory, key, peer.name, await peer.ask("memory"));
      const bytes = await peer.ask<number>("installation", ...program.packages);
      if (bytes) installation[peer.name] = bytes;
      await peer.end();
    }
  }
  installation[OURS] = await npmBytes("lib/cli/train.ts");
  for (const { name, packages: [main = ""] } of PEERS) {
    if (main.startsWith("npm:") && present.includes(name)) {
      installation[name] = await npmBytes(main);
    }
  }
  return { first: medians(first)[key], memory: medians(memory)[key], installation };
}

/** Measures steps and predictions of all contenders on some threads. */
async function speeds(
  digits: Digits,
  threads: number,
  rounds: number,
  started: (contenders: readonly Contender[]) => Promise<void>,
): Promise<{ step: Times; prediction: Times; single: Times }> {
  const peers: Contender[] = [];
  for (const program of PEERS) {
    const peer = program.slow ? undefined : await startPeer(program, FOLDER, threads);
    if (peer) peers.push(peer);
  }
  const contenders = [ours(digits, threads), ...peers];
  await started(contenders);
  const step: Times = {}, prediction: Times = {}, single: Times = {};
  for (const network of MEASURED) {
    let training = contenders.filter(({ name }) => TRAINING.includes(name));
    for (const batch of BATCHES) {
      const what = stepName(network, batch, threads);
      console.error(what);
      const times = step[what] = await measure(
        training,
        rounds,
        ({ ask }) => ask<number>("step", network, batch),
      );
      if (batch !== BATCH) continue;
      const own = Math.min(...times[OURS]);
      training = training.filter(({ name }) => Math.min(...times[name] ?? []) < HOPELESS * own);
    }
  }
  for (const network of PREDICTING) {
    const what = predictionName(network, threads);
    console.error(`prediction of 10,000 digits by ${what}`);
    prediction[what] = await measure(
      contenders,
      rounds,
      ({ ask }) => ask<number>("predict", network, PASS),
    );
  }
  if (threads === 1) {
    console.error("a single prediction");
    for (let round = 0; round < rounds; round++) {
      for (const { name, ask } of contenders) {
        const sorted = await ask<number[]>("single", NETWORK);
        add(single, "p50", name, sorted?.[Math.floor(sorted.length / 2)]);
        add(single, "p99", name, sorted?.[Math.floor(0.99 * sorted.length)]);
      }
    }
  }
  for (const peer of peers) await peer.end();
  return { step, prediction, single };
}

async function action({ rounds, peers }: Options): Promise<void> {
  if (peers) await installPeers();
  await Deno.mkdir(FOLDER, { recursive: true });
  const digits = builtinDigits({ count: 10_000, seed: 1 });
  const all = Math.min(8, navigator.hardwareConcurrency);
  const threads = all === 1 ? [1] : [1, all];
  await useWasm({ threads: all }); // which lets the memory be shared
  await useWasm({ threads: 1 });
  await writePeerFolder(FOLDER, digits);
  const cores = await coreSpeed();

  const versions: Record<string, string> = { Deno: Deno.version.deno };
  let losses: Times = {};
  const step: Times = {}, prediction: Times = {}, single: Times = {};
  for (const count of threads) {
    const done = await speeds(digits, count, rounds, async (contenders) => {
      for (const { name, version } of contenders) if (version) versions[name] = version;
      if (count === all) losses = await check(contenders);
    });
    Object.assign(step, done.step);
    Object.assign(prediction, done.prediction);
    Object.assign(single, done.single);
  }
  for (const program of PEERS) {
    if (!program.slow) continue;
    console.error(`a step by ${program.name}`);
    const peer = await startPeer(program, FOLDER, 1);
    if (!peer) continue;
    versions[peer.name] = peer.version!;
    const seconds = await peer.ask<number>("step", NETWORK, program.slow);
    if (seconds) add(step, stepName(NETWORK, BATCH, 1), peer.name, seconds * BATCH / program.slow);
    await peer.end();
  }
  const { p50, p99 } = medians(single);
  const kernels = await kernelSpeeds();
  const measured: Measured = {
    machine: `${cpus().length} cores of ${cpus()[0].model}`,
    cores,
    versions,
    absent: PEERS.map(({ name }) => name).filter((name) => !(name in versions)),
    threads,
    batches: BATCHES.toSorted((a, b) => a - b),
    losses: medians(losses),
    step: medians(step),
    prediction: medians(prediction),
    single: Object.fromEntries(
      Object.keys(p50).map((name) => [name, { p50: p50[name], p99: p99[name] }]),
    ),
    ...await costs(Object.keys(versions), all, Math.min(2, rounds)),
    kernels,
    growth: growth(kernels.limit),
  };
  await writeWhole(FILE, JSON.stringify(measured, null, 2) + "\n");
  await renewReadme({
    behind: behindText(measured),
    machine: machineText(measured),
    bench: benchTable(measured).toMarkdown(),
    steps: stepTable(measured).toMarkdown(),
    kernels: kernelTable(measured).toMarkdown(),
  });
  for (const [name, figure] of growthFigures(measured.growth)) await writeWhole(name, figure.svg);
  const tables = [behindText, benchTable, stepTable, kernelTable].map((make) => make(measured));
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
        "--peers",
        `first installs ${PEERS.map(({ name }) => name).join(", ")}, with pip and npm`,
      )
      .action(action),
  );
}
