import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { join, relative, toFileUrl } from "@std/path";
import { useWasm } from "../../lib/backend/mod.ts";
import { asKeras2, isKeras3 } from "../../lib/backend/artifacts/keras.ts";
import { loadModel, mlp } from "../../lib/model/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { inFolder } from "../cli/deno_task.ts";

await useWasm();

/**
 * A model of Keras 3.15, converted by tensorflowjs 4.22 from an HDF5 file or from a `.keras` file, and
 * what Keras answers to 144 numbers from −1 to 1.
 */
interface Case {
  readonly model: tf.io.ModelJSON;
  /** In base64. */
  readonly weights: string;
  readonly output: readonly number[];
}

async function caseOf(name: string): Promise<Case> {
  const url = new URL(`keras3/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url));
}

async function write(folder: string, { model, weights }: Case): Promise<void> {
  await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(model));
  const file = join(folder, model.weightsManifest[0].paths[0]);
  await Deno.writeFile(file, Uint8Array.fromBase64(weights));
}

async function answers(model: tf.LayersModel): Promise<number[]> {
  const x = tf.linspace(-1, 1, 144).reshape([2, 6, 6, 2]);
  return Array.from(await (model.predict(x) as tf.Tensor).data());
}

for (const name of ["mixed-h5", "mixed-keras", "sequential-h5", "sequential-keras"]) {
  Deno.test(`${name}, saved by Keras 3, answers as in Keras, from a folder and from file://`, () =>
    inFolder(async (folder) => {
      const kept = await caseOf(name);
      await write(folder, kept);
      const url = `${toFileUrl(folder)}/model.json`;
      for (const model of [await loadModel(folder), await tf.loadLayersModel(url)]) {
        const found = await answers(model);
        assert.equal(found.length, kept.output.length);
        found.forEach((y, i) => assert.ok(Math.abs(y - kept.output[i]) < 1e-6, `${y}`));
        model.dispose();
      }
    }));
}

Deno.test("a Keras 3 model is known by its shapes too, and one of Keras 2 is left alone", async () => {
  const { model: { modelTopology } } = await caseOf("sequential-h5");
  assert.ok(isKeras3(modelTopology));
  const { keras_version: _, ...nameless } = modelTopology as Record<string, unknown>;
  assert.ok(isKeras3(nameless));
  assert.ok(!isKeras3(JSON.parse(mlp(1).toJSON(null, true) as string)));
  assert.ok(!isKeras3({ keras_version: "2.15.0", model_config: {} }));
});

Deno.test("a model of Keras 2 loads with its names and shapes as they are", () =>
  inFolder(async (folder) => {
    const dense = { units: 2, activation: "linear", use_bias: false, name: "dense_7" };
    const config = { ...dense, dtype: "float32", trainable: true, batch_input_shape: [null, 3] };
    const paths = ["group1-shard1of1.bin"];
    const weights = [{ name: "dense_7/kernel", shape: [3, 2], dtype: "float32" }];
    const model = {
      format: "layers-model",
      generatedBy: "keras v2.15.0",
      modelTopology: {
        keras_version: "2.15.0",
        backend: "tensorflow",
        model_config: {
          class_name: "Sequential",
          config: { name: "old", layers: [{ class_name: "Dense", config }] },
        },
      },
      weightsManifest: [{ paths, weights }],
    };
    await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(model));
    const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
    await Deno.writeFile(join(folder, paths[0]), bytes);
    const answer = (await loadModel(folder)).predict(tf.tensor2d([[1, 10, 100]])) as tf.Tensor;
    assert.deepEqual([...await answer.data()], [531, 642]);
  }));

