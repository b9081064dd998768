import assert from "node:assert/strict";
import { compressionTable } from "../../../lib/cli/upkeep/compress_table.ts";
import { task } from "../deno_task.ts";

const run = {
  ...{ parameters: 100, gzipBytes: 90, validationAccuracy: 0.98 },
  millisecondsPerDigit: 0.1,
};

Deno.test("compressionTable() gives a row to each recipe, with its largest file, and then to others", () => {
  const table = compressionTable({
    recipes: {
      small: {
        about: "made small",
        runs: [
          { ...run, seed: 1, bytes: 80, testAccuracy: 0.98 },
          { ...run, seed: 2, bytes: 82, testAccuracy: 0.982 },
        ],
      },
    },
    anchors: [{ name: "X", bytes: 5, testAccuracy: 0.9, source: "https://x", note: "theirs: one" }],
  });
  assert.deepEqual(table.rows, [
    ["`small`", "made small", 100, 82, "98.10 ± 0.14 %", 2],
    ["[X](https://x)", "theirs: one", "–", 5, "90.00 %", "theirs"],
  ]);
});

Deno.test("compress --help lists the recipes, and a recipe that is none trains nothing", async () => {
  const help = await task(["compress", "--help"]);
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /"int4-aware"[^]*"tiny"/);
  const misspelt = await task(["compress", "--recipe", "int5"]);
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /int5/);
});
