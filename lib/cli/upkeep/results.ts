/**
 * `deno task results`: trains a recipe with several seeds on real MNIST, and writes the results
 * into `data/results.json` and the README's table after every seed. Interrupted, or asked for more seeds,
 * it goes on from there as long as recipe, workers and machine are the same.
 *
 * @module
 */

import { cpus } from "node:os";
import { useWasm } from "../../backend/mod.ts";
import { MIXES, splitValidation } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import { network } from "../../model/mod.ts";
import { evaluate, type RecipeName, RECIPES, train } from "../../training/mod.ts";
import { command, Option, run, wholeNumber } from "../command.ts";
import { digitsFor } from "../digits_option.ts";
import { measureSeeds } from "./kept_runs.ts";
import { renewReadme } from "./readme.ts";
import { type Results, resultsTable, type Run } from "./results_table.ts";
import { stored } from "./stored.ts";
import { trainingLine } from "../terminal.ts";

const FILE = "data/results.json";

interface Options {
  recipe: RecipeName;
  seeds: number;
  workers: number;
}

async function action({ recipe, seeds, workers }: Options): Promise<void> {
  await useWasm();
  const source = await digitsFor("mnist");
  const { network: name, validationDigits, mix, views, ...chosen } = RECIPES[recipe];
  const { training: digits, validation } = splitValidation(
    await source.loadTraining(),
    validationDigits,
  );
  const test = await source.loadTest();
  const machine = `${cpus().length} cores of ${cpus()[0].model}`;
  const { [recipe]: kept } = (await stored<Results>(FILE)).recipes;
  let parameters = 0;
  await measureSeeds<Run>({
    recipe: { recipe: RECIPES[recipe], workers, machine },
    seeds,
    kept: kept && { ...kept, recipe: pick(kept) },
    measure: async (seed) => {
      const model = network(name, seed);
      parameters = model.countParams();
      const training = mix ? MIXES[mix](digits, seed) : digits; // as `deno task train` makes it
      const line = trainingLine(chosen.epochs, chosen.batchSize);
      const options = { ...chosen, training, validation, seed, workers, onStep: line.update };
      const { epochs, trainSeconds } = await train(model, options).finally(line.end);
      const { accuracy } = await evaluate(model, test, { views });
      model.dispose();
      const run = {
        seed,
        validationAccuracy: epochs.at(-1)!.validationAccuracy,
        testAccuracy: accuracy,
        trainSeconds: Number(trainSeconds.toFixed(2)),
      };
      console.log(JSON.stringify(run));
      return run;
    },
    store: (runs) => store(recipe, { recipe: RECIPES[recipe], parameters, workers, machine, runs }),
  });
}

/** The settings that a run's accuracy and seconds depend on. */
function pick({ recipe, workers, machine }: Results["recipes"][string]) {
  return { recipe, workers, machine };
}

/** Replaces the results of one recipe, in the file and in the README. */
async function store(recipe: RecipeName, result: Results["recipes"][string]): Promise<void> {
  const before = await stored<Results>(FILE);
  const found = { ...before.recipes, [recipe]: result };
  const order = Object.keys(RECIPES).filter((name) => name in found);
  const results = { recipes: Object.fromEntries(order.map((name) => [name, found[name]])) };
  await writeWhole(FILE, JSON.stringify(results, null, 2) + "\n");
  await renewReadme({ results: resultsTable(results).toMarkdown() });
}

if (import.meta.main) {
  await run(
    command("results", "Trains a recipe with several seeds and stores the results.")
      .addOption(
        new Option("--recipe <name>", "which").choices(Object.keys(RECIPES)).makeOptionMandatory(),
      )
      .option("--seeds <n>", "how many seeds, from 1 on", wholeNumber(1, 100), 5)
      .option("--workers <n>", "threads", wholeNumber(1, 64), 2)
      .action(action),
  );
}
