import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { useWasm } from "../../lib/backend/mod.ts";
import { loadNetwork } from "../../lib/cli/load_network.ts";
import { integerLogits, loadPacked, pack } from "../../lib/compression/mod.ts";
import { readMnist, splitValidation } from "../../lib/dataset/mod.ts";
import { evaluate } from "../../lib/training/mod.ts";

const DATA = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "data");
const FOLDER = join(DATA, "model", "tiny");

await useWasm();

/** The run whose network is kept: the one with the best validation accuracy. */
async function keptRun() {
  const { recipes } = JSON.parse(await Deno.readTextFile(join(DATA, "compression.json")));
  const runs: { validationAccuracy: number; testAccuracy: number; bytes: number }[] =
    recipes.tiny.runs;
  return runs.reduce((a, b) => b.validationAccuracy > a.validationAccuracy ? b : a);
}

Deno.test("the network in data/model/tiny takes at most 1,000 bytes, all told", async () => {
  const files = await Array.fromAsync(Deno.readDir(FOLDER));
  assert.deepEqual(files.map(({ name }) => name), ["network.bin"]);
  const file = await Deno.readFile(join(FOLDER, "network.bin"));
  assert.ok(file.length <= 1_000, `${file.length}`);
  assert.equal(file.length, (await keptRun()).bytes);
  assert.deepEqual(pack((await loadPacked(FOLDER))!), file);
});

Deno.test("loadNetwork() reads a packed network as well as one of tfjs's files", async () => {
  const tiny = await loadNetwork(FOLDER, {});
  const small = await loadNetwork(join(DATA, "model", "small"), {});
  for (const { outputs } of [tiny, small]) assert.deepEqual(outputs[0].shape, [null, 10]);
  assert.equal(tiny.name, "packed");
  await assert.rejects(loadNetwork(DATA, {}), /Cannot load .*model\.json/);
});

Deno.test({
  name:
    "the network in data/model/tiny reads test and validation digits as was measured, in whole numbers too",
  ignore: !Deno.env.get("MNIST_DIR"),
  fn: async () => {
    const folder = Deno.env.get("MNIST_DIR")!, test = await readMnist(folder, "test");
    const { validation } = splitValidation(await readMnist(folder, "training"), 10_000);
    const network = (await loadPacked(FOLDER))!, model = await loadNetwork(FOLDER, {});
    const { testAccuracy, validationAccuracy } = await keptRun();
    for (
      const [set, measured] of [[test, testAccuracy], [validation, validationAccuracy]] as const
    ) {
      const { probabilities, accuracy } = await evaluate(model, set);
      assert.ok(Math.abs(accuracy - measured) < 0.0003, `${accuracy}`); // other kernels round otherwise
      const logits = integerLogits(network, set.images, { wasm: true });
      const some = set.images.subarray(0, 1_000 * 784); // the plain loops are slow; `deno task compress` reads all
      assert.deepEqual(integerLogits(network, some), logits.subarray(0, 10_000));
      const digit = (scores: Float32Array, n: number) => {
        const row = scores.subarray(10 * n, 10 * n + 10);
        return row.indexOf(Math.max(...row));
      };
      const same = set.labels.filter((_, n) => digit(logits, n) === digit(probabilities, n)).length;
      assert.ok(same >= 9_980, `${same} of 10,000`);
    }
  },
});
