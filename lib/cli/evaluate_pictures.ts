/** `deno task evaluate --pictures FOLDER`: measures a network on a folder of labelled pictures. */

import { relative } from "@std/path";
import { writeWhole } from "../files.ts";
import type { Network } from "../model/mod.ts";
import { classifier } from "../pictures/classifier.ts";
import { decodeFile } from "../pictures/decode.ts";
import { encodePng } from "../pictures/encode.ts";
import { labelledPictures } from "../pictures/labelled_pictures.ts";
import { type Misread, mistakeSheet } from "../pictures/mistake_sheet.ts";
import { readPicture } from "../pictures/read.ts";
import {
  confusionTable,
  digitTable,
  interval,
  kindTable,
  lineScore,
  meanOverSources,
  type Scored,
} from "../pictures/scores.ts";
import { percent } from "./terminal.ts";

/** Options of {@linkcode evaluatePictures}. */
export interface PictureOptions {
  /** The folder of pictures. */
  readonly pictures: string;
  /** The file for the contact sheet of the mistakes. */
  readonly sheet: string;
  /** The file for the report; none by default. */
  readonly report?: string;
}

/** A picture's result, for the report. */
interface Result extends Scored {
  readonly file: string;
  readonly probability: number;
}

/**
 * Reads every picture of a folder, and prints accuracy by kind and by digit, what was taken for what,
 * and where the contact sheet of the mistakes is.
 *
 * @param model the network
 * @param options which folder, and where the results go
 */
export async function evaluatePictures(model: Network, options: PictureOptions): Promise<void> {
  const { pictures: folder, sheet, report } = options;
  const classify = classifier(model);
  const results: Result[] = [], misread: Misread[] = [];
  const start = performance.now();
  for (const { file, ...labelled } of await labelledPictures(folder)) {
    const picture = await decodeFile(file);
    const reading = await readPicture(picture, classify, { many: labelled.label.length > 1 });
    const { text, sure, digits } = reading;
    const probability = Math.min(...digits.map((digit) => digit.probability));
    results.push({ ...labelled, file: relative(folder, file), text, sure, probability });
    if (text !== labelled.label) misread.push({ picture, label: labelled.label, reading });
  }
  const seconds = (performance.now() - start) / 1_000;
  console.log(`${results.length} pictures of ${folder}\n\n${kindTable(results)}`);
  const [right, count] = lineScore(results);
  if (count > 0) {
    const [low, high] = interval(right, count);
    console.log(
      `\nlines of several digits read exactly: ${right} of ${count}, ${percent(right / count)} ` +
        `(95 % interval ${percent(low)} to ${percent(high)})`,
    );
  }
  console.log(`\nPictures of one digit\n\n${digitTable(results)}`);
  if (misread.length > 0) {
    const confusions = confusionTable(results);
    console.log(confusions.rows.length > 0 ? `\n${confusions}\n` : "");
    for (const { file, label, text } of results) {
      if (text === label) continue;
      const said = text === "" ? "no digit" : text.replaceAll("\n", "/");
      console.log(`${file}: ${label.replaceAll("\n", "/")} read as ${said}`);
    }
    await writeWhole(sheet, await encodePng(mistakeSheet(misread)));
    console.log(`\nThe mistakes are drawn in ${sheet}`);
  }
  console.log(`${(results.length / seconds).toFixed(1)} pictures/s`);
  if (!report) return;
  const kinds = [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, own]) => ({
    kind,
    pictures: own.length,
    right: own.filter(({ text, label }) => text === label).length,
    meanOverSources: meanOverSources(own),
  }));
  const content = { folder, kinds, lines: { right, count }, results };
  await writeWhole(report, JSON.stringify(content, null, 2) + "\n");
}
