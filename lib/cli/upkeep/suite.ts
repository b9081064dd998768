/**
 * `deno task suite`: reads digits with one thing wrong, each cause at four strengths, and pictures without
 * a digit, all drawn here, and with `--ablate` leaves out one stage after the other to see what it buys.
 * Writes `data/pictures.json` and the README's tables.
 *
 * @module
 */

import process from "node:process";
import { splitValidation } from "../../dataset/mod.ts";
import { useWasm } from "../../backend/mod.ts";
import { PIXELS } from "../../dataset/mod.ts";
import { writeWhole } from "../../files.ts";
import { loadModel } from "../../model/mod.ts";
import { classifier } from "../../pictures/classifier.ts";
import { decodeFile, decodePicture } from "../../pictures/decode.ts";
import { type StageName, STAGES } from "../../pictures/find.ts";
import { labelledPictures } from "../../pictures/labelled_pictures.ts";
import type { Picture } from "../../pictures/plane.ts";
import { type Classify, readPicture } from "../../pictures/read.ts";
import { lineScore, meanOverSources, type Scored } from "../../pictures/scores.ts";
import { random } from "../../random.ts";
import { asTyped, command, run, wholeNumber } from "../command.ts";
import { digitsFor } from "../digits_option.ts";
import { renewReadme } from "./readme.ts";
import { stored } from "./stored.ts";
import { CAUSES } from "./suite_causes.ts";
import { KINDS } from "./suite_no_digits.ts";
import {
  ablationTable,
  causeTable,
  type Measured,
  pictureTables,
  refusalTable,
  type SuiteResults,
  wildTable,
} from "./suite_tables.ts";

const FILE = "data/pictures.json";

/** Other pictures than those in view while the stages were tuned, whose seed was 77. */
const NO_DIGITS_SEED = 78;

interface Options {
  model: string;
  count: number;
  none: number;
  seed: number;
  ablate?: true;
  pictures?: string;
  dry?: true;
}

/** A network, and the stages that are left out. */
interface Reader {
  readonly classify: Classify;
  readonly without?: readonly StageName[];
}

async function action(
  { model: folder, count, none, seed, ablate, pictures, dry }: Options,
): Promise<void> {
  await useWasm();
  const classify = classifier(await loadModel(folder));
  const source = await digitsFor("mnist");
  const { validation } = splitValidation(await source.loadTraining(), 5_000);
  const stages = ablate ? STAGES : [];
  const readers: Reader[] = [{ classify }, ...stages.map((s) => ({ classify, without: [s] }))];
  const [whole, ...others] = await measure(readers, validation, { count, none, seed }, pictures);
  console.log(`${causeTable(whole)}\n\n${refusalTable(whole)}\n`);
  if (whole.wild.length > 0) console.log(`${wildTable(whole)}\n`);
  console.log(
    `${spent.pictures} pictures, ${(spent.pictures / spent.seconds).toFixed(0)} per second of ` +
      `processor time`,
  );
  const measured = { model: folder, count, none, whole };
  if (!ablate) {
    if (dry) return;
    await store({ suite: measured });
    await renewReadme({ pictures: pictureTables(whole) });
    return;
  }
  const without = Object.fromEntries(stages.map((stage, i) => [stage, others[i]]));
  const ablation = { ...measured, without };
  console.log(String(ablationTable(ablation)));
  if (dry) return;
  await store({ ablation });
  await renewReadme({ ablation: ablationTable(ablation).toMarkdown() });
}

/** Pictures read with all stages, and seconds of the processor that it took. */
const spent = { pictures: 0, seconds: 0 };

/** Reads a picture; with all stages the time counts. */
async function read(picture: Picture, { classify, without }: Reader, many: boolean) {
  const before = process.cpuUsage();
  const reading = await readPicture(picture, classify, { many, without });
  if (without) return reading;
  const { user, system } = process.cpuUsage(before);
  spent.pictures++, spent.seconds += (user + system) / 1e6;
  return reading;
}

