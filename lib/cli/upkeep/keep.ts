/**
 * `deno task keep`: puts a trained network into `data/model`, in half precision, and measures it once on
 * MNIST's test digits.
 *
 * @module
 */

import { join } from "@std/path";
import { useWasm } from "../../backend/mod.ts";
import { splitValidation } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import { loadModel, modelFiles, modelFromFiles, saveModel } from "../../model/mod.ts";
import { evaluate, type RecipeName, RECIPES } from "../../training/mod.ts";
import { asTyped, command, Option, run } from "../command.ts";
import { digitsFor } from "../digits_option.ts";

interface Options {
  recipe: RecipeName;
  from: string;
  as: "small" | "best";
}

async function action({ recipe, from, as }: Options): Promise<void> {
  await useWasm();
  const half = { halfPrecision: true };
  const model = await modelFromFiles(await modelFiles(await loadModel(from), half));
  const source = await digitsFor("mnist");
  const { validationDigits } = RECIPES[recipe];
  const { validation } = splitValidation(await source.loadTraining(), validationDigits);
  const measured = async (set: typeof validation) => {
    const { accuracy, loss } = await evaluate(model, set);
    return { digits: set.labels.length, accuracy, loss };
  };
  const report = {
    recipe,
    network: RECIPES[recipe].network,
    parameters: model.countParams(),
    dataset: source.name,
    validation: await measured(validation),
    test: await measured(await source.loadTest()),
  };
  const folder = join("data", "model", as);
  await saveModel(model, folder, half); // only what could be measured replaces what is there
  await writeWhole(join(folder, "report.json"), JSON.stringify(report, null, 2) + "\n");
  console.log(report);
}

if (import.meta.main) {
  await run(
    command("keep", "Puts a trained network into data/model and measures it.")
      .addOption(
        new Option("--recipe <name>", "how it was trained")
          .choices(["reader-small", "reader-best"]).makeOptionMandatory(),
      )
      .requiredOption("--from <folder>", "where it was trained", asTyped)
      .addOption(
        new Option("--as <name>", "its place").choices(["small", "best"]).makeOptionMandatory(),
      )
      .action(action),
  );
}
