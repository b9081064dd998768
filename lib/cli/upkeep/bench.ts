/**
 * `deno task bench`: measures the speed of training and prediction, beside PyTorch if it is installed.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { cpus } from "node:os";
import { coreSpeed } from "./core_speed.ts";
import { kernelSpeeds } from "./kernel_speeds.ts";
import { useBackend, useWasm } from "../../backend/mod.ts";
import { threadCount } from "../../backend/kernels/native.ts";
import { builtinDigits, type Digits, slice, splitValidation } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import { cnn } from "../../model/mod.ts";
import { predict, RECIPES, train } from "../../training/mod.ts";
import { benchTable, kernelTable, machineText, type Measured, median } from "./bench_table.ts";
import { growth, growthFigures } from "./bench_growth.ts";
import { command, run, wholeNumber } from "../command.ts";
import { UserError } from "../../errors.ts";
import { renewReadme } from "./readme.ts";

const FILE = "data/bench.json";

/** Digits per step, as in Keras's example. */
const BATCH = 128;

/** Steps per round: the first epoch warms up, the second is measured. */
const STEPS = 40;

const PEER = "test/peer/torch_convnet.py";

/** The folder into which `--peers` installs PyTorch. */
const PEERS = "runs/peers", TORCH = "torch==2.13.0";

/** Makes glibc keep freed memory; otherwise most of PyTorch's time goes into page faults. */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "8589934592",
};

interface Options {
  rounds: number;
  peers?: true;
}

/** Installs PyTorch's wheel for the CPU into an environment of its own. */
async function installPeers(): Promise<void> {
  const steps: [string, string[]][] = [
    ["python3", ["-m", "venv", PEERS]],
    [`${PEERS}/bin/python`, ["-m", "pip", "install", "--quiet", TORCH, "numpy"]],
  ];
  for (const [program, args] of steps) {
    const { code } = await new Deno.Command(program, { args }).spawn().status;
    if (code !== 0) throw new UserError(`Cannot install PyTorch: ${program} failed, see above`);
  }
}

/** Milliseconds of one training step of the reference network. */
async function stepTime(digits: Digits, workers: number): Promise<number> {
  const model = cnn(1);
  const { training, validation } = splitValidation(slice(digits, 0, STEPS * BATCH + 1), 1);
  const options = { ...RECIPES.reference, epochs: 3, batchSize: BATCH, seed: 1, workers };
  const { epochs } = await train(model, { ...options, training, validation });
  model.dispose();
  return 1_000 * Math.min(epochs[1].seconds, epochs[2].seconds) / STEPS;
}

/** Does some work while the kernels compute on several threads. */
async function onThreads<T>(threads: number, work: () => Promise<T>): Promise<T> {
  await useWasm({ threads });
  while (threadCount() < threads) await new Promise((resolve) => setTimeout(resolve, 10));
  try {
    return await work();
  } finally {
    await useWasm({ threads: 1 });
  }
}

/** Seconds for the forward pass of 10,000 digits. */
async function predictTime(digits: Digits): Promise<number> {
  const model = cnn(1);
  await predict(model, slice(digits, 0, 500).images);
  const start = performance.now();
  await predict(model, slice(digits, 0, 10_000).images);
  const seconds = (performance.now() - start) / 1_000;
  model.dispose();
  return seconds;
}

/** Milliseconds of single predictions, the shortest first. */
async function singleTimes(digits: Digits): Promise<number[]> {
  const model = cnn(1);
  const times: number[] = [];
  for (let i = 0; i < 1_050; i++) {
    const start = performance.now();
    await predict(model, slice(digits, i, i + 1).images);
    if (i >= 50) times.push(performance.now() - start); // the first ones warm up
  }
  model.dispose();
  return times.toSorted((a, b) => a - b);
}

/** Milliseconds of one step on tfjs's cpu backend, at a small batch and scaled up. */
async function cpuStepTime(digits: Digits): Promise<number> {
  const size = 4;
  await useBackend("cpu");
  const model = cnn(1);
  const { training, validation } = splitValidation(slice(digits, 0, size + 1), 1);
  const options = { ...RECIPES.reference, epochs: 1, batchSize: size, seed: 1, workers: 1 };
  const start = performance.now();
  await train(model, { ...options, training, validation });
  const milliseconds = performance.now() - start;
  model.dispose();
  await useWasm();
  return milliseconds * BATCH / size;
}

