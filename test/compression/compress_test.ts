import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import {
  coded,
  type Codings,
  compress,
  COMPRESSION_RECIPES,
  type CompressionRecipe,
  firstTraining,
  type WeightedLayer,
} from "../../lib/compression/mod.ts";
import { options } from "../training/few_steps.ts";

await useWasm();

/** A recipe with a moment of training. */
function short(name: string, changes: Partial<CompressionRecipe> = {}): CompressionRecipe {
  const { training, retraining, ...others } = COMPRESSION_RECIPES[name];
  const brief = { epochs: 1, batchSize: 50 };
  return {
    ...others,
    training: { ...training, ...brief },
    ...(retraining ? { retraining: { ...retraining, ...brief } } : {}),
    ...changes,
  };
}

Deno.test("compress() keeps the weights that it pruned at zero while the others learn", async () => {
  const { network } = await compress(short("pruned"), options);
  for (const layer of network!.layers) {
    if (!("kernel" in layer)) continue;
    const { codes } = layer.kernel;
    const zeros = codes.filter((code) => code === 0).length;
    assert.ok(zeros >= Math.floor(0.7 * codes.length), `${zeros} of ${codes.length}`);
    assert.ok(zeros < codes.length);
  }
});

Deno.test("compress() makes two thin layers of the last one", async () => {
  const { network, model } = await compress(short("low-rank"), options);
  const shapes = network!.layers.flatMap((layer) =>
    layer.kind === "dense" ? [layer.kernel.shape] : []
  );
  assert.deepEqual(shapes, [[1600, 6], [6, 10]]);
  assert.deepEqual(model.outputs[0].shape, [null, 10]);
});

Deno.test("compress() folds a tiny network that keeps floating point", async () => {
  const { network, model } = await compress(short("few-parameters"), options);
  assert.equal(network, undefined);
  assert.equal(model.countParams(), 674);
  assert.ok(model.layers.every((layer) => layer.getClassName() !== "BatchNormalization"));
});

Deno.test("compress() refuses a recipe with a teacher where there is none", async () => {
  await assert.rejects(compress(short("taught-pupil"), options), /the recipe needs a teacher/);
});

Deno.test("compress() keeps the scales of the first training where the recipe fixes them", async () => {
  for (const fixedScales of [true, false]) {
    const recipe = short("tiny", { fixedScales }), trained = await firstTraining(recipe, options);
    const output = trained.getLayer("output").getWeights()[0];
    const place = { name: "output/kernel", shape: output.shape };
    const { scales } = coded(
      output.dataSync() as Float32Array,
      place,
      recipe.codings as Codings,
    );
    const { network } = await compress(recipe, { ...options, trained });
    const last = network!.layers.at(-1) as WeightedLayer; // no normalisation follows
    assert.equal(`${last.kernel.scales}` === `${scales}`, fixedScales);
  }
});
