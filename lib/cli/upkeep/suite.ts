/**
 * `deno task suite`: reads digits with one thing wrong, each cause at four strengths, and pictures without
 * a digit, all drawn here, and with `--ablate` leaves out one stage after the other to see what it buys.
 * Writes `data/pictures.json` and the README's tables.
 *
 * @module
 */

import { splitValidation } from "../../dataset/mod.ts";
import { useWasm } from "../../backend/mod.ts";
import { PIXELS } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import { loadModel } from "../../model/mod.ts";
import { classifier } from "../../pictures/classifier.ts";
import { decodePicture } from "../../pictures/decode.ts";
import { type StageName, STAGES } from "../../pictures/find.ts";
import { labelledPictures } from "../../pictures/labelled_pictures.ts";
import { type Classify, readPicture } from "../../pictures/read.ts";
import { lineScore, meanOverSources, type Scored } from "../../pictures/scores.ts";
import { random } from "../../random.ts";
import { command, run, wholeNumber } from "../command.ts";
import { digitsFor } from "../digits_option.ts";
import { renewReadme } from "./readme.ts";
import { CAUSES } from "./suite_causes.ts";
import { KINDS } from "./suite_no_digits.ts";
import {
  ablationTable,
  causeTable,
  type Measured,
  refusalTable,
  type SuiteResults,
  wildTable,
} from "./suite_tables.ts";

const FILE = "data/pictures.json";

interface Options {
  model: string;
  count: number;
  none: number;
  ablate?: true;
  pictures?: string;
  dry?: true;
}

/** What is read with, and without which stages. */
interface Reader {
  readonly classify: Classify;
  readonly without?: readonly StageName[];
}

async function action(
  { model: folder, count, none, ablate, pictures, dry }: Options,
): Promise<void> {
  await useWasm();
  const classify = classifier(await loadModel(folder));
  const source = await digitsFor("mnist");
  const { validation } = splitValidation(await source.loadTraining(), 5_000);
  const whole = await measure({ classify }, validation, count, none, pictures);
  console.log(`${causeTable(whole)}\n\n${refusalTable(whole)}\n`);
  if (whole.wild.length > 0) console.log(`${wildTable(whole)}\n`);
  const measured = { model: folder, count, none, whole };
  if (!ablate) {
    if (dry) return;
    await store({ suite: measured });
    const tables = [causeTable(whole), refusalTable(whole), wildTable(whole)];
    const filled = tables.filter((table) => table.rows.length > 0);
    await renewReadme({ pictures: filled.map((table) => table.toMarkdown()).join("\n\n") });
    return;
  }
  const without: Record<string, Measured> = {};
  for (const stage of STAGES) {
    without[stage] = await measure(
      { classify, without: [stage] },
      validation,
      count,
      none,
      pictures,
    );
    console.log(`without ${stage}: ${JSON.stringify(summary(without[stage]))}`);
  }
  const ablation = { ...measured, without };
  console.log(String(ablationTable(ablation)));
  if (dry) return;
  await store({ ablation });
  await renewReadme({ ablation: ablationTable(ablation).toMarkdown() });
}

/** Replaces a part of the file of results. */
async function store(part: SuiteResults): Promise<void> {
  const before: SuiteResults = JSON.parse(await Deno.readTextFile(FILE).catch(() => "{}"));
  await writeWhole(FILE, JSON.stringify({ ...before, ...part }, null, 2) + "\n");
}

function summary({ causes, refused }: Measured) {
  const shares = Object.values(causes).flat();
  return { mean: shares.reduce((a, b) => a + b, 0) / shares.length, refused };
}

async function measure(
  reader: Reader,
  digits: { images: Uint8Array; labels: Uint8Array },
  count: number,
  none: number,
  folder?: string,
): Promise<Measured> {
  const { classify, without } = reader;
  const causes: Record<string, number[]> = {};
  for (const [c, [name, cause]] of Object.entries(CAUSES).entries()) {
    causes[name] = [];
    for (let strength = 0; strength < 4; strength++) {
      const each = cause.count?.[strength] ?? 1;
      let right = 0;
      for (let n = 0; n < count; n++) {
        const next = random(1_000 * c + strength, n);
        const chosen = Array.from(
          { length: each },
          () => Math.floor(next() * digits.labels.length),
        );
        const images = chosen.map((i) => digits.images.subarray(i * PIXELS, (i + 1) * PIXELS));
        const drawn = cause.draw(images, strength, next);
        const picture = drawn.jpeg ? await throughJpeg(drawn.picture, drawn.jpeg) : drawn.picture;
        const { text } = await readPicture(picture, classify, { many: each > 1, without });
        if (text === chosen.map((i) => digits.labels[i]).join("")) right++;
      }
      causes[name].push(right / count);
    }
  }
  const refused: Record<string, [number, number]> = {};
  const kinds = Object.entries(KINDS);
  for (let n = 0; n < none; n++) {
    const [name, make] = kinds[n % kinds.length];
    const { text } = await readPicture(make(random(77, n)), classify, { without });
    const [right, all] = refused[name] ?? [0, 0];
    refused[name] = [right + (text === "" ? 1 : 0), all + 1];
  }
  return { causes, refused, wild: folder ? await measureFolder(reader, folder) : [] };
}

/** By kind of picture: the share read right, as a mean over sources; for several digits, of lines. */
async function measureFolder(
  { classify, without }: Reader,
  folder: string,
): Promise<Measured["wild"]> {
  const scored: Scored[] = [];
  for (const { file, ...labelled } of await labelledPictures(folder)) {
    const picture = await decodePicture(await Deno.readFile(file), file);
    const many = labelled.label.length > 1;
    const { text, sure } = await readPicture(picture, classify, { many, without });
    scored.push({ ...labelled, kind: many ? "several digits (lines)" : labelled.kind, text, sure });
  }
  return [...Map.groupBy(scored, ({ kind }) => kind)].map(([kind, own]) => {
    const [right, lines] = lineScore(own);
    return {
      kind,
      count: lines > 0 ? lines : own.length,
      share: lines > 0 ? right / lines : meanOverSources(own),
    };
  }).sort((a, b) => a.kind < b.kind ? -1 : 1);
}

async function throughJpeg(
  { data, width, height }: { data: Uint8Array | Uint8ClampedArray; width: number; height: number },
  quality: number,
) {
  const { default: sharp } = await import("sharp");
  const jpeg = await sharp(data, { raw: { width, height, channels: 4 } }).flatten()
    .jpeg({ quality }).toBuffer();
  return await decodePicture(jpeg, "a drawn picture");
}

if (import.meta.main) {
  await run(
    command("suite", "Reads digits with one thing wrong, and pictures without a digit.")
      .option("--model <folder>", "the folder that holds the network", "data/model/small")
      .option("--count <n>", "digits for each cause and strength", wholeNumber(1, 5_000), 50)
      .option("--none <n>", "pictures without a digit", wholeNumber(1, 5_000), 200)
      .option("--ablate", "measures again without each stage, and stores that alone")
      .option("--pictures <folder>", "labelled pictures to measure as well")
      .option("--dry", "writes nothing")
      .action(action),
  );
}
