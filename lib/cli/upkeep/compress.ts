/**
 * `deno task compress`: trains, compresses, packs, unpacks and measures a network with several seeds.
 *
 * Writes a row of `data/compression.json`, and the README's table and figure, after every seed;
 * interrupted, or asked for more seeds, it goes on from there as long as the recipe is the same. The recipe
 * `tiny` also writes `data/model/tiny`: the network with the best validation accuracy. The book's network
 * is trained once per seed and kept in `runs/compress`, from where all recipes for it start.
 *
 * @module
 */

import { join } from "@std/path";
import { useWasm } from "../../backend/mod.ts";
import {
  compress,
  type Compressed,
  COMPRESSION_RECIPES,
  type CompressionRecipe,
  type CompressOptions,
  firstTraining,
  integerLogits,
  pack,
  type PackedNetwork,
  parameterCount,
  savePacked,
  unpack,
  unpacked,
} from "../../compression/mod.ts";
import { type Digits, splitValidation, upright } from "../../dataset/mod.ts";
import { UserError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import {
  loadModel,
  modelFiles,
  modelFromFiles,
  type Network,
  type NetworkFile,
  saveModel,
  type SaveModelOptions,
} from "../../model/mod.ts";
import { evaluate, type Evaluation } from "../../training/mod.ts";
import { command, Option, run, wholeNumber } from "../command.ts";
import { digitsFor } from "../digits_option.ts";
import { trainingLine } from "../terminal.ts";
import { compressionFigure, FIGURE } from "./compress_figure.ts";
import {
  type CompressionResults,
  type CompressionRun,
  compressionTable,
  integerText,
  mostAccurate,
  storedText,
} from "./compress_table.ts";
import { measureSeeds } from "./kept_runs.ts";
import { renewReadme } from "./readme.ts";
import { stored } from "./stored.ts";

const FILE = join("data", "compression.json");

/** The recipe whose best network comes with the project, and where it lies. */
const KEPT = "tiny", KEPT_FOLDER = join("data", "model", "tiny");

/** Training digits that are held out, to choose by. */
const VALIDATION = 10_000;

interface Options {
  recipe: string;
  seeds: number;
  workers: number;
}

async function action({ recipe: name, seeds, workers }: Options): Promise<void> {
  await useWasm();
  const recipe = COMPRESSION_RECIPES[name], { about, ...settings } = recipe;
  const source = await digitsFor("mnist");
  const prepared = recipe.upright ? upright : (digits: Digits) => digits;
  const sets = splitValidation(prepared(await source.loadTraining()), VALIDATION);
  const test = prepared(await source.loadTest());
  const teacher = recipe.teacher && await loadModel(join("data", "model", "best"));
  const { [name]: kept } = (await stored<CompressionResults>(FILE)).recipes;
  let latest: { seed: number; network?: PackedNetwork } | undefined;
  await measureSeeds({
    recipe: settings,
    seeds,
    kept,
    measure: async (seed) => {
      const { epochs, batchSize } = recipe.training;
      const line = trainingLine(epochs, batchSize);
      const options = { ...sets, seed, workers, teacher, onStep: line.update };
      const trained = await keptTraining(recipe, options).finally(line.end);
      const { model, network } = await compress(recipe, { ...options, trained }).finally(line.end);
      const run = { seed, ...await measurement(recipe, { model, network }, sets.validation, test) };
      console.log(JSON.stringify(run));
      latest = { seed, network };
      return run;
    },
    store: async (runs) => {
      if (name === KEPT && mostAccurate(runs).seed === latest!.seed) {
        await savePacked(latest!.network!, KEPT_FOLDER); // before its run: interrupted, it is made anew
      }
      await store(name, { about, recipe: settings, runs });
    },
  });
}

/** Measures what a reader would get: the network as it is read back from its files. */
async function measurement(
  recipe: CompressionRecipe,
  { model, network }: Compressed,
  validation: Digits,
  test: Digits,
): Promise<Omit<CompressionRun, "seed">> {
  const files = network ? [packedFile(network)] : await modelFiles(model, halved(recipe));
  const read = network && unpack(files[0].bytes);
  const measured = read ? unpacked(read) : await modelFromFiles(files);
  const start = performance.now();
  const tested = await evaluate(measured, test);
  const seconds = (performance.now() - start) / 1_000;
  const { accuracy } = await evaluate(measured, validation);
  const run = {
    parameters: read ? parameterCount(read) : measured.countParams(),
    ...await bytesOf(files),
    validationAccuracy: accuracy,
    testAccuracy: tested.accuracy,
    millisecondsPerDigit: Number((1_000 * seconds / test.labels.length).toFixed(4)),
    ...(read && recipe.network !== "cnn"
      ? inWholeNumbers(read, tested, test.images, test.labels)
      : {}),
  };
  measured.dispose();
  return run;
}

/** The book's network is the same in many recipes: it is trained once per seed, and kept in `runs`. */
async function keptTraining(
  recipe: CompressionRecipe,
  options: CompressOptions,
): Promise<Network> {
  if (recipe.network !== "cnn") return await firstTraining(recipe, options);
  const folder = join("runs", "compress", `cnn-${options.seed}`);
  try {
    return await loadModel(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const model = await firstTraining(recipe, options);
  await saveModel(model, folder);
  return model;
}

function packedFile(network: PackedNetwork): NetworkFile {
  return { name: "network.bin", bytes: pack(network) };
}

function halved({ codings }: CompressionRecipe): SaveModelOptions {
  return { halfPrecision: codings === "float16" };
}

/** The length of all files, and what gzip leaves of them. */
async function bytesOf(
  files: readonly NetworkFile[],
): Promise<Pick<CompressionRun, "bytes" | "gzipBytes">> {
  const all = new Blob(files.map(({ bytes }) => bytes));
  const zipped = await new Response(all.stream().pipeThrough(new CompressionStream("gzip")))
    .bytes();
  return { bytes: all.size, gzipBytes: zipped.length };
}

/** Measures the forward pass in whole numbers: what it reads, and how often it reads what tfjs does. */
function inWholeNumbers(
  network: PackedNetwork,
  { probabilities }: Evaluation,
  images: Uint8Array,
  labels: Uint8Array,
): Pick<CompressionRun, "integer"> {
  const timed = (wasm: boolean) => {
    const start = performance.now(), logits = integerLogits(network, images, { wasm });
    const milliseconds = (performance.now() - start) / labels.length;
    return { logits, milliseconds: Number(milliseconds.toFixed(4)) };
  };
  const [loops, wasm] = [timed(false), timed(true)];
  if (loops.logits.some((logit, i) => logit !== wasm.logits[i])) {
    throw new Error("WebAssembly and plain loops do not compute the same");
  }
  const said = classesOf(loops.logits, labels.length);
  const others = classesOf(probabilities, labels.length);
  const share = (of: ArrayLike<number>) =>
    said.filter((digit, n) => digit === of[n]).length / said.length;
  return {
    integer: {
      testAccuracy: share(labels),
      agreement: share(others),
      millisecondsPerDigit: loops.milliseconds,
      wasmMillisecondsPerDigit: wasm.milliseconds,
    },
  };
}

/** The class with the largest number in each row. */
function classesOf(scores: Float32Array, rows: number): number[] {
  const width = scores.length / rows;
  return Array.from({ length: rows }, (_, n) => {
    const row = scores.subarray(n * width, (n + 1) * width);
    return row.indexOf(Math.max(...row));
  });
}

/** Replaces the results of one recipe, in the file and in the README. */
async function store(name: string, result: CompressionResults["recipes"][string]): Promise<void> {
  const before = await stored<CompressionResults>(FILE);
  const found = { ...before.recipes, [name]: result };
  const order = Object.keys(COMPRESSION_RECIPES).filter((name) => name in found);
  const results = {
    ...before,
    recipes: Object.fromEntries(order.map((name) => [name, found[name]])),
  };
  await writeWhole(FILE, JSON.stringify(results, null, 2) + "\n");
  await writeWhole(FIGURE, compressionFigure(results).svg);
  await renewReadme({
    compression: compressionTable(results).toMarkdown(),
    integer: `${integerText(results)} ${storedText(results)}`,
  });
}

if (import.meta.main) {
  const names = Object.keys(COMPRESSION_RECIPES);
  await run(
    command("compress", "Trains, compresses, packs, unpacks and measures a network.")
      .addOption(new Option("--recipe <name>", "which").choices(names).makeOptionMandatory())
      .option("--seeds <n>", "how many seeds, from 1 on", wholeNumber(1, 100), 5)
      .option("--workers <n>", "threads", wholeNumber(1, 64), 1)
      .action(action),
  );
}
