import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { join } from "@std/path";
import { UserError } from "../../lib/errors.ts";
import { cnn, loadModel, mlp, saveModel } from "../../lib/model/mod.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a network says of four fixed images. */
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

Deno.test("loadModel() says what is wrong with a folder, in one sentence", () =>
  inFolder(async (folder) => {
    const topology = join(folder, "model.json");
    const fails = (message: RegExp) =>
      assert.rejects(loadModel(folder), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes("\n"));
        return true;
      });
    await fails(/model\.json: there is no such file\. Train one first/);

    await saveModel(mlp(1), folder);
    const whole = await Deno.readTextFile(topology);
    await Deno.writeTextFile(topology, whole.slice(0, 500));
    await fails(/the file is cut off or is not JSON/);

    await Deno.writeTextFile(topology, '{"name": "something else"}');
    await fails(/not a LayersModel/);

    await Deno.writeTextFile(topology, "null");
    await fails(/not a LayersModel/);

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
