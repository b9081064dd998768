import assert from "node:assert/strict";
import { jupyterDisplay } from "../lib/jupyter.ts";
import { meanAndRange, Table } from "../lib/table.ts";

Deno.test("a column of numbers stands to the right, however they are written", () => {
  const table = new Table(["layer", "shape", "count", "share", "right", "loss", "gap"], [
    ["conv1", "26 × 26 × 32", 320, "0.9 %", "8 of 9,634", "2.30", "3.7e-7"],
    ["output", "10", 16_010, "46.0 %", "88 of 10,000", "–", "0.094"],
  ]);
  assert.deepEqual(table.toString().split("\n"), [
    "layer   shape          count   share         right  loss     gap",
    "──────  ────────────  ──────  ──────  ────────────  ────  ──────",
    "conv1   26 × 26 × 32     320   0.9 %    8 of 9,634  2.30  3.7e-7",
    "output  10            16,010  46.0 %  88 of 10,000     –   0.094",
  ]);
  assert.equal(
    table.toMarkdown().split("\n")[1],
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
  );
});

Deno.test("a small number is not shown as none, and a bar in a cell parts no columns", () => {
  const table = new Table(["rate", "what"], [[0.00001, "a | b"], [0, "c"], [-0.0005, "d"]]);
  assert.match(table.toString(), /0\.00001 .*\n +0 .*\n-0\.0005/);
  assert.equal(table.toMarkdown().split("\n")[2], "| 0.00001 | a \\| b |");
});

Deno.test("a table's columns line up under Chinese text, whose characters are two columns wide", () => {
  const [head, , first, second] = String(
    new Table(["term", "meaning"], [["卷积", "slides"], ["ReLU", "bends"]]),
  ).split("\n");
  assert.equal(head, "term  meaning");
  assert.equal(first, "卷积  slides");
  assert.equal(second, "ReLU  bends");
});

Deno.test("a notebook's table is HTML in which cells cannot put markup, numbers to the right", () => {
  const table = new Table(["a < b", "n"], [["<b>&", 1_234]]);
  assert.deepEqual(table[jupyterDisplay](), {
    "text/plain": String(table),
    "text/html": '<table><thead><tr><th style="text-align: left">a &lt; b</th>' +
      '<th style="text-align: right">n</th></tr></thead><tbody><tr>' +
      '<td style="text-align: left">&lt;b&gt;&amp;</td>' +
      '<td style="text-align: right">1,234</td></tr></tbody></table>',
  });
});

Deno.test("meanAndRange() gives the mean of shares, the lowest and the highest", () => {
  assert.equal(meanAndRange([0.5, 0.25]), "37.5 % (25.0 to 50.0)");
  assert.throws(() => meanAndRange([]), RangeError);
});
