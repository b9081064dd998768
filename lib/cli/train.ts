/**
 * `deno task train`: trains a network, saves it, and measures it once on the test digits.
 *
 * @module
 */

import process from "node:process";
import { join } from "@std/path";
import { type BackendName, useBackend } from "../backend/mod.ts";
import { checkAugmentable } from "../dataset/augment.ts";
import { shapeOf } from "../dataset/digits.ts";
import { type DigitSource, MIXES, splitValidation } from "../dataset/mod.ts";
import { claimFolder, tryWriting, writeWhole } from "../files.ts";
import { network, saveModel } from "../model/mod.ts";
import { checkHyperparameters, type Hyperparameters } from "../training/hyperparameters.ts";
import { shareDigits } from "../training/shared_memory.ts";
import { startAhead } from "../training/worker_pool.ts";
import {
  type EpochResult,
  evaluate,
  loadCheckpoint,
  type RecipeName,
  RECIPES,
  removeCheckpoint,
  saveCheckpoint,
  train,
} from "../training/mod.ts";
import { Table } from "../table.ts";
import {
  command,
  inProject,
  oneOf,
  Option,
  positiveNumber,
  refuseAsUser,
  run,
  wholeNumber,
} from "./command.ts";
import { dataOption, digitsFor, picturesOf } from "./digits_option.ts";
import { interruptible } from "./interrupt.ts";
import { noticeCheckpoint, progress, refuseOtherRun, startFrom, stepsOf } from "./resume.ts";
import { percent, tell, trainingLine } from "./terminal.ts";

interface Options {
  model?: "cnn" | "mlp";
  recipe?: RecipeName;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  seed: number;
  workers?: number;
  backend: BackendName;
  data: string;
  out?: string;
  from?: string;
  resume?: true;
  checkpointSteps?: number;
  report?: string;
}

/** The default number of workers: one per core on the wasm backend. */
function defaultWorkers(backend: BackendName, batchSize: number): number {
  return backend === "wasm" ? Math.min(8, navigator.hardwareConcurrency, batchSize) : 1;
}

