import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { refuseUnconnected } from "../../lib/backend/artifacts/connections.ts";
import { whyNotBuilt } from "../../lib/backend/artifacts/artifacts.ts";
import { useWasm } from "../../lib/backend/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { join } from "@std/path";
import { inFolder } from "../cli/deno_task.ts";

await useWasm();

/** Two branches that are added, one of them through a model within the model, and a layer used twice. */
function branched(): tf.LayersModel {
  const { add, dense } = tf.layers;
  const inner = tf.sequential({ name: "inner", layers: [dense({ units: 3, inputShape: [3] })] });
  const shared = dense({ units: 3, name: "shared" });
  const input = tf.input({ shape: [3], name: "numbers" });
  const once = shared.apply(input) as tf.SymbolicTensor;
  const twice = shared.apply(inner.apply(once) as tf.SymbolicTensor) as tf.SymbolicTensor;
  const outputs = add({ name: "sum" }).apply([once, twice]) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs });
}

// deno-lint-ignore no-explicit-any -- JSON
const topologyOf = (model: tf.LayersModel): any =>
  JSON.parse(JSON.stringify(model.toJSON(null, false)));

Deno.test("refuseUnconnected() lets models pass that tfjs can build", async () => {
  for (
    const model of [
      branched(),
      tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }),
    ]
  ) {
    const topology = topologyOf(model);
    refuseUnconnected(topology);
    refuseUnconnected({ model_config: topology });
    await tf.models.modelFromJSON(topology);
  }
});

Deno.test("refuseUnconnected() refuses what tfjs would wait for without end", () => {
  const spoilt: [string, (layer: Record<string, unknown>) => void][] = [
    ["numbers", (layer) => layer.name = "letters"],
    ["sum", (layer) => (layer.inbound_nodes as unknown[][][])[0][1][0] = "other"],
    ["sum", (layer) => (layer.inbound_nodes as unknown[][][])[0][1][1] = 7],
    ["sum", (layer) => layer.inbound_nodes = [[["sum", 0, 0, {}]]]],
    ["shared", (layer) => layer.inbound_nodes = [[5]]],
    ["shared", (layer) => layer.inbound_nodes = []],
  ];
  for (const [name, spoil] of spoilt) {
    const topology = topologyOf(branched());
    spoil(topology.config.layers.find((layer: { name: string }) => layer.name === name));
    assert.throws(
      () => refuseUnconnected(topology),
      /^RangeError: its layer "\w+" takes the output of a layer that is not there$/,
    );
  }
});

Deno.test("loadModel() refuses a network whose layers hang in the air, in a sentence", () =>
  inFolder(async (folder) => {
    const topology = topologyOf(branched());
    topology.config.layers[0].name = "letters";
    const file = { modelTopology: topology, weightsManifest: [{ paths: [], weights: [] }] };
    await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(file));
    await assert.rejects(loadModel(folder), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^Cannot load the network in .*model\.json: its layer "\w+" takes/,
      );
      return true;
    });
  }));

Deno.test("whyNotBuilt() passes on what tfjs says, but not its crashes", () => {
  const unknown = "Unknown layer: Dance. This may be due to one of the following reasons:\n1. …";
  assert.equal(whyNotBuilt(new Error(unknown)), "Unknown layer: Dance");
  for (
    const error of [
      new TypeError("Cannot read properties of undefined (reading 'shape')"),
      new TypeError("layers.flatMap is not a function"),
      new Error("Unknown layer: [object Object]. This may be due to one of the following reasons:"),
      new Error("Unknown layer: . This may be due to one of the following reasons:"),
      new Error(""),
      new Error("Expected units to be a positive integer, but got undefined."),
    ]
  ) {
    assert.equal(
      whyNotBuilt(error),
      "its layers are damaged, or of a kind that tfjs does not know",
    );
  }
});
