/** Finds out about a reader's cells from their text alone. */

/** `check("02-3"` with any quotes; the second group is the exercise. */
const CHECK = /\bcheck\(\s*(["'`])(\d\d-\d+)\1/g;

/** The same without an answer. */
const UNANSWERED = /\bcheck\(\s*(["'`])\d\d-\d+\1\s*(,\s*(undefined)?\s*)?\)/g;

/**
 * Lists the exercises that a cell checks an answer to.
 *
 * @param cell its text
 * @returns their names, such as `02-3`, each once
 */
export function exercisesIn(cell: string): string[] {
  return [...new Set([...withoutComments(cell).matchAll(CHECK)].map(([, , id]) => id))];
}

/**
 * Tells whether a cell has no answer yet.
 *
 * @param cell its text
 * @returns whether every check in it is called without an answer
 */
export function isUntouched(cell: string): boolean {
  const code = withoutComments(cell);
  return [...code.matchAll(CHECK)].length === [...code.matchAll(UNANSWERED)].length;
}

/** Code that must run for a name to have its value. */
export interface Definition {
  /** The place of the cell that declares it. */
  readonly place: number;
  /** The cell's text, or its imports alone if one of them declares the name. */
  readonly text: string;
}

/**
 * Finds what gives a name its value: in the nearest cell above that seems to declare it.
 *
 * @param name the name
 * @param cells the texts of all cells
 * @param before the place of the cell that uses the name
 * @param tried what runs already, by the place of its cell
 * @returns its place and text, or undefined without any
 */
export function definitionOf(
  name: string,
  cells: readonly string[],
  before: number,
  tried: ReadonlyMap<number, string>,
): Definition | undefined {
  for (let place = before - 1; place >= 0; place--) {
    const code = withoutComments(cells[place]), imports = importsIn(code);
    const word = new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`);
    const text = word.test(imports) ? imports : declares(code, word.source) ? cells[place] : "";
    const runs = tried.get(place);
    if (text !== "" && runs !== text && runs !== cells[place]) return { place, text };
  }
  return undefined;
}

/** The imports of a cell, one after the other. */
function importsIn(code: string): string {
  const statements = code.match(/^import\b(?!\s*\()[^;"']*(["'])[^"'\n]*\1;?/gm) ?? [];
  return statements.join("\n");
}

/** Tells whether a cell seems to declare a name. To run a cell too many costs less than to miss one. */
function declares(code: string, word: string): boolean {
  const called = `\\b(?:function\\s*\\*?|class|enum)\\s+${word}`;
  const assigned = `\\b(?:const|let|var)\\b[^;]*?${word}\\s*(?:[=:,;}\\]]|$)`; // in a pattern or a list too
  return new RegExp(`${called}|${assigned}`, "m").test(code);
}

/** Leaves out the lines that are comments. */
function withoutComments(cell: string): string {
  return cell.replaceAll(/^\s*\/\/.*$/gm, "");
}
