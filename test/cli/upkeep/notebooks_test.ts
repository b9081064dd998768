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

Deno.test({
  name: "notebooks refuses to store what built-in digits give over what MNIST gave",
  ignore: await hasMnist(),
  fn: async () => {
    const notebook = join(ROOT, "notebooks", "03-relu.ipynb");
    const before = await Deno.readTextFile(notebook);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      // Without the network, so that nothing can be downloaded.
      args: ["run", "-q", "--no-prompt", "--allow-read", "--allow-env", "--allow-write=runs"]
        .concat("--allow-run", "lib/cli/upkeep/notebooks.ts", notebook),
      cwd: ROOT,
      env: { NO_COLOR: "1", MNIST_DIR: "" },
    }).output();
    assert.equal(code, 1);
    assert.match(
      new TextDecoder().decode(stderr),
      /^error: Cannot store the notebooks' outputs: .*$/m,
    );
    assert.equal(await Deno.readTextFile(notebook), before);
  },
});
