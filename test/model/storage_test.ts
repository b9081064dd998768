import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { UserError } from "../../lib/errors.ts";
import {
  cnn,
  loadModel,
  mlp,
  modelFiles,
  modelFromFiles,
  type NetworkFile,
  saveModel,
} from "../../lib/model/mod.ts";
import { inTime } from "../slowness.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The network's output for four fixed images. */
function said(model: tf.LayersModel): number[] {
  return tf.tidy(() => {
    const images = tf.randomUniform([4, 28, 28, 1], 0, 1, "float32", 5);
    return Array.from((model.predict(images) as tf.Tensor).dataSync());
  });
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

async function weightsFile(folder: string): Promise<string> {
  return join(folder, (await names(folder)).find((name) => name.endsWith(".bin"))!);
}

Deno.test("a saved network predicts bit for bit the same after loading", () =>
  inFolder(async (folder) => {
    const model = cnn(4);
    await saveModel(model, join(folder, "new", "folder"));
    const loaded = await loadModel(join(folder, "new", "folder"));
    assert.deepEqual(said(loaded), said(model));
    assert.deepEqual(loaded.layers.map((l) => l.name), model.layers.map((l) => l.name));
  }));

Deno.test("saving over a network leaves the new one alone", () =>
  inFolder(async (folder) => {
    await saveModel(mlp(1), folder);
    const second = mlp(2);
    await saveModel(second, folder);
    assert.equal((await names(folder)).length, 2);
    assert.deepEqual(said(await loadModel(folder)), said(second));
  }));

Deno.test("a save that is cut off before its end leaves the old network whole", () =>
  inFolder(async (folder) => {
    const first = mlp(1);
    await saveModel(first, folder);
    // What stands there when the second save ends after its weights and before its model.json.
    const spare = join(folder, "spare");
    await saveModel(mlp(2), spare);
    await Deno.copyFile(await weightsFile(spare), join(folder, "weights-00000000.bin"));
    assert.deepEqual(said(await loadModel(folder)), said(first));
  }));

Deno.test("tf.loadLayersModel() reads a saved network from a web server", () =>
  inFolder(async (folder) => {
    const model = cnn(4);
    await saveModel(model, folder);
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (r) => {
      return new Response(await Deno.readFile(join(folder, new URL(r.url).pathname)));
    });
    try {
      const url = `http://127.0.0.1:${server.addr.port}/model.json`;
      assert.deepEqual(said(await tf.loadLayersModel(url)), said(model));
    } finally {
      await server.shutdown();
    }
  }));

/** Sees that a promise is refused with one sentence for the user. */
async function refuses(work: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof UserError, String(error.stack));
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
}

/** Changes that a test makes in a `model.json`. */
// deno-lint-ignore no-explicit-any
type Json = any;

/** Rewrites a folder's `model.json` without checksums, as an earlier version or tfjs itself writes it. */
async function withoutChecksums(folder: string, change: (model: Json) => void = () => {}) {
  const path = join(folder, "model.json");
  const { sha256: _, ...model } = JSON.parse(await Deno.readTextFile(path));
  for (const group of model.weightsManifest) delete group.sha256;
  change(model);
  await Deno.writeTextFile(path, JSON.stringify(model));
}

