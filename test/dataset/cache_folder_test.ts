import assert from "node:assert/strict";
import { join, resolve } from "@std/path";
import { cacheFolder, keep } from "../../lib/dataset/cache_folder.ts";
import { archive, CONTENTS, inFolder, namesIn, SMALL } from "./small_mnist.ts";

const FILE = SMALL.files.test.labels;

Deno.test("cacheFolder() is data/mnist of the repository", () => {
  assert.equal(cacheFolder(), resolve(import.meta.dirname!, "..", "..", "data", "mnist"));
});

Deno.test("keep() names a file after its form and removes its other form", () =>
  inFolder(async (dir) => {
    assert.equal(await keep(dir, FILE, archive(FILE.name)), join(dir, `${FILE.name}.gz`));
    assert.deepEqual(await namesIn(dir), [`${FILE.name}.gz`]);
    assert.equal(await keep(dir, FILE, CONTENTS.get(FILE.name)!), join(dir, FILE.name));
    assert.deepEqual(await namesIn(dir), [FILE.name]);
  }));

Deno.test("keep() leaves nothing behind where it cannot put the file in its place", () =>
  inFolder(async (dir) => {
    await Deno.mkdir(join(dir, `${FILE.name}.gz`, "full"), { recursive: true });
    await assert.rejects(keep(dir, FILE, archive(FILE.name)));
    assert.deepEqual(await namesIn(dir), [`${FILE.name}.gz`]);
  }));