Deno.test("settings of Keras 3 that tfjs would leave out are refused in a sentence", () =>
  inFolder(async (folder) => {
    const kept = await caseOf("sequential-h5");
    const text = JSON.stringify(kept.model).replace('"groups":1', '"groups":2');
    await write(folder, { ...kept, model: JSON.parse(text) });
    await assert.rejects(loadModel(folder), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /layer "conv2d" has groups 2, which tfjs does not know$/);
      return true;
    });
    const named = [{ args: [], kwargs: { x: { class_name: "__keras_tensor__", config: {} } } }];
    const called = { class_name: "LSTM", name: "l", config: { name: "l" }, inbound_nodes: named };
    assert.throws(() => asKeras2(called), /layer "l" is called with tensors by name/);
  }));

Deno.test("an optimizer's state in a .keras file is passed over, a weight without a layer is not", () =>
  inFolder(async (folder) => {
    const kept = await caseOf("sequential-keras");
    const [group] = kept.model.weightsManifest;
    const bytes = Uint8Array.of(...Uint8Array.fromBase64(kept.weights), 0, 0, 0, 0);
    const withMore = (name: string): Case => ({
      ...kept,
      weights: bytes.toBase64(),
      model: {
        ...kept.model,
        weightsManifest: [{
          ...group,
          weights: [...group.weights, { name, shape: [], dtype: "float32" }],
        }],
      },
    });
    for (const name of ["optimizer/vars/0", "layers/dropout/seed_generator/vars/0"]) {
      await write(folder, withMore(name));
      (await answers(await loadModel(folder))).forEach((y, i) =>
        assert.ok(Math.abs(y - kept.output[i]) < 1e-6)
      );
    }
    await write(folder, withMore("layers/dense_2/vars/0"));
    await assert.rejects(
      loadModel(folder),
      /it has no layer for the weight layers\/dense_2\/vars\/0/,
    );
  }));

Deno.test("model.save and tf.loadLayersModel take file:// addresses, and write whole files", () =>
  inFolder(async (folder) => {
    const model = mlp(3), place = join(folder, "a place"), url = toFileUrl(place).href;
    const saved = await model.save(url);
    assert.equal(saved.modelArtifactsInfo.weightDataBytes, 4 * 101_770);
    const names = Array.from(Deno.readDirSync(place), ({ name }) => name).sort();
    assert.match(names.join(), /^model\.json,weights-[0-9a-f]{8}\.bin$/);
    for (const address of [`${url}/model.json`, url]) {
      const loaded = await tf.loadLayersModel(address);
      const [ours, theirs] = [loaded, model].map((m) => m.getWeights()[0].dataSync());
      assert.deepEqual(ours, theirs);
    }
    assert.equal(
      (await loadModel(place)).countParams(),
      101_770,
      "the library's own loader reads it",
    );

    const small = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 1 })] });
    small.compile({ optimizer: "adam", loss: "meanSquaredError" });
    const fit = (model: tf.LayersModel) =>
      model.fit(tf.ones([1, 3]), tf.ones([1, 1]), { epochs: 3 });
    await fit(small);
    await small.save(url, { includeOptimizer: true });
    const again = await tf.loadLayersModel(url);
    const losses = [await fit(small), await fit(again)].map(({ history }) => history.loss);
    assert.deepEqual(losses[1], losses[0], "compiled, with the optimizer's state");

    const [weights] = [...Deno.readDirSync(place)].filter(({ name }) => name.endsWith(".bin"));
    const bytes = await Deno.readFile(join(place, weights.name));
    bytes[5] ^= 1;
    await Deno.writeFile(join(place, weights.name), bytes);
    await assert.rejects(tf.loadLayersModel(url), /do not match their checksum/);
    await assert.rejects(tf.loadLayersModel("file:///no/such/model.json"), /there is no such file/);
  }));

Deno.test("a relative file:// address, as tfjs has it in Node, is a path", () =>
  inFolder(async (folder) => {
    const url = `file://${relative(Deno.cwd(), folder)}/mlp`;
    await mlp(1).save(url);
    await Deno.stat(join(folder, "mlp", "model.json"));
    assert.equal((await tf.loadLayersModel(`${url}/model.json`)).name, "mlp");
  }));