Deno.test("loadModel() says what is wrong with a folder, in one sentence", () =>
  inFolder(async (folder) => {
    const topology = join(folder, "model.json");
    const fails = (message: RegExp) => refuses(loadModel(folder), message);
    await fails(/model\.json: there is no such file\. Train one first/);

    await saveModel(mlp(1), folder);
    const sealed = await Deno.readTextFile(topology);
    await Deno.writeTextFile(topology, sealed.slice(0, 500));
    await fails(/does not match its checksum; the file is damaged or was edited/);

    await Deno.writeTextFile(topology, sealed);
    await withoutChecksums(folder);
    const whole = await Deno.readTextFile(topology);
    await Deno.writeTextFile(topology, whole.slice(0, 500));
    await fails(/the file is cut off or is not JSON/);

    for (const other of ['{"name": "something else"}', "null", "[]", '{"modelTopology": 1}']) {
      await Deno.writeTextFile(topology, other);
      await fails(/not a LayersModel/);
    }

    await Deno.writeTextFile(topology, whole.replace('"Dense"', '"Dance"'));
    await fails(/Dance/);

    await Deno.writeTextFile(topology, whole);
    await Deno.truncate(await weightsFile(folder), 1_000);
    await fails(/lists 407080 bytes of weights, its files hold 1000/);

    await Deno.remove(await weightsFile(folder));
    await fails(/weights-[0-9a-f]+\.bin: there is no such file/);
  }));

Deno.test("saveModel() says where it could not write", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await assert.rejects(saveModel(mlp(1), join(folder, "file")), UserError);
  }));

Deno.test("one flipped bit anywhere in a saved network is noticed", () =>
  inFolder(async (folder) => {
    await saveModel(mlp(1), folder);
    for (const file of [join(folder, "model.json"), await weightsFile(folder)]) {
      const whole = await Deno.readFile(file);
      for (let i = 0; i < 30; i++) {
        const damaged = whole.slice();
        damaged[Math.floor((i + 0.5) * whole.length / 30)] ^= 1 << i % 8;
        await Deno.writeFile(file, damaged);
        await refuses(loadModel(folder), /match (its|their) checksum/);
      }
      await Deno.writeFile(file, whole);
    }
    await loadModel(folder);
  }));

Deno.test("a network without checksums loads with a notice, one with them without", () =>
  inFolder(async (folder) => {
    const notices: string[] = [];
    const options = { onNotice: (sentence: string) => notices.push(sentence) };
    await saveModel(mlp(1), folder);
    const before = said(await loadModel(folder, options));
    assert.deepEqual(notices, []);
    await withoutChecksums(folder);
    assert.deepEqual(said(await loadModel(folder, options)), before);
    assert.match(notices.join(), /model\.json carries no checksum: an earlier version or another/);
    // Without its own checksum, but with that of its weights, it is not an earlier version's.
    await saveModel(mlp(1), folder);
    const text = await Deno.readTextFile(join(folder, "model.json"));
    await Deno.writeTextFile(join(folder, "model.json"), "{" + text.slice(77));
    await refuses(loadModel(folder), /its checksum is gone; the file is damaged or was edited/);
  }));

Deno.test("a network with a weight that is not finite is not saved, and the good one stays", () =>
  inFolder(async (folder) => {
    const good = mlp(1), bad = mlp(2);
    await saveModel(good, folder);
    for (const value of [NaN, Infinity]) {
      const bias = tf.tensor1d(new Float32Array(10).fill(0, 1).fill(value, 0, 1));
      bad.setWeights([...bad.getWeights().slice(0, 3), bias]);
      await refuses(saveModel(bad, folder), /hidden|output/);
      await refuses(saveModel(bad, folder), /^Cannot save .* holds a weight that is not a finite/);
    }
    assert.equal((await names(folder)).length, 2);
    assert.deepEqual(said(await loadModel(folder)), said(good));
  }));

Deno.test("saveModel() removes what killed saves left, and nothing else", () =>
  inFolder(async (folder) => {
    const left = ["weights-01234567.bin.89abcdef.tmp", "model.json.01234567.tmp"];
    const others = ["notes.txt", "weights-mine.bin", "weights-mine.bin.01234567.tmp"];
    for (const name of [...left, ...others]) await Deno.writeTextFile(join(folder, name), "");
    await saveModel(mlp(1), folder);
    const now = (await names(folder)).filter((name) =>
      !/^(model\.json|weights-\w{8}\.bin)$/.test(name)
    );
    assert.deepEqual(now, others);
  }));