/** Replaces a part of the file of results. */
async function store(part: SuiteResults): Promise<void> {
  const before = await stored<SuiteResults>(FILE);
  await writeWhole(FILE, JSON.stringify({ ...before, ...part }, null, 2) + "\n");
}

/** Has each reader read the same pictures; drawing takes as long as reading. */
async function measure(
  readers: readonly Reader[],
  digits: { images: Uint8Array; labels: Uint8Array },
  { count, none, seed }: Pick<Options, "count" | "none" | "seed">,
  folder?: string,
): Promise<Measured[]> {
  const causes: Record<string, number[]>[] = readers.map(() => ({}));
  for (const [c, [name, cause]] of Object.entries(CAUSES).entries()) {
    for (let strength = 0; strength < 4; strength++) {
      const each = cause.count?.[strength] ?? 1;
      const right = readers.map(() => 0);
      for (let n = 0; n < count; n++) {
        const next = random(1_000 * c + strength, n);
        const chosen = Array.from(
          { length: each },
          () => Math.floor(next() * digits.labels.length),
        );
        const images = chosen.map((i) => digits.images.subarray(i * PIXELS, (i + 1) * PIXELS));
        const drawn = cause.draw(images, strength, next);
        const picture = drawn.jpeg ? await throughJpeg(drawn.picture, drawn.jpeg) : drawn.picture;
        const label = chosen.map((i) => digits.labels[i]).join("");
        for (const [r, reader] of readers.entries()) {
          const { text } = await read(picture, reader, each > 1);
          if (text === label) right[r]++;
        }
      }
      causes.forEach((own, r) => (own[name] ??= []).push(right[r] / count));
    }
  }
  const refused: Record<string, [number, number]>[] = readers.map(() => ({}));
  const kinds = Object.entries(KINDS);
  for (let n = 0; n < none; n++) {
    const [name, make] = kinds[n % kinds.length];
    const picture = make(random(seed, n));
    for (const [r, reader] of readers.entries()) {
      const { text } = await read(picture, reader, false);
      const own = refused[r][name] ??= [0, 0];
      own[0] += text === "" ? 1 : 0, own[1]++;
    }
  }
  const wild = folder ? await measureFolder(readers, folder) : readers.map(() => []);
  return readers.map((_, r) => ({ causes: causes[r], refused: refused[r], wild: wild[r] }));
}

/** By kind of picture: the share read right, as a mean over sources; for several digits, of lines. */
async function measureFolder(
  readers: readonly Reader[],
  folder: string,
): Promise<Measured["wild"][]> {
  const scored: Scored[][] = readers.map(() => []);
  for (const { file, ...labelled } of await labelledPictures(folder)) {
    const picture = await decodeFile(file);
    const many = labelled.label.length > 1;
    const kind = many ? "several digits (lines)" : labelled.kind;
    for (const [r, reader] of readers.entries()) {
      const { text, sure } = await read(picture, reader, many);
      scored[r].push({ ...labelled, kind, text, sure });
    }
  }
  return scored.map(byKind);
}

function byKind(scored: readonly Scored[]): Measured["wild"] {
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
      .option("--model <folder>", "the folder that holds the network", asTyped, "data/model/small")
      .option("--count <n>", "digits for each cause and strength", wholeNumber(1, 5_000), 50)
      .option("--none <n>", "pictures without a digit", wholeNumber(1, 5_000), 200)
      .option(
        "--seed <n>",
        "decides the pictures without a digit",
        wholeNumber(0, 2 ** 32 - 1),
        NO_DIGITS_SEED,
      )
      .option("--ablate", "measures again without each stage, and stores that alone")
      .option("--pictures <folder>", "labelled pictures to measure as well", asTyped)
      .option("--dry", "writes nothing")
      .action(action),
  );
}
