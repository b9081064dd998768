/**
 * `deno task evaluate`: measures a saved network, on the test digits or on a folder of pictures.
 *
 * @module
 */

import { useWasm } from "../backend/mod.ts";
import { tryWriting, writeWhole } from "../files.ts";
import { originOf } from "../dataset/origin.ts";
import type { Origin } from "../dataset/mod.ts";
import { learnedFrom, type Network } from "../model/mod.ts";
import { checkSet } from "../training/checks.ts";
import { evaluate } from "../training/mod.ts";
import { command, inProject, Option, refuseAsUser, run } from "./command.ts";
import { evaluatePictures } from "./evaluate_pictures.ts";
import { loadNetwork } from "./load_network.ts";
import { printable } from "./terminal.ts";
import { dataOption, digitsFor, picturesOf } from "./digits_option.ts";

/** The part of `--help` about the file that names pictures. */
const MANIFEST = `
A manifest.tsv lies in the folder of --pictures and has a line per picture. Tabs
divide its columns, whose names are in the first line:
  file    the picture's path from that folder
  label   the digits on it; a / begins a new line, nothing means no digit
  kind    perhaps: a group to be counted by itself, such as photo
  source  perhaps: who made it, so that one hand's pictures count together`;

interface Options {
  model?: string;
  data: string;
  pictures?: string;
  sheet?: string;
  views?: true;
  report?: string;
}

async function action({ data, pictures, views, report, ...options }: Options): Promise<void> {
  if (report) await tryWriting(report);
  const folder = options.model ?? inProject("runs", "cnn");
  const sheet = options.sheet ?? inProject("runs", "mistakes.png");
  if (pictures) await tryWriting(sheet);
  await useWasm({ threads: Math.min(8, navigator.hardwareConcurrency) });
  const model = await loadNetwork(folder, { onNotice: (sentence) => console.error(sentence) });
  if (!options.model) console.error(`No --model was named, so this is the one in ${folder}.\n`);
  if (pictures) return await evaluatePictures(model, { pictures, sheet, report });
  const source = await digitsFor(data);
  const test = await source.loadTest();
  refuseAsUser(() => checkSet(model, test, "Cannot evaluate on"));
  const evaluation = await evaluate(model, test, { views });
  const each = views ? ", in four views each" : "";
  console.log(`${folder} on ${picturesOf(source, test.labels.length, "test ")}${each}`);
  console.log(`${printable(pastOf(model, originOf(test)))}\n`);
  console.log(String(evaluation));
  if (report) {
    const { loss, accuracy, confusion, digits } = evaluation;
    const dataset = { name: source.name, test: test.labels.length };
    const past = learnedFrom(model);
    const content = {
      dataset,
      model: folder,
      learnedFrom: past,
      test: { loss, accuracy, digits, confusion },
    };
    await writeWhole(report, JSON.stringify(content, null, 2) + "\n");
  }
}

/** A sentence on what the network learned from, and whether that was something else. */
function pastOf(model: Network, { name, checksum }: Origin): string {
  const past = learnedFrom(model);
  if (past.length === 0) return "The network does not record what it learned from.";
  const names = past.map((origin) => origin.name).join(" and ");
  if (past.some((origin) => origin.checksum === checksum)) return `It learned from ${names}.`;
  const other = past.some((origin) => origin.name === name) ? `another set named ${name}` : names;
  return `IT LEARNED FROM ${other}, not from this set: what follows says how it does elsewhere.`;
}

if (import.meta.main) {
  await run(
    command("evaluate", "Measures a saved network on the test digits, or on pictures.")
      .option(
        "--model <folder>",
        "the folder that holds the network, packed or not (default: runs/cnn in this project, where " +
          "`deno task train` saves its network)",
      )
      .addOption(dataOption())
      .option(
        "--pictures <folder>",
        "pictures instead of the test digits: in subfolders 0 to 9, or named by a manifest.tsv",
      )
      .option(
        "--sheet <file>",
        "where misread pictures are drawn (default: runs/mistakes.png in this project)",
      )
      .addOption(
        new Option(
          "--views",
          "reads each test digit four times, moved by half a pixel towards each corner, and takes the mean",
        ).conflicts("pictures"),
      )
      .option("--report <file>", "writes what was found as JSON")
      .addHelpText("after", MANIFEST)
      .action(action),
    { whereTyped: true },
  );
}