Deno.test("loadModel() reads plain files of its own folder alone", () =>
  inFolder(async (outer) => {
    const folder = join(outer, "network"), elsewhere = join(outer, "weights.bin");
    await saveModel(mlp(1), folder);
    const weights = await weightsFile(folder);
    await Deno.copyFile(weights, elsewhere);
    const names = (paths: unknown) =>
      withoutChecksums(folder, (model) => model.weightsManifest[0].paths = paths);
    const odd = ["../weights.bin", elsewhere, "..", "", null, 7, {}, "a\\b", "c:d", "a\0b"];
    for (const path of odd) {
      await names([path]);
      await refuses(loadModel(folder), /is not the plain name of a file beside it/);
    }
    await names(["a", "a"]);
    await refuses(loadModel(folder), /it names a file of weights twice/);
    await names(null);
    await refuses(loadModel(folder), /not a LayersModel/);
    await Deno.remove(weights);
    await Deno.symlink("/dev/zero", weights);
    await names([weights.split("/").at(-1)]);
    await refuses(loadModel(folder), /its files hold 0;/);
  }));

Deno.test("loadModel() takes no more memory than the weights' files justify, and says so at once", () =>
  inFolder(async (folder) => {
    await saveModel(mlp(1), folder);
    const start = performance.now();
    const layers = (model: Json) => model.modelTopology.config.layers;
    await withoutChecksums(
      folder,
      (m) => layers(m)[0].config.batch_input_shape = [null, 280_000, 28, 1],
    );
    await refuses(
      loadModel(folder),
      /its layers ask for more weights than the 101770 that its files/,
    );
    await saveModel(mlp(1), folder);
    await withoutChecksums(folder, (m) => layers(m)[1].config.units = 1e9);
    await refuses(loadModel(folder), /its layers ask for more weights than the 101770/);
    await saveModel(mlp(1), folder);
    await withoutChecksums(folder, (m) => m.weightsManifest[0].weights[0].shape = [1e9, 1e9]);
    await refuses(loadModel(folder), /lists 40{9,}\d+ bytes of weights, its files hold 407080/);
    await saveModel(mlp(1), folder);
    for (const shape of [[-784, 128], [784.5, 128], ["784", 128], [null], {}]) {
      await withoutChecksums(folder, (m) => m.weightsManifest[0].weights[0].shape = shape);
      await refuses(loadModel(folder), /not a LayersModel/);
    }
    await saveModel(mlp(1), folder);
    await withoutChecksums(folder, (m) =>
      m.weightsManifest[0].weights = [
        { name: "huge", shape: [2 ** 38], dtype: "float32" },
      ]);
    await Deno.truncate(await weightsFile(folder), 2 ** 40); // a hole on disk
    await refuses(loadModel(folder), /1099511627776 bytes are more than the memory can hold/);
    await Deno.truncate(join(folder, "model.json"), 2 ** 40);
    await refuses(
      loadModel(folder),
      /model.json: expected at most 4194304 bytes, found 1099511627776/,
    );
    assert.ok(inTime(performance.now() - start, 5_000));
  }));

Deno.test("loadModel() loads networks of other layers that tfjs has", () =>
  inFolder(async (folder) => {
    const { layers } = tf;
    const lstm = layers.lstm({ units: 3, returnSequences: true });
    const model = tf.sequential({
      layers: [
        layers.reshape({ inputShape: [28, 28, 1], targetShape: [28, 28] }),
        layers.bidirectional({ layer: lstm, mergeMode: "concat" }),
        layers.timeDistributed({ layer: layers.dense({ units: 4 }) }),
        layers.gru({ units: 4, returnSequences: true }),
        layers.reshape({ targetShape: [28, 4, 1] }),
        layers.separableConv2d({ filters: 2, kernelSize: 3, padding: "same" }),
        layers.depthwiseConv2d({ kernelSize: 3 }),
        layers.batchNormalization(),
        layers.prelu(),
        layers.flatten(),
        layers.layerNormalization(),
        layers.dense({ units: 10, activation: "softmax" }),
      ],
    });
    await saveModel(model, folder);
    assert.deepEqual(said(await loadModel(folder)), said(model));
  }));

