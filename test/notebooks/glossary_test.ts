import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { joined, type Notebook } from "../../lib/cli/notebook.ts";

const FOLDER = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "notebooks");

interface Row {
  /** The term, with its other names after commas or in brackets. */
  readonly term: string;
  readonly chinese: string;
  readonly meaning: string;
  /** The file that introduces it. */
  readonly file: string;
}

const rows: Row[] = (await Deno.readTextFile(join(FOLDER, "glossary.md"))).split("\n")
  .filter((line) => line.startsWith("| ")).slice(2).map((line) => {
    const [term, chinese, meaning, link] = line.split("|").slice(1, -1).map((cell) => cell.trim());
    return { term, chinese, meaning, file: link.match(/^\[.+\]\((.+)\)$/)?.[1] ?? "" };
  });

/** Words that notebooks set in italics for stress, or as a quotation. */
const STRESSED = new Set(
  `against; all; an edge is an edge wherever it is; and; apart; better; built; cannot; cannot know;
  change; combination; deeper; every; factors; from the probability; here ink begins; here it ends;
  how; how much of it is in here?; inputs; is; is it anywhere in here?; italics; last; letters; m;
  mean; modified; more; nothing; not; p; q; same; smaller; sum; that; them; where`.split(/;\s+/),
);

/** Titles of papers and books: four words or more with a capital in front, and three short ones. */
const TITLE = /^[A-Z]\S*( \S+){3,}$|^(Neocognitron|Network in network|Striving for simplicity)$/;

/**
 * The phrases that a Markdown cell sets in italics, without code, formulas and HTML, on one line
 * each.
 */
function italicsIn(markdown: string): string[] {
  const prose = markdown.replaceAll(/```[^]*?```|`[^`]*`|\$\$[^]*?\$\$|\$[^$]*\$|<[^>]*>/g, "");
  return [...prose.matchAll(/(?<![\w*])_([^_]+?)_(?![\w*])/g)]
    .map(([, text]) => text.replaceAll(/\s+/g, " ").trim());
}

/** The names of a term: "pooling, pooling layer" and "ReLU (rectified linear unit)" have two each. */
function namesOf({ term }: Row): string[] {
  return term.split(/[,()]/).map((name) => name.trim()).filter((name) => name !== "");
}

/** Tells whether two words are forms of one: equal but for an ending of up to four letters. */
function alike(a: string, b: string): boolean {
  const [short, long] = [a, b].map((word) => word.toLowerCase()).sort((x, y) =>
    x.length - y.length
  );
  const shared = [...short].findIndex((letter, i) => letter !== long[i]);
  return short === long || `${short}s` === long ||
    (shared < 0 ? short.length : shared) >= Math.max(5, long.length - 4);
}

/** Tells whether each word of a text is a form of one of a name's. */
function isTerm(text: string): boolean {
  const words = text.split(/[ -]/);
  return rows.some((row) =>
    namesOf(row).some((name) => {
      const others = name.split(/[ -]/);
      return words.every((word) => others.some((other) => alike(word, other)));
    })
  );
}

async function notebooks(): Promise<[string, Notebook][]> {
  const names = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name);
  return await Promise.all(
    names.filter((name) => name.endsWith(".ipynb")).sort().map(async (name) =>
      [name, JSON.parse(await Deno.readTextFile(join(FOLDER, name)))] as [string, Notebook]
    ),
  );
}

for (const [name, { cells }] of await notebooks()) {
  Deno.test(`${name} sets in italics what the glossary has, a title, or a word that it stresses`, () => {
    const found = cells.filter((cell) => cell.cell_type === "markdown")
      .flatMap((cell) => italicsIn(joined(cell.source)))
      .filter((text) => !TITLE.test(text) && !STRESSED.has(text.toLowerCase()) && !isTerm(text));
    assert.deepEqual(found, []);
  });
}

Deno.test("isTerm() knows the forms of a term, and no other words", () => {
  for (const text of ["dead", "overfits", "He's weights", "translation equivariant", "kernels"]) {
    assert.equal(isTerm(text), true, text);
  }
  for (const text of ["change", "dead end", "perceptron", "a kernel"]) {
    assert.equal(isTerm(text), false, text);
  }
});

Deno.test("the glossary is sorted, has each name once, and in Chinese too", () => {
  const terms = rows.map(({ term }) => term.toLowerCase());
  assert.ok(terms.length > 100, `${terms.length} terms`);
  assert.deepEqual(terms, terms.toSorted());
  const names = rows.flatMap(namesOf).map((name) => name.toLowerCase());
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  const same = rows.filter(({ chinese }) => !/\p{Script=Han}/u.test(chinese)).map((r) => r.term);
  assert.deepEqual(same, [ // Chinese writes these in Latin letters
    ...["Adam", "IDX", "log-sum-exp", "logit", "MNIST", "ReLU (rectified linear unit)", "softmax"],
  ]);
  for (const { term, meaning } of rows) assert.match(meaning, /^[\p{Lu}\d].*[.]$/u, term);
});

Deno.test("each term of the glossary is in the file that is said to introduce it", async () => {
  const missing: string[] = [];
  for (const row of rows) {
    const text = (await Deno.readTextFile(join(FOLDER, row.file))).toLowerCase();
    const first = namesOf(row).flatMap((name) => name.split(/[ -]/)[0].toLowerCase());
    if (!first.some((word) => text.includes(word.slice(0, 5)))) missing.push(row.term);
  }
  assert.deepEqual(missing, []);
});
