/** The parts of the README that commands write. */

/**
 * Puts a text between the marks `<!-- name -->` and `<!-- /name -->`.
 *
 * @param readme the README
 * @param name the part's name
 * @param text what belongs there
 * @returns the README with it
 */
export function withPart(readme: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [readme.indexOf(start), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}`);
  return `${readme.slice(0, from)}${start}\n\n${text}\n\n${readme.slice(to)}`;
}
