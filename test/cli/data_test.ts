import assert from "node:assert/strict";
import { join } from "@std/path";
import { inFolder, task } from "./deno_task.ts";

Deno.test("data verifies the folder that MNIST_DIR names, and fetches nothing", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "train-labels-idx1-ubyte"), "odd");
    const { code, stdout, stderr } = await task(["data"], { MNIST_DIR: folder });
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(`MNIST in ${folder}, which MNIST_DIR names`), stdout);
    assert.match(stdout, /train-labels-idx1-ubyte +60,000 .*expected 60008 bytes, found 3/);
    assert.match(stdout, /train-images-idx3-ubyte +60,000 .*missing/);
    assert.match(
      stderr,
      /^error: .*does not hold MNIST\. Unset MNIST_DIR to fetch it into .*mnist/,
    );
    assert.equal(stderr.trim().split("\n").length, 1);
  }));

const MNIST_DIR = Deno.env.get("MNIST_DIR");

Deno.test({
  name: "data finds MNIST whole where MNIST_DIR names it",
  ignore: !MNIST_DIR,
  fn: async () => {
    const { code, stdout } = await task(["data"], { MNIST_DIR: MNIST_DIR! });
    assert.equal(code, 0);
    assert.equal(stdout.match(/ yes$/gm)?.length, 4, stdout);
  },
});