/** Says why nothing happens for long, if WebGPU has no GPU but a program that stands in for one. */
async function noticeSoftware(): Promise<void> {
  const info = (await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" }))?.info;
  if (!info?.isFallbackAdapter) return;
  console.error(
    `There is no GPU here: ${info.description} computes in its place, in software. An epoch may ` +
      `take many minutes; --backend wasm is faster.`,
  );
}

/** Each recipe's own hyperparameters, for `--help`. */
function recipes(): Table {
  return new Table(
    ["recipe", "network", "epochs", "batch size", "learning rate"],
    Object.entries(RECIPES).map(([name, { network, epochs, batchSize, learningRate }]) => [
      ...[name, network, epochs, batchSize, learningRate],
    ]),
  );
}

/** The folder of a network that was not given one: the recipe's, and the set's unless it is of digits. */
function folderFor(recipe: RecipeName, { source, name }: DigitSource): string {
  const set = source === "folder"
    ? `-${name.toLowerCase().replaceAll(/[^\p{L}\p{N}.]+/gu, "-")}`
    : "";
  return inProject("runs", `${recipe}${set}`);
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function epochLine(epochs: number, result: EpochResult): string {
  return `epoch ${result.epoch}/${epochs}  ` +
    `loss ${result.loss.toFixed(4)}  accuracy ${percent(result.accuracy)}  ` +
    `validation loss ${result.validationLoss.toFixed(4)}  ` +
    `validation accuracy ${percent(result.validationAccuracy)}  ${result.seconds.toFixed(1)} s`;
}

/** The recipe's hyperparameters, as far as the options do not say otherwise. */
function hyperparametersFor(recipe: RecipeName, options: Options): Hyperparameters {
  const { network: _, validationDigits: __, mix: ___, views: ____, ...chosen } = RECIPES[recipe];
  const batchSize = options.batchSize ?? chosen.batchSize;
  return {
    ...chosen,
    epochs: options.epochs ?? chosen.epochs,
    batchSize,
    learningRate: options.learningRate ?? chosen.learningRate,
    seed: options.seed,
    workers: options.workers ?? defaultWorkers(options.backend, batchSize),
  };
}

/** Gives the memory of bytes that are not used any more back at once; the garbage collector takes long. */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Loads the pictures to learn from, and those that are held out; several workers share their memory. */
async function loadSets(
  source: DigitSource,
  recipe: RecipeName,
  { seed, workers }: Hyperparameters,
) {
  const { validationDigits, mix } = RECIPES[recipe];
  const loaded = await source.loadTraining();
  const all = workers > 1 ? shareDigits(loaded) : loaded;
  if (all !== loaded) release(loaded.images);
  const twelfth = Math.floor(all.labels.length / 12); // of few pictures
  const { training, validation } = splitValidation(all, Math.min(validationDigits, twelfth));
  if (!mix) return { training, validation };
  console.log( // it takes seconds
    `Drawing the pictures that ${recipe} adds to ${count(training.labels.length)} digits`,
  );
  return { training: refuseAsUser(() => MIXES[mix](training, seed)), validation };
}

async function action(options: Options): Promise<void> {
  const { seed, backend, report: reportFile } = options;
  const recipe = options.recipe ?? options.model ?? "cnn";
  const name = RECIPES[recipe].network;
  const hyperparameters = hyperparametersFor(recipe, options);
  if (options.out) await tryWriting(join(options.out, "model.json"));
  if (reportFile) await tryWriting(reportFile);
  using _workers = startAhead(hyperparameters.workers > 1 ? hyperparameters.workers : 0);
  const source = await digitsFor(options.data);
  const out = options.out ?? folderFor(recipe, source);
  const resume = options.resume && await loadCheckpoint(out, { onNotice: console.error });
  await using _claim = await claimFolder(out, "Cannot train into");
  const things = source.source === "folder" ? "pictures" : "digits";
  const { training, validation } = await loadSets(source, recipe, hyperparameters);
  refuseAsUser(() => {
    checkHyperparameters(hyperparameters, training.labels.length);
    if (hyperparameters.augmentation) checkAugmentable(shapeOf(training));
  });
  if (backend === "webgpu") await noticeSoftware();
  await useBackend(backend);
  const model = refuseAsUser(() => network(name, seed, training));
  if (options.from) await startFrom(model, options.from);
  const run = { hyperparameters, training, validation, size: model.countParams() };
  if (resume) refuseOtherRun(resume, run);
  // Whoever stops this training soon may have forgotten --resume: the earlier checkpoint must outlive that.
  let earlier = !resume && await noticeCheckpoint(out, run);
  const { epochs, workers, batchSize } = hyperparameters;
  console.log(
    `${source.name} (${source.where}): ${count(training.labels.length)} training ${things}, ` +
      `${count(validation.labels.length)} for validation`,
  );
  console.log(
    `${name}, ${count(model.countParams())} parameters, on ${backend} with ` +
      `${workers} worker${workers === 1 ? "" : "s"}, seed ${seed}` +
      (options.from ? `, from the weights in ${options.from}` : ""),
  );
  if (resume) console.log(`resumed from ${out} after ${progress(resume.epochs, stepsOf(resume))}`);

  const work = interruptible(({ by }) =>
    tell(
      `Stopped by ${by} in the middle of a step. ${out} holds what was saved before it.`,
    )
  );
  let firstStepSeconds: number | undefined;
  const line = trainingLine(epochs, batchSize);
  const result = await train(model, {
    ...hyperparameters,
    training,
    validation,
    resume,
    signal: work.signal,
    checkpointSteps: options.checkpointSteps,
    onStep: (step) => {
      firstStepSeconds ??= performance.now() / 1_000; // since the program started
      line.update(step);
    },
    onEpoch: async (epoch, checkpoint) => {
      await saveModel(model, out);
      await saveCheckpoint(checkpoint, out);
      earlier = false;
      line.end();
      console.log(epochLine(epochs, epoch));
    },
    onCheckpoint: async (checkpoint) => {
      if (earlier && work.signal.aborted) return;
      await saveCheckpoint(checkpoint, out);
      earlier = false;
    },
  }).finally(line.end);
  const interruption = work.interruption();
  if (interruption) {
    const done = result.stepLosses.length;
    const left = earlier
      ? `${out} still holds the checkpoint of the earlier training.`
      : done > 0
      ? `${out} holds a checkpoint after ${progress(result.epochs, done)}; the same command with ` +
        `--resume goes on.`
      : "No step was finished.";
    tell(`Stopped by ${interruption.by}. ${left}`);
    Deno.exitCode = interruption.code;
    return;
  }
  work[Symbol.dispose]();

  const test = await source.loadTest(); // read once, here, when all choices are made
  const { views } = RECIPES[recipe];
  const { loss, accuracy, confusion } = await evaluate(model, test, { views });
  console.log(
    `test  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)} ` +
      `of ${picturesOf(source, test.labels.length)}${views ? ", in four views each" : ""}`,
  );
  console.log(`trained for ${result.trainSeconds.toFixed(1)} s, saved to ${out}`);
  if (reportFile) {
    const { learningRate, schedule, augmentation, smoothing, averaging } = hyperparameters;
    const report = {
      dataset: {
        name: source.name,
        train: training.labels.length,
        validation: validation.labels.length,
        test: test.labels.length,
        ...(source.notice ? { notice: source.notice } : {}),
      },
      model: name,
      recipe,
      parameters: model.countParams(),
      from: options.from,
      backend,
      workers,
      seed,
      batchSize,
      learningRate,
      schedule,
      augmentation,
      smoothing,
      averaging,
      epochs: result.epochs,
      trainSeconds: result.trainSeconds,
      test: { loss, accuracy, confusion },
      firstStepSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1_024,
    };
    await writeWhole(reportFile, JSON.stringify(report, null, 2) + "\n");
  }
  await removeCheckpoint(out);
}

if (import.meta.main) {
  await run(
    command(
      "train",
      "Trains a network on handwritten digits or other pictures, saves it and measures it.",
    )
      .optionsGroup("What is trained:")
      .option(
        "--recipe <name>",
        "a network and all that is chosen to train it, from the table below (default: cnn)",
        oneOf(Object.keys(RECIPES)),
      )
      .addOption(
        new Option("--model <name>", "the same for the book's two networks")
          .choices(["cnn", "mlp"]).conflicts("recipe"),
      )
      .addOption(dataOption())
      .option(
        "--out <folder>",
        "where the network is saved (default: a folder in this project's runs, named after the " +
          "recipe, and after the set of pictures if it is another than MNIST)",
      )
      .option("--report <file>", "writes what happened as JSON")
      .optionsGroup("What goes on from earlier work:")
      .option("--resume", "continues a training that was interrupted, from its last checkpoint")
      .option(
        "--checkpoint-steps <n>",
        "saves a checkpoint every n steps too, not only after every epoch",
        wholeNumber(1, 1_000_000),
      )
      .option("--from <folder>", "starts from the weights of a saved network")
      .optionsGroup("In place of what the recipe says:")
      .option("--epochs <n>", "how often each picture is seen", wholeNumber(1, 10_000))
      .option("--batch-size <n>", "pictures per step", wholeNumber(1, 55_000))
      .option("--learning-rate <x>", "the highest learning rate", positiveNumber(10))
      .optionsGroup("How it is computed:")
      .option("--seed <n>", "decides everything random", wholeNumber(0, 2 ** 32 - 1), 1)
      .option(
        "--workers <n>",
        "threads (default: one per core, at most 8; 1 on cpu and webgpu)",
        wholeNumber(1, 64),
      )
      .addOption(
        new Option("--backend <name>", "what computes")
          .choices(["wasm", "cpu", "webgpu"]).default("wasm"),
      )
      .optionsGroup("Help:")
      .helpOption("-h, --help", "prints this")
      .addHelpText("after", () => `\n${recipes()}`)
      .action(action),
    { whereTyped: true },
  );
}
