/**
 * `deno task webgpu`: measures training steps on WebGPU beside those on wasm, and stores them in
 * `data/webgpu.json`, which the README and notebook 9 show. Without a GPU it leaves what is stored.
 *
 * @module
 */

import { cpus } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, useBackend, useWasm } from "../../backend/mod.ts";
import { builtinDigits, type Digits, PIXELS } from "../../dataset/mod.ts";
import { UserError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import { network } from "../../model/mod.ts";
import type { Network } from "../../model/network.ts";
import { RECIPES, train } from "../../training/mod.ts";
import { command, run, wholeNumber } from "../command.ts";
import { MEASURED, SEED } from "./bench_folder.ts";
import { median } from "./bench_table.ts";
import { renewReadme } from "./readme.ts";
import { type Alike, type OnGpu, type Row, webgpuTable, webgpuText } from "./webgpu_table.ts";

const FILE = "data/webgpu.json";

/** Digits per step, and how many times the book's filters its network has in the second series. */
const BATCHES = [16, 64, 256, 1_024, 4_096], WIDTHS = [2, 4, 8], WIDE_BATCH = 256;

/** Steps after which the losses are compared, and their batch. */
const COMPARED = 20, COMPARED_BATCH = 128;

/** Seconds that one cell may take at most for two steps. It is left out if the one before says that it would take longer. */
const MOST = 2;

/** Milliseconds of an epoch, whose steps are measured together, its most steps, and its most digits. */
const EPOCH = 1_000, STEPS = 64, DIGITS = 32_768;

/** Whoever trains. */
interface Contender {
  readonly backend: BackendName;
  readonly workers: number;
}

/** The book's network with more filters. */
function wide(times: number): Network {
  const { conv2d, dense, dropout, flatten, maxPooling2d } = tf.layers;
  const convolution = (filters: number, first = false) =>
    conv2d({
      ...(first ? { inputShape: [28, 28, 1] } : {}),
      ...{ filters: times * filters, kernelSize: 3, activation: "relu" },
      kernelInitializer: tf.initializers.glorotUniform({ seed: filters }),
    });
  return tf.sequential({
    name: `cnn${times}`,
    layers: [
      convolution(32, true), // [N, 28, 28, 1] → [N, 26, 26, 32 · times]
      maxPooling2d({ poolSize: 2 }),
      convolution(64), // → [N, 11, 11, 64 · times]
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dropout({ rate: 0.5 }),
      dense({
        units: 10,
        activation: "softmax",
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
    ],
  });
}

/** A set repeated until it has `count` digits. */
function repeated(digits: Digits, count: number): Digits {
  const own = digits.labels.length;
  const images = new Uint8Array(count * PIXELS), labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const from = n % own * PIXELS;
    images.set(digits.images.subarray(from, from + PIXELS), n * PIXELS);
    labels[n] = digits.labels[n % own];
  }
  return { ...digits, images, labels };
}

async function use({ backend }: Contender): Promise<void> {
  await (backend === "wasm" ? useWasm() : useBackend(backend));
}

const SETTINGS = {
  ...{ ...RECIPES.reference, averaging: 0, learningRate: 1e-4 },
  ...{ seed: SEED, validation: undefined },
};

/**
 * The time of a training step, in milliseconds: the median over epochs, of which the first two warm
 * up, if there is time for a third. An epoch ends when its weights have been read, so that nothing that the device owes is left out.
 *
 * @param expected how long a step takes at least, as far as is known
 */
async function stepTime(
  make: () => Network,
  digits: Digits,
  batchSize: number,
  contender: Contender,
  expected: number,
  milliseconds: number,
): Promise<{ milliseconds: number; steps: number }> {
  await use(contender);
  const model = make(), ended = new AbortController();
  const most = Math.max(1, Math.min(STEPS, Math.floor(DIGITS / batchSize)));
  const steps = Math.max(1, Math.min(most, Math.round(EPOCH / expected)));
  const times: number[] = [];
  const begin = performance.now();
  await train(model, {
    ...SETTINGS,
    ...{ batchSize, workers: contender.workers, epochs: 10_000 },
    training: repeated(digits, steps * batchSize),
    signal: ended.signal,
    onEpoch: ({ epoch, seconds }) => {
      const slow = performance.now() - begin > 1_000 * MOST;
      if (epoch <= 2 && !(slow && epoch === 2)) return;
      times.push(1_000 * seconds / steps);
      const measured = times.reduce((sum, time) => sum + time, 0) * steps;
      if (measured >= milliseconds || slow) ended.abort();
    },
  });
  model.dispose();
  return { milliseconds: median(times), steps };
}

/** Measures one network over several sizes, as long as they do not take too long. */
async function series(
  cases: readonly { network: string; width: number; batch: number; make: () => Network }[],
  digits: Digits,
  contender: Contender,
  milliseconds: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { network, width, batch, make } of cases) {
    const before = rows.at(-1);
    // A GPU has room left: with more to do in a step it may take no longer.
    const least = before?.milliseconds ?? 1;
    const most = before ? least * batch / before.batch * (width / before.width) ** 2 : 1;
    if (most > 1_000 * MOST) break;
    const workers = Math.min(contender.workers, batch);
    const one = { ...contender, workers };
    const expected = contender.backend === "webgpu" ? least : most;
    rows.push({
      ...{ network, width, batch, backend: contender.backend, workers },
      ...await stepTime(make, digits, batch, one, expected, milliseconds),
    });
    console.error(JSON.stringify(rows.at(-1)));
  }
  return rows;
}

/** The losses of a network's first steps. */
async function losses(make: () => Network, training: Digits, contender: Contender) {
  await use(contender);
  const model = make();
  const { stepLosses } = await train(model, {
    ...SETTINGS,
    ...{ batchSize: COMPARED_BATCH, workers: 1, epochs: 1 },
    training: repeated(training, COMPARED * COMPARED_BATCH),
  });
  model.dispose();
  return stepLosses;
}

/** The adapter, in words; undefined if there is none. */
async function adapterHere() {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return {
    name: description || "a nameless adapter",
    vendor,
    architecture,
    device,
    isFallbackAdapter,
  };
}

interface Options {
  milliseconds: number;
  note?: string;
  to?: string;
}

async function action({ milliseconds, note, to }: Options): Promise<void> {
  const adapter = await adapterHere();
  if (!adapter || adapter.isFallbackAdapter && !to) {
    throw new UserError(
      `Cannot measure WebGPU: ${
        adapter ? `${adapter.name} is a software adapter` : "there is no adapter"
      }. ${FILE} stays as it is`,
    );
  }
  const all = Math.min(64, navigator.hardwareConcurrency);
  const contenders: Contender[] = [
    { backend: "webgpu", workers: 1 },
    { backend: "wasm", workers: all },
    ...all > 1 ? [{ backend: "wasm", workers: 1 } as const] : [],
  ];
  const digits = builtinDigits({ count: 4_096, seed: SEED });
  const rows: Row[] = [], alike: Alike[] = [];
  const store = async () => {
    const { isFallbackAdapter: _, ...facts } = adapter;
    const measured: OnGpu = {
      adapter: facts,
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      deno: Deno.version.deno,
      note,
      rows,
      alike,
    };
    await writeWhole(to ?? FILE, JSON.stringify(measured, null, 2) + "\n");
    return measured;
  };
  for (const name of MEASURED) {
    const make = () => network(name, SEED);
    const cases = BATCHES.map((batch) => ({ network: name, width: 1, batch, make }));
    for (const contender of contenders) {
      rows.push(...await series(cases, digits, contender, milliseconds));
      await store();
    }
    const [gpu, wasm] = [
      await losses(make, digits, contenders[0]),
      await losses(make, digits, { backend: "wasm", workers: 1 }),
    ];
    const apart = gpu.map((loss, step) => Math.abs(loss - wasm[step]));
    alike.push({ network: name, steps: COMPARED, apart: Math.max(...apart), last: wasm.at(-1)! });
    console.error(JSON.stringify(alike.at(-1)));
  }
  const cases = WIDTHS.map((width) => ({
    ...{ network: "cnn", width, batch: WIDE_BATCH },
    make: () => wide(width),
  }));
  for (const contender of contenders) {
    rows.push(...await series(cases, digits, contender, milliseconds));
  }
  const measured = await store();
  if (!to) {
    await renewReadme({
      webgpu: `${webgpuText(measured)}\n\n${webgpuTable(measured).toMarkdown()}`,
    });
  }
  console.log(`${webgpuTable(measured)}\n\n${webgpuText(measured)}`);
}

if (import.meta.main) {
  await run(
    command("webgpu", "Measures training steps on WebGPU beside those on wasm.")
      .option(
        "--milliseconds <n>",
        "how long each step is measured, at least",
        wholeNumber(1, 60_000),
        400,
      )
      .option("--note <sentence>", "what else must be known of the measurement")
      .option(
        "--to <file>",
        "writes there, and leaves data and README; a software adapter is accepted",
      )
      .action(action),
  );
}
