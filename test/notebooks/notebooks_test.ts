import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import {
  answerCell,
  answerMarkdown,
  exercisesOf,
  questionMarkdown,
} from "../../lib/exercises/mod.ts";
import { toldSeconds } from "../../lib/cli/upkeep/notebook.ts";
import { type Cell, joined, type Notebook, textOf } from "../../lib/cli/notebook.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const FOLDER = join(ROOT, "notebooks");

async function notebooks(): Promise<{ name: string; content: Notebook }[]> {
  const entries = await Array.fromAsync(Deno.readDir(FOLDER));
  const names = entries.map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort();
  return await Promise.all(names.map(async (name) => ({
    name,
    content: JSON.parse(await Deno.readTextFile(join(FOLDER, name))),
  })));
}

function code({ cells }: Notebook): Cell[] {
  return cells.filter((cell) => cell.cell_type === "code");
}

for (const { name, content } of await notebooks()) {
  Deno.test(`${name} is a notebook for the Deno kernel whose cells have names`, () => {
    assert.equal(content.nbformat, 4);
    assert.ok(content.nbformat_minor >= 5);
    assert.equal(content.metadata.kernelspec?.name, "deno");
    assert.equal(content.metadata.language_info?.name, "typescript");
    const ids = content.cells.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => /^[a-z0-9-]+$/.test(id)));
  });

  Deno.test(`${name} was executed from top to bottom without an error`, () => {
    code(content).forEach((cell, i) => {
      assert.equal(cell.execution_count, i + 1, `cell "${cell.id}" was run out of order`);
      for (const output of cell.outputs!) assert.notEqual(output.output_type, "error", cell.id);
    });
  });

  Deno.test(`${name} shows the figure or the table with which a cell ends`, () => {
    const imports = code(content).flatMap(({ source }) => [
      ...joined(source).matchAll(/^import \{([^}]+)\} from "@pixel\/convnet\/figures";$/gm),
    ]);
    const shown = new Set(["Table", ...imports.flatMap(([, names]) => names.match(/\w+/g)!)]);
    for (const { id, source, outputs } of code(content)) {
      const last = joined(source).split("\n").findLast((line) => /^[\w(\[]/.test(line));
      const [, made] = last?.match(/^(?:new )?(\w+)\(/) ?? [];
      const isShown = outputs!.some(({ output_type }) => output_type === "execute_result");
      assert.ok(isShown || !shown.has(made), `cell "${id}" does not show its ${made}`);
    }
  });

  Deno.test(`${name} has at most 145 cells, which fit on a screen`, () => {
    assert.ok(content.cells.length <= 145, `${content.cells.length} cells`);
    for (const cell of code(content)) {
      assert.ok(joined(cell.source).split("\n").length <= 16, `cell "${cell.id}" is too long`);
    }
  });

  Deno.test(`${name} says in its first cell how long it takes`, () => {
    assert.ok(toldSeconds(content));
  });

  Deno.test(`${name} colours no code beside a formula: the classic Notebook then forgets the formula`, () => {
    for (const { id, source } of content.cells.filter((cell) => cell.cell_type === "markdown")) {
      const text = joined(source);
      assert.ok(!(/^```\w/m.test(text) && /\$[^$]+\$/.test(text)), id);
    }
  });

  Deno.test(`${name} quotes in its prose what its cells printed`, () => {
    const quote = /<span data-cell="([^"]+)">(.*?)<\/span>/gs;
    for (const cell of content.cells.filter((cell) => cell.cell_type === "markdown")) {
      for (const [, id, text] of joined(cell.source).matchAll(quote)) {
        const source = content.cells.find((other) => other.id === id);
        assert.ok(source, `cell "${cell.id}" quotes cell "${id}", which is not there`);
        const quoted = text.replaceAll(/\s+/g, " "); // lines of prose are wrapped
        assert.ok(textOf(source).includes(quoted), `cell "${id}" does not print "${quoted}"`);
      }
    }
  });

  Deno.test(`${name} has its exercises, each with a question, a cell to answer in and an answer`, () => {
    const texts = content.cells.map((cell) => joined(cell.source));
    for (const exercise of exercisesOf(name.slice(0, 2))) {
      for (const text of [questionMarkdown, answerCell, answerMarkdown]) {
        const there = texts.some((cell) => cell.endsWith(text(exercise)));
        assert.ok(there, `exercise ${exercise.id}: ${text.name} is not there`);
      }
    }
  });

  Deno.test(`${name} links to files that exist`, async () => {
    for (const cell of content.cells.filter((cell) => cell.cell_type === "markdown")) {
      for (const [, target] of joined(cell.source).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        await Deno.stat(join(FOLDER, target));
      }
    }
  });
}

Deno.test("the notebooks that teach take seven minutes together", async () => {
  const all = await notebooks();
  const seconds = all.filter(({ name }) => name < "08").map(({ content }) => toldSeconds(content)!);
  assert.ok(seconds.reduce((a, b) => a + b) <= 420, seconds.join(" + "));
});

/** Lends a folder in the repository, where deno.json's names and rules hold. */
async function inRepository(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: ".cells-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function deno(...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

Deno.test("the cells of every notebook pass deno check and deno lint", () =>
  inRepository(async (folder) => {
    for (const { name, content } of await notebooks()) {
      const cells = code(content).map((cell) => `// ${cell.id}\n${joined(cell.source)}\n`);
      await Deno.writeTextFile(join(folder, name.replace(".ipynb", ".ts")), cells.join("\n"));
    }
    await deno("check", "-q", folder);
    await deno("lint", "-q", folder);
  }));

Deno.test("deno fmt leaves every notebook as it is", () =>
  inRepository(async (folder) => {
    // Not `deno fmt --check`: in Deno 2.9.6 it calls every notebook that it sees for the first time
    // unformatted.
    for (const { name } of await notebooks()) {
      await Deno.copyFile(join(FOLDER, name), join(folder, name));
    }
    await deno("fmt", "-q", folder);
    for (const { name } of await notebooks()) {
      const formatted = await Deno.readTextFile(join(folder, name));
      assert.ok(formatted === await Deno.readTextFile(join(FOLDER, name)), name);
    }
  }));
