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
      console.error(`\n  ${sentence.replace(/\.$/, "")}, or run \`deno task data\`.\n`);
    },
    onProgress: line.update,
  });
  line.end();
  return source;
}
