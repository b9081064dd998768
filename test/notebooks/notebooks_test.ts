import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import {
  answerCell,
  answerMarkdown,
  exercisesOf,
  questionMarkdown,
} from "../../lib/exercises/mod.ts";
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

  Deno.test(`${name} has cells that fit on a screen`, () => {
    for (const cell of code(content)) {
      assert.ok(joined(cell.source).split("\n").length <= 18, `cell "${cell.id}" is too long`);
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

Deno.test("the cells of every notebook pass deno check and deno lint", async () => {
  // In the repository, so that deno.json's names and rules hold.
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: ".cells-" });
  try {
    const files: string[] = [];
    for (const { name, content } of await notebooks()) {
      const file = join(folder, name.replace(".ipynb", ".ts"));
      await Deno.writeTextFile(
        file,
        code(content).map((cell) => `// ${cell.id}\n${joined(cell.source)}\n`).join("\n"),
      );
      files.push(file);
    }
    if (files.length === 0) return;
    for (const tool of ["check", "lint"]) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [tool, "-q", ...files],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
