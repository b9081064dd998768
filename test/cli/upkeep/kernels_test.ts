import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { hashOfSources, MODULES } from "../../../lib/cli/upkeep/kernels.ts";
import { task } from "../deno_task.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "..");

Deno.test("kernels --help and a misspelt option compile nothing", async () => {
  const help = await task(["kernels", "--help"]);
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /--check/);
  const misspelt = await task(["kernels", "--chek"]);
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /unknown option '--chek'/);
  for (const { stdout } of [help, misspelt]) assert.doesNotMatch(stdout, /bytes/);
});

Deno.test("a reader's lock file names neither the kernels' compiler nor Binaryen", async () => {
  const [readers, compiler] = await Promise.all(
    ["deno.lock", "lib/cli/upkeep/kernels.lock"].map((file) => Deno.readTextFile(join(ROOT, file))),
  );
  for (const name of [/"assemblyscript@/, /"binaryen@/]) {
    assert.doesNotMatch(readers, name);
    assert.match(compiler, name);
  }
});

Deno.test("the compiled kernels are those of the sources: none was edited and not compiled", async () => {
  for (const module of MODULES) {
    const hash = await hashOfSources(module);
    for (const variant of Object.keys(module.variants)) {
      const text = await Deno.readTextFile(join(module.folder, `${variant}.wasm.ts`));
      const [, named] = /^\/\/ SHA-256 of the sources: (.+)$/m.exec(text) ?? [];
      assert.equal(named, hash, `run \`deno task kernels\`: ${variant}.wasm.ts is out of date`);
    }
  }
});
