import assert from "node:assert/strict";
import * as backend from "../lib/backend/mod.ts";
import * as dataset from "../lib/dataset/mod.ts";
import * as root from "../lib/mod.ts";
import * as training from "../lib/training/mod.ts";

Deno.test("the root exports what a program needs, and no name that says nothing without its room", () => {
  assert.deepEqual(Object.keys(root).sort(), [
    ...["Evaluation", "RECIPES", "Table", "UserError", "builtinDigits", "cnn", "evaluate"],
    ...[
      "findDigits",
      "loadCheckpoint",
      "loadModel",
      "meanAndRange",
      "mlp",
      "normal",
      "predict",
      "random",
    ],
    ...[
      "readPhoto",
      "readPicture",
      "saveCheckpoint",
      "saveModel",
      "shuffled",
      "splitValidation",
      "train",
    ],
    ...["useBackend", "useWasm"],
  ]);
});

Deno.test("what only training's workers need is not public", () => {
  const internal = [
    "batchNorm",
    "dropout",
    "checkHyperparameters",
    "forward",
    "gatherAugmentedFrom",
    "emptyBatch",
    "gatherBytes",
    "pixels",
  ];
  for (const room of [backend, dataset, training]) {
    for (const name of internal) assert.ok(!(name in room), name);
  }
  assert.equal(dataset.gatherAugmented.length, 3);
});