Deno.test("what a program noted in a network is saved and loaded with it", () =>
  inFolder(async (folder) => {
    const model = mlp(1);
    model.setUserDefinedMetadata({ note: "trained by hand" });
    await saveModel(model, folder);
    const loaded = await loadModel(folder);
    assert.deepEqual(loaded.getUserDefinedMetadata(), { note: "trained by hand" });
  }));

Deno.test("a network in half precision takes half of the bytes, and tfjs itself loads it", () =>
  inFolder(async (folder) => {
    const model = cnn(3);
    const single = join(folder, "single"), half = join(folder, "half");
    await saveModel(model, single);
    await saveModel(model, half, { halfPrecision: true });
    const size = async (where: string) => {
      const files = await Array.fromAsync(Deno.readDir(where), ({ name }) => name);
      const weights = files.find((name) => name.endsWith(".bin"))!;
      return (await Deno.stat(join(where, weights))).size;
    };
    assert.equal(await size(single), 4 * model.countParams());
    assert.equal(await size(half), 2 * model.countParams());
    const loaded = await loadModel(half);
    for (const [i, weight] of model.getWeights().entries()) {
      const before = await weight.data(), after = await loaded.getWeights()[i].data();
      before.forEach((value, w) =>
        assert.ok(Math.abs(after[w] - value) <= 2 ** -11 * Math.abs(value) + 2 ** -25)
      );
      if (i === 0) assert.notDeepEqual(after, before);
    }
  }));

/** A folder's files, as a reader would drop them. */
async function dropped(folder: string): Promise<NetworkFile[]> {
  return await Promise.all(
    (await names(folder)).map(async (name) => ({
      name,
      bytes: await Deno.readFile(join(folder, name)),
    })),
  );
}

Deno.test("modelFiles() makes what saveModel() writes, and either is loaded from memory", () =>
  inFolder(async (folder) => {
    const model = cnn(4);
    await saveModel(model, folder);
    const files = await modelFiles(model);
    assert.deepEqual(files, await dropped(folder));
    assert.deepEqual(said(await modelFromFiles(files)), said(model));
    const kept = files.map(({ bytes }) => bytes.slice());
    const renamed = files.map(({ name, bytes }) => ({
      name: name === "model.json" ? "my-digits.json" : name,
      bytes,
    }));
    assert.deepEqual(said(await modelFromFiles(renamed.reverse())), said(model));
    assert.deepEqual(files.map(({ bytes }) => bytes), kept);
  }));

Deno.test("modelFiles() refuses a network that has lost its numbers", async () => {
  const model = mlp(1), [first, ...rest] = model.getWeights();
  model.setWeights([first.mul(NaN), ...rest]);
  await refuses(
    modelFiles(model),
    /^Cannot save the network: .* holds a weight that is not a finite/,
  );
});

Deno.test("modelFromFiles() says in a sentence what is missing or damaged", async () => {
  const [topology, weights] = await modelFiles(mlp(1));
  const damaged = { ...weights, bytes: weights.bytes.map((byte, i) => i === 9 ? byte ^ 1 : byte) };
  const short = { ...weights, bytes: weights.bytes.slice(4) };
  await refuses(
    modelFromFiles([topology]),
    /^Cannot load the weights in weights-\w{8}\.bin: there is no such file$/,
  );
  await refuses(
    modelFromFiles([weights]),
    /^Cannot load a network from model\.json: there is no such file\. Train one first/,
  );
  await refuses(
    modelFromFiles([topology, damaged]),
    /^Cannot load the weights in weights-\w{8}\.bin: they do not match their checksum/,
  );
  await refuses(
    modelFromFiles([topology, short]),
    /^Cannot load the weights in model\.json, weights-\w{8}\.bin: .* lists 407080 bytes .* hold 407076;/,
  );
});