/** The error of tfjs's wasm backend, as shipped, in a training step; runs in its own process. */
async function shippedWasm(): Promise<string> {
  const program = `
    import * as tf from "@tensorflow/tfjs";
    import "@tensorflow/tfjs-backend-wasm";
    await tf.setBackend("wasm");
    const x = tf.zeros([1, 28, 28, 1]), w = tf.zeros([3, 3, 1, 32]);
    try { tf.grad((w) => tf.conv2d(x, w, 1, "valid").sum())(w); } catch (e) { console.log(e.message); }`;
  const process = new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "--allow-read", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  return (await process.stdout.text()).trim().split("\n")[0];
}

/** PyTorch's times for the same work. */
interface Peer {
  readonly version: string;
  readonly step: number;
  readonly predict: number;
}

/** Measures PyTorch with the first Python that has it; returns undefined if none does. */
async function peer(threads: number): Promise<Peer | undefined> {
  for (const python of [`${PEERS}/bin/python`, "python3"]) {
    try {
      const { code, stdout } = await new Deno.Command(python, {
        args: [PEER, `${threads}`, `${BATCH}`, `${STEPS}`],
        env: KEEP_MEMORY,
        stderr: "null",
      }).output();
      if (code === 0) return JSON.parse(new TextDecoder().decode(stdout));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
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
    const { firstStepSeconds, peakBytes } = JSON.parse(await Deno.readTextFile(report));
    return { firstStepSeconds, peakBytes };
  } finally {
    await Deno.remove(report);
  }
}

async function action({ rounds, peers }: Options): Promise<void> {
  if (peers) await installPeers();
  await Deno.mkdir("runs", { recursive: true });
  const digits = builtinDigits({ count: 10_000, seed: 1 });
  const all = Math.min(8, navigator.hardwareConcurrency);
  const threads = all === 1 ? [1] : [1, all];
  await useWasm({ threads: all }); // which lets the memory be shared
  await useWasm({ threads: 1 });
  const step: Record<string, number[]> = {}, prediction: Record<string, number[]> = {};
  const add = (to: Record<string, number[]>, name: string, value: number) =>
    (to[name] ??= []).push(value);
  let version: string | undefined;
  const cores = await coreSpeed();
  // Interleaved in rounds, so that a change in the machine's speed affects all of them equally.
  for (let round = 0; round < rounds; round++) {
    console.error(`round ${round + 1} of ${rounds}`);
    for (const count of threads) {
      add(step, `ours ${count}`, await stepTime(digits, count));
      add(prediction, `ours ${count}`, await onThreads(count, () => predictTime(digits)));
      // One worker whose kernels have several threads, to compare with several workers.
      const split = () => onThreads(count, () => stepTime(digits, 1));
      if (count > 1) add(step, `ours by threads of kernels ${count}`, await split());
      const other = await peer(count);
      if (!other) continue;
      version = other.version;
      add(step, `PyTorch ${count}`, other.step);
      add(prediction, `PyTorch ${count}`, other.predict);
    }
  }
  const single = await singleTimes(digits);
  const program = await wholeRun();
  const kernels = await kernelSpeeds();
  const measured: Measured = {
    machine: `${cpus().length} cores of ${cpus()[0].model}`,
    cores,
    versions: { deno: Deno.version.deno, tfjs: tf.version_core, PyTorch: version },
    batch: BATCH,
    threads,
    step: Object.fromEntries(Object.entries(step).map(([name, times]) => [name, median(times)])),
    prediction: Object.fromEntries(
      Object.entries(prediction).map(([name, times]) => [name, median(times)]),
    ),
    cpuStep: await cpuStepTime(digits),
    shippedWasm: await shippedWasm(),
    kernels,
    growth: growth(kernels.limit),
    single: { p50: single[500], p99: single[990] },
    ...program,
  };
  await writeWhole(FILE, JSON.stringify(measured, null, 2) + "\n");
  const tables = [benchTable(measured), kernelTable(measured)] as const;
  await renewReadme({
    machine: machineText(measured),
    bench: tables[0].toMarkdown(),
    kernels: tables[1].toMarkdown(),
  });
  for (const [name, figure] of growthFigures(measured.growth)) await writeWhole(name, figure.svg);
  console.log(tables.join("\n\n"));
}

if (import.meta.main) {
  await run(
    command("bench", "Measures training and prediction, beside PyTorch if it is installed.")
      .option(
        "--rounds <n>",
        "how often everything is measured; medians count",
        wholeNumber(1, 99),
        5,
      )
      .option("--peers", `first installs ${TORCH} into ${PEERS}, with pip`)
      .action(action),
  );
}
