/**
 * `deno task predict`: reads the digits in pictures.
 *
 * @module
 */

import { join } from "@std/path";
import { useBackend } from "../backend/mod.ts";
import { UserError } from "../errors.ts";
import { reason, tryWriting, writeWhole } from "../files.ts";
import { activations, type Network } from "../model/mod.ts";
import { classifier } from "../pictures/classifier.ts";
import { decodeFile, decodePicture, MOST_BYTES } from "../pictures/decode.ts";
import { encodePng } from "../pictures/encode.ts";
import { explain } from "../pictures/explain.ts";
import { picturesIn } from "../pictures/labelled_pictures.ts";
import type { Picture } from "../pictures/plane.ts";
import { type Reading, readPicture } from "../pictures/read.ts";
import { command, inProject, run } from "./command.ts";
import { loadNetwork } from "./load_network.ts";

/** The argument that stands for standard input. */
const STANDARD_INPUT = "-";

interface Options {
  many?: true;
  json?: true;
  explain?: string;
  model?: string;
}

async function action(arguments_: readonly string[], options: Options): Promise<void> {
  if (options.explain) await tryWriting(join(options.explain, "picture.png"));
  await useBackend("wasm");
  const folder = options.model ?? inProject("data", "model", "small");
  const model = await loadNetwork(folder, { onNotice: (sentence) => console.error(sentence) });
  const classify = classifier(model);
  const pages: string[] = [];
  let failed = false;
  for (const argument of arguments_) {
    for (const file of await filesOf(argument).catch(tell)) {
      try {
        const picture = await pictureOf(file);
        const reading = await readPicture(picture, classify, { many: options.many });
        console.log(options.json ? asJson(file, reading) : asLine(file, reading));
        if (!options.explain) continue;
        const page = pageFor(file, options.explain, pages);
        pages.push(page);
        await draw(model, picture, reading, page);
      } catch (error) {
        tell(error);
      }
    }
  }
  if (pages.length === 1) console.error(`${pages[0]} shows how it was read`);
  if (pages.length > 1) {
    console.error(`${pages.length} drawings in ${options.explain} show how they were read`);
  }
  if (failed) Deno.exitCode = 1;

  /** Names what could not be read; the others go on. */
  function tell(error: unknown): string[] {
    if (!(error instanceof UserError)) throw error;
    console.error(`error: ${error.message}`);
    failed = true;
    return [];
  }
}

/** The pictures that an argument stands for. */
async function filesOf(argument: string): Promise<string[]> {
  if (argument === STANDARD_INPUT) return [argument];
  const { isDirectory } = await Deno.stat(argument).catch((error) => {
    throw new UserError(`Cannot read a picture from ${argument}: ${reason(error)}`, {
      cause: error,
    });
  });
  if (!isDirectory) return [argument];
  const found = await picturesIn(argument);
  if (found.length === 0) throw new UserError(`Cannot find pictures in the folder ${argument}`);
  return found;
}

async function pictureOf(file: string): Promise<Picture> {
  if (file !== STANDARD_INPUT) return await decodeFile(file);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of Deno.stdin.readable) {
    length += part.length;
    if (length > MOST_BYTES) { // it may never end
      throw new UserError(
        `Cannot read a picture from standard input: expected at most ${MOST_BYTES} bytes, found more`,
      );
    }
    parts.push(part);
  }
  return await decodePicture(await new Blob(parts).bytes(), "standard input");
}

/** Such as "five.jpg: 5, 99 % sure (light on dark)". */
function asLine(file: string, { text, sure, digits, notes }: Reading): string {
  const least = Math.min(...digits.map(({ probability }) => probability));
  const certainty = `${Math.floor(100 * least)} %`;
  const said = text === ""
    ? "no digit here"
    : `${text.replaceAll("\n", " / ")}  ${sure ? certainty : `not sure, ${certainty}`}`;
  return `${file}: ${said}${notes.length > 0 ? `  (${notes.join("; ")})` : ""}`;
}

function asJson(file: string, { text, sure, digits, notes }: Reading): string {
  const rounded = (probability: number) => Number(probability.toFixed(6));
  return JSON.stringify({
    file,
    text,
    sure,
    digits: digits.map(({ digit, probability, box: { x, y, width, height }, probabilities }) => ({
      digit,
      probability: rounded(probability),
      box: [x, y, width, height],
      probabilities: probabilities.map(rounded),
    })),
    notes,
  });
}

/** Returns the path of a drawing, which no other picture's has: a/b.jpg and a-b.jpg are two pictures. */
function pageFor(file: string, folder: string, taken: readonly string[]): string {
  const name = file === STANDARD_INPUT
    ? "standard-input"
    : file.replaceAll(/[/\\:]+/g, "-").replace(/^[.-]+/, "");
  for (let i = 1;; i++) {
    const page = join(folder, i === 1 ? `${name}.png` : `${name}-${i}.png`);
    if (!taken.includes(page)) return page;
  }
}

/** Draws how a picture was read. */
async function draw(
  model: Network,
  picture: Picture,
  reading: Reading,
  page: string,
): Promise<void> {
  const explained = [];
  for (const digit of reading.digits) {
    explained.push({ digit, layers: await activations(model, digit.image) });
  }
  await writeWhole(page, await encodePng(explain(picture, reading, explained)));
}

if (import.meta.main) {
  await run(
    command("predict", "Reads the handwritten digits in pictures.")
      .argument("<picture...>", "files, folders, or - for standard input")
      .option("--many", "reads several digits per picture, in lines")
      .option("--json", "prints an object per picture and line")
      .option("--explain <folder>", "draws how each picture was read, as a PNG in that folder")
      .option(
        "--model <folder>",
        "the folder that holds the network (default: data/model/small in this project)",
      )
      .action(action),
    { whereTyped: true },
  );
}
