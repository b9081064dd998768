/** The parts of the README that commands write. */

import { formatted } from "./format.ts";

const README = "README.md";

/**
 * Renews parts of the README, and formats it as the rest of the project is. It is written in place: a
 * temporary file beside it would need permission to write everywhere.
 *
 * @param parts by their names, in Markdown
 */
export async function renewReadme(parts: Readonly<Record<string, string>>): Promise<void> {
  const before = await Deno.readTextFile(README);
  const after = Object.entries(parts).reduce(
    (readme, [name, text]) => withPart(readme, name, text),
    before,
  );
  await Deno.writeTextFile(README, await formatted(after, "md"));
}

/**
 * Puts a text between the marks `<!-- name -->` and `<!-- /name -->`.
 *
 * @param readme the README
 * @param name the part's name
 * @param text what belongs there
 * @returns the README with it
 */
function withPart(readme: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [readme.indexOf(start), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}`);
  return `${readme.slice(0, from)}${start}\n\n${text}\n\n${readme.slice(to)}`;
}
