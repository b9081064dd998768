import assert from "node:assert/strict";
import {
  compressionTable,
  integerText,
  storedText,
} from "../../../lib/cli/upkeep/compress_table.ts";
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
        recipe: {},
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

Deno.test("integerText() tells the least agreement and the median times of each recipe that has some", () => {
  const integer = { testAccuracy: 0.98, millisecondsPerDigit: 0.5, wasmMillisecondsPerDigit: 0.1 };
  const runs = [0.9998, 0.9991, 0.9999].map((agreement, i) => ({
    ...{ ...run, seed: i, bytes: 80, testAccuracy: 0.98 },
    integer: { ...integer, agreement, millisecondsPerDigit: 0.25 * (i + 1) },
  }));
  const text = integerText({
    recipes: {
      a: { about: "", recipe: {}, runs },
      b: { about: "", recipe: {}, runs: [{ ...runs[0], integer: undefined }] },
    },
    anchors: [],
  });
  assert.equal(
    text,
    "In whole numbers `a` reads at least 9,991 of 10,000 test digits as tfjs does with the same " +
      "weights, in 0.50 ms per digit in plain loops and 0.10 ms in WebAssembly.",
  );
});

Deno.test("storedText() names the network with the best validation accuracy, not the best on the test", () => {
  const runs = [
    { ...run, seed: 1, bytes: 80, validationAccuracy: 0.97, testAccuracy: 0.99 },
    { ...run, seed: 2, bytes: 81, validationAccuracy: 0.98, testAccuracy: 0.981 },
  ];
  const text = storedText({ recipes: { tiny: { about: "", recipe: {}, runs } }, anchors: [] });
  assert.match(text, /: 81 bytes, and 98\.10 % of the test digits\.$/);
  assert.equal(storedText({ recipes: {}, anchors: [] }), "");
});

Deno.test("compress --help lists the recipes, and a recipe that is none trains nothing", async () => {
  const help = await task(["compress", "--help"]);
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /"int4-aware"[^]*"tiny"/);
  const misspelt = await task(["compress", "--recipe", "int5"]);
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /int5/);
});
