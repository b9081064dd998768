/**
 * `deno task evaluate`: measures a saved network, on the test digits or on a folder of pictures.
 *
 * @module
 */

import { useBackend } from "../backend/mod.ts";
import { tryWriting, writeWhole } from "../files.ts";
import { loadModel } from "../model/mod.ts";
import { evaluate } from "../training/mod.ts";
import { command, run } from "./command.ts";
import { evaluatePictures } from "./evaluate_pictures.ts";
import { dataOption, digitsFor } from "./digits_option.ts";

interface Options {
  model: string;
  data: string;
  pictures?: string;
  sheet: string;
  report?: string;
}

async function action({ model: folder, data, pictures, sheet, report }: Options): Promise<void> {
  if (report) await tryWriting(report);
  await useBackend("wasm");
  const model = await loadModel(folder, { onNotice: (sentence) => console.error(sentence) });
  if (pictures) return await evaluatePictures(model, { pictures, sheet, report });
  const source = await digitsFor(data);
  const test = await source.loadTest();
  const evaluation = await evaluate(model, test);
  console.log(`${folder} on ${test.labels.length} test digits of ${source.name}\n`);
  console.log(String(evaluation));
  if (report) {
    const { loss, accuracy, confusion, digits } = evaluation;
    const dataset = { name: source.name, test: test.labels.length };
    const content = { dataset, model: folder, test: { loss, accuracy, digits, confusion } };
    await writeWhole(report, JSON.stringify(content, null, 2) + "\n");
  }
}

if (import.meta.main) {
  await run(
    command("evaluate", "Measures a saved network on the test digits, or on pictures.")
      .option("--model <folder>", "the folder that holds the network", "runs/cnn")
      .addOption(dataOption())
      .option(
        "--pictures <folder>",
        "pictures instead of the test digits: in subfolders 0 to 9, or named by a manifest.tsv",
      )
      .option("--sheet <file>", "where misread pictures are drawn", "runs/mistakes.png")
      .option("--report <file>", "writes what was found as JSON")
      .action(action),
  );
}
