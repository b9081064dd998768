import assert from "node:assert/strict";
import { resultsTable } from "../../../lib/cli/upkeep/results_table.ts";
import { RECIPES } from "../../../lib/training/mod.ts";

/** The cells of a recipe's row, with the given accuracies on the test digits. */
function row(accuracies: readonly number[]) {
  const runs = accuracies.map((testAccuracy, i) => ({
    seed: i + 1,
    validationAccuracy: 0.5,
    testAccuracy,
    trainSeconds: 10 * (i + 1),
  }));
  const result = { recipe: RECIPES.mlp, parameters: 101_770, workers: 2, machine: "x", runs };
  return resultsTable({ recipes: { mlp: result } }).rows[0];
}

Deno.test("resultsTable() gives the mean, the standard deviation of a sample, and the median time", () => {
  // Around 0.90: 0.01, 0, 0.01 off, so that the squares sum to 0.0002 and √(0.0002 / 2) = 0.01.
  const [name, parameters, epochs, accuracy, seeds, seconds, command] = row([0.89, 0.9, 0.91]);
  assert.deepEqual([name, parameters, epochs, seeds], ["`mlp`", 101_770, 5, 3]);
  assert.equal(accuracy, "90.00 ± 1.00 %");
  assert.equal(seconds, "20.0 s");
  assert.equal(command, "`deno task results --recipe mlp --seeds 3`");
});

Deno.test("resultsTable() of one seed has no spread", () => {
  assert.equal(row([0.9])[3], "90.00 ± 0.00 %");
});
