import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { cacheFolder } from "../../../lib/dataset/mod.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "..");

async function hasMnist(): Promise<boolean> {
  return await Deno.stat(join(cacheFolder(), "train-images-idx3-ubyte.gz")).then(
    () => true,
    () => false,
  );
}

/** Runs the task without the network, so that nothing can be downloaded; returns what it complains of. */
async function refusal(args: readonly string[], folder = ROOT): Promise<string> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--allow-read", "--allow-env", "--allow-write=runs"]
      .concat("--allow-run", "lib/cli/upkeep/notebooks.ts", ...args),
    cwd: ROOT,
    env: { NO_COLOR: "1", MNIST_DIR: "", INIT_CWD: folder },
  }).output();
  assert.equal(code, 1);
  return new TextDecoder().decode(stderr);
}

Deno.test({
  name: "notebooks refuses to store what built-in digits give over what MNIST gave",
  ignore: await hasMnist(),
  fn: async () => {
    const notebook = join(ROOT, "notebooks", "03-relu.ipynb");
    const before = await Deno.readTextFile(notebook);
    assert.match(await refusal([notebook]), /^error: Cannot store the notebooks' outputs: .*$/m);
    assert.equal(await Deno.readTextFile(notebook), before);
  },
});

Deno.test("notebooks takes files from where they were typed", async () => {
  const complaint = await refusal(["--check", "none.ipynb"], join(ROOT, "notebooks", "images"));
  assert.match(complaint, /^error: notebooks.images.none\.ipynb fails:/m);
});
