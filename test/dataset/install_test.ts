import assert from "node:assert/strict";
import { join } from "@std/path";
import { readMnist } from "../../lib/dataset/mnist_files.ts";
import { installFrom } from "../../lib/dataset/install.ts";
import {
  archive,
  ARCHIVES,
  assertSame,
  CONTENTS,
  inFolder,
  namesIn,
  SMALL,
  TEST,
  TRAINING,
  writeSmall,
} from "./small_mnist.ts";

for (const form of ["plain", "gzip"] as const) {
  Deno.test(`installFrom() installs ${form} files and leaves nothing else`, () =>
    inFolder(async (dir) => {
      const from = join(dir, "from"), to = join(dir, "deep", "to");
      await writeSmall(from, form);
      const rows = await installFrom(from, { to, manifest: SMALL });
      assert.deepEqual(await namesIn(to), form === "gzip" ? ARCHIVES : [...CONTENTS.keys()].sort());
      for (const row of rows) {
        assert.ok(row.verified);
        assert.ok(row.path!.startsWith(to));
        await Deno.stat(row.path!);
      }
      assertSame(await readMnist(to, "training", SMALL), TRAINING);
      assertSame(await readMnist(to, "test", SMALL), TEST);
    }));
}

Deno.test("installFrom() replaces a bad file in either form", () =>
  inFolder(async (dir) => {
    const from = join(dir, "from"), to = join(dir, "to");
    await writeSmall(from, "gzip");
    await Deno.mkdir(to);
    await Deno.writeTextFile(join(to, "small-test-images"), "bad"); // read before the .gz
    await Deno.writeTextFile(join(to, "small-test-labels.gz"), "bad");
    await installFrom(from, { to, manifest: SMALL });
    assert.deepEqual(await namesIn(to), ARCHIVES);
    assertSame(await readMnist(to, "test", SMALL), TEST);
  }));

Deno.test("installFrom() installs nothing where one of the four is bad or missing", () =>
  inFolder(async (dir) => {
    const from = join(dir, "from"), to = join(dir, "to");
    await assert.rejects(installFrom(from, { to, manifest: SMALL }), {
      name: "UserError",
      message: /^Cannot install MNIST from .*from: there is no such folder$/,
    });
    await writeSmall(from, "gzip");
    await Deno.writeFile(join(from, "small-test-labels.gz"), archive("small-train-labels"));
    await assert.rejects(installFrom(from, { to, manifest: SMALL }), {
      name: "UserError",
      message: /small-test-labels\.gz: expected 18 bytes, .*Nothing was installed/,
    });
    assert.deepEqual(await namesIn(to), []);
    await Deno.remove(join(from, "small-test-labels.gz"));
    await assert.rejects(installFrom(from, { to, manifest: SMALL }), {
      name: "UserError",
      message: /has no small-test-labels \(plain or \.gz\)/,
    });
    assert.deepEqual(await namesIn(to), []);
  }));

Deno.test("installFrom() says where it cannot write", () =>
  inFolder(async (dir) => {
    const from = join(dir, "from"), file = join(dir, "file");
    await writeSmall(from, "gzip");
    await Deno.writeTextFile(file, "");
    for (const to of [file, join(file, "below")]) {
      await assert.rejects(installFrom(from, { to, manifest: SMALL }), {
        name: "UserError",
        message: /^Cannot write to .*file/,
      });
    }
  }));

Deno.test("installFrom() can install a folder into itself", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    await installFrom(dir, { to: dir, manifest: SMALL });
    assert.deepEqual(await namesIn(dir), ARCHIVES);
    assertSame(await readMnist(dir, "test", SMALL), TEST);
  }));
