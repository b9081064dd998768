/** The `--data` option, and the digits that it selects. */

import { type DigitSource, findDigits } from "../dataset/mod.ts";
import { Option } from "./command.ts";
import { downloadLine } from "./terminal.ts";

/**
 * Creates the `--data` option.
 *
 * @returns the option
 */
export function dataOption(): Option {
  return new Option(
    "--data <source>",
    "mnist, builtin (digits that the program draws), a folder that holds MNIST or another set as " +
      "four IDX files, or auto: mnist if it can be had, otherwise builtin",
  ).default("auto");
}

/**
 * Finds the digits and reports where they come from.
 *
 * @param data the value of `--data`
 * @returns the source to load the digits from
 */
export async function digitsFor(data: string): Promise<DigitSource> {
  const line = downloadLine();
  const source = await findDigits({
    data,
    onNotice: (sentence) => {
      line.end();
      console.error(`\n  ${sentence} \`deno task data --from FOLDER\` installs them for good.\n`);
    },
    onProgress: line.update,
  });
  line.end();
  return source;
}

/**
 * Names some of a source's pictures.
 *
 * @param source where they come from
 * @param count their number
 * @param part which of them, such as "test "; nothing for those that the context tells
 * @returns a text such as "10,000 test digits of MNIST"
 */
export function picturesOf({ source, name }: DigitSource, count: number, part = ""): string {
  const number = count.toLocaleString("en-US");
  if (source === "builtin") return `${number} built-in ${part}digits`;
  return `${number} ${part}${source === "folder" ? "pictures" : "digits"} of ${name}`;
}
