import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { useWasm } from "../../lib/backend/mod.ts";
import { readMnist } from "../../lib/dataset/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { evaluate } from "../../lib/training/mod.ts";

const MODELS = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "data", "model");

/** Of each stored network: the bytes that it may take, and the least accuracy on the test digits. */
const STORED: Readonly<Record<string, { bytes: number; accuracy: number }>> = {
  small: { bytes: 100_000, accuracy: 0.994 },
  best: { bytes: 1_500_000, accuracy: 0.994 },
};

for (const [name, { bytes, accuracy }] of Object.entries(STORED)) {
  const folder = join(MODELS, name);

  Deno.test(`the network in data/model/${name} takes at most ${bytes} bytes`, async () => {
    let sum = 0;
    for await (const file of Deno.readDir(folder)) {
      sum += (await Deno.stat(join(folder, file.name))).size;
    }
    assert.ok(sum <= bytes, `${sum}`);
  });

  Deno.test({
    name: `the network in data/model/${name} is as accurate as its report says`,
    ignore: !Deno.env.get("MNIST_DIR"),
    fn: async () => {
      await useWasm();
      const report = JSON.parse(await Deno.readTextFile(join(folder, "report.json")));
      const test = await readMnist(Deno.env.get("MNIST_DIR")!, "test");
      const found = (await evaluate(await loadModel(folder), test)).accuracy;
      assert.ok(found >= accuracy, `${found}`);
      assert.ok(Math.abs(found - report.test.accuracy) < 0.0003, `${found}`); // other kernels round otherwise
    },
  });
}
