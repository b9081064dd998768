import assert from "node:assert/strict";
import type { Notebook, Output } from "../../../lib/cli/notebook.ts";
import { differences, toldSeconds, withKept, withTime } from "../../../lib/cli/upkeep/notebook.ts";

function notebook(outputs: Output[], tags: string[] = []): Notebook {
  const cell = { id: "a", cell_type: "code", metadata: { tags }, source: "1", outputs };
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
}

function printed(text: string): Output {
  return { output_type: "stream", text };
}

function drawn(html: string): Output {
  return { output_type: "display_data", data: { "text/plain": "a figure", "text/html": html } };
}

function compare(before: Output, after: Output, ...tags: string[]): number {
  return differences(notebook([before], tags), notebook([after], tags)).length;
}

Deno.test("differences() finds a changed text and a changed picture", () => {
  assert.equal(compare(printed("12 digits"), printed("12 digits")), 0);
  assert.equal(compare(printed("12 digits"), printed("13 digits")), 1);
  assert.equal(compare(printed("loss 0.5000"), printed("loss 0.5001")), 1);
  assert.equal(compare(drawn("<img 1>"), drawn("<img 1>")), 0);
  assert.equal(compare(drawn("<img 1>"), drawn("<img 2>")), 1);
  assert.equal(differences(notebook([printed("a")]), notebook([])).length, 1);
});

Deno.test("differences() allows what training rounds to differ a little, in trained cells", () => {
  const said = (accuracy: string, loss: string, count = "10,000") =>
    printed(`accuracy ${accuracy} %, loss ${loss} of ${count}`);
  assert.equal(compare(said("98.70", "0.0410"), said("98.31", "0.0432"), "trained"), 0);
  assert.equal(compare(said("98.70", "0.0410"), said("98.10", "0.0410"), "trained"), 1);
  assert.equal(compare(said("98.70", "0.0410"), said("98.70", "0.0610"), "trained"), 1);
  assert.equal(compare(said("98.70", "0.04"), said("98.70", "0.04", "9,999"), "trained"), 1);
  assert.equal(compare(said("98.70", "0.04"), said("99.0", "0.04"), "trained"), 0);
  assert.equal(compare(drawn("<img 1>"), drawn("<img 2>"), "trained"), 0);
});

Deno.test("differences() does not look at cells that vary", () => {
  assert.equal(compare(printed("12.3 s"), printed("45.6 s"), "varies"), 0);
});

Deno.test("withTime() writes the seconds into the first cell, in fives or tens", () => {
  const cell = (source: string) => ({ id: "a", cell_type: "markdown", metadata: {}, source });
  const before = {
    ...notebook([]),
    cells: [
      cell("**It takes** about 40 s\non two cores, half\na minute more"),
      cell("40 s on two cores"),
    ],
  };
  for (const [seconds, told] of [[0.4, 5], [22.6, 25], [57, 55], [103, 100]]) {
    const after = withTime(before, seconds);
    assert.equal(toldSeconds(after), told);
    assert.equal(after.cells[0].source, before.cells[0].source.replace("40", `${told}`));
    assert.equal(after.cells[1], before.cells[1]);
  }
  assert.equal(toldSeconds(notebook([])), undefined);
});

Deno.test("a cell tagged kept stores what it stored, and must still say the same", () => {
  const [before, after] = [
    notebook([drawn("<img>")], ["kept"]),
    notebook([drawn("<iframe>")], ["kept"]),
  ];
  assert.deepEqual(withKept(before, after), before);
  assert.deepEqual(withKept(before, notebook([drawn("<iframe>")])), notebook([drawn("<iframe>")]));
  assert.equal(compare(drawn("<img>"), drawn("<iframe>"), "kept"), 0);
  assert.equal(compare(drawn("<img>"), printed("an error"), "kept"), 1);
});
