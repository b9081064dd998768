import assert from "node:assert/strict";
import { join } from "@std/path";
import { gzipSync } from "node:zlib";
import { UserError } from "../../lib/errors.ts";
import { readMnist, verifyFolder } from "../../lib/dataset/mnist_files.ts";
import { MNIST } from "../../lib/dataset/manifest.ts";
import {
  archive,
  assertSame,
  CONTENTS,
  inFolder,
  SMALL,
  TEST,
  TRAINING,
  writeSmall,
} from "./small_mnist.ts";

for (const form of ["plain", "gzip"] as const) {
  Deno.test(`readMnist() reads both parts from ${form} files`, () =>
    inFolder(async (dir) => {
      await writeSmall(dir, form);
      assertSame(await readMnist(dir, "training", SMALL), TRAINING);
      assertSame(await readMnist(dir, "test", SMALL), TEST);
    }));
}

Deno.test("readMnist() reads a part where the files of the other are missing", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    await Deno.remove(join(dir, "small-test-images.gz"));
    await Deno.remove(join(dir, "small-test-labels.gz"));
    assertSame(await readMnist(dir, "training", SMALL), TRAINING);
    await assert.rejects(readMnist(dir, "test", SMALL), {
      name: "UserError",
      message: `Cannot use Small from ${dir}: ${dir} has no small-test-images (plain or .gz). ` +
        "Put the right file there; `deno task data` can download it.",
    });
  }));

Deno.test("readMnist() reads a file that a browser decompressed and left named .gz", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    await Deno.writeFile(join(dir, "small-test-images.gz"), CONTENTS.get("small-test-images")!);
    assertSame(await readMnist(dir, "test", SMALL), TEST);
  }));

Deno.test("readMnist() reads a good archive also where a bad plain file lies beside it", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    const plain = join(dir, "small-test-images");
    await Deno.writeTextFile(plain, "cut off");
    assertSame(await readMnist(dir, "test", SMALL), TEST);
    await Deno.remove(`${plain}.gz`);
    await assert.rejects(readMnist(dir, "test", SMALL), /small-test-images: expected \d+ bytes/);
  }));

Deno.test("readMnist() returns arrays whose parts can be copied", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    const { images } = await readMnist(dir, "test", SMALL);
    assert.equal(Object.getPrototypeOf(images), Uint8Array.prototype); // a Buffer's slice is a view
  }));

const name = "small-train-labels";
const BAD: [what: string, bytes: Uint8Array, problem: RegExp][] = [
  ["one other bit", flip(CONTENTS.get(name)!, 20), /expected SHA-256 \w{64}, found \w{64}/],
  ["a byte too few", CONTENTS.get(name)!.subarray(1), /expected 48 bytes, found 47/],
  ["no byte", new Uint8Array(), /expected 48 bytes, found 0/],
  ["half an archive", archive(name).subarray(0, 30), /expected whole gzip, found: /],
  ["a broken archive", flip(archive(name), archive(name).length - 6), /expected whole gzip/],
  [
    "an archive of more bytes",
    new Uint8Array(gzipSync(new Uint8Array(9_000))),
    /expected 48 bytes, found more/,
  ],
  [
    "another file's archive",
    archive("small-train-images"),
    /expected at most 1072 bytes, found \d+/,
  ],
];

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => i === at ? byte ^ 1 : byte);
}

Deno.test("a file longer than any memory is named and not read", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "plain");
    await Deno.truncate(join(dir, name), 2 ** 42); // a hole on disk
    const [, row] = await verifyFolder(dir, SMALL);
    assert.equal(row.problem, `expected at most 1072 bytes, found ${2 ** 42}`);
  }));

for (const [what, bytes, problem] of BAD) {
  Deno.test(`a file with ${what} is named and not used`, () =>
    inFolder(async (dir) => {
      await writeSmall(dir, "plain");
      const path = join(dir, name);
      await Deno.writeFile(path, bytes);
      const rows = await verifyFolder(dir, SMALL);
      assert.deepEqual(rows.map((row) => row.verified), [true, false, true, true]);
      assert.equal(rows[1].path, path);
      assert.match(rows[1].problem!, problem);
      await assert.rejects(readMnist(dir, "training", SMALL), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.ok(error.message.includes(`${path}: ${rows[1].problem}`), error.message);
        return true;
      });
    }));
}

Deno.test("verifyFolder() has a row for each file", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "gzip");
    const rows = await verifyFolder(dir, SMALL);
    assert.deepEqual(rows[0], {
      file: "small-train-images",
      items: 40,
      bytes: 16 + 40 * 784,
      verified: true,
      path: join(dir, "small-train-images.gz"),
    });
    assert.deepEqual(rows.map((row) => row.file), [...CONTENTS.keys()]);
  }));

Deno.test("verifyFolder() finds four files missing in a folder that does not exist", async () => {
  const rows = await verifyFolder(join("no", "such", "folder"));
  assert.deepEqual(
    rows.map((row) => [row.verified, row.problem]),
    Array(4).fill([false, "missing"]),
  );
});

Deno.test("a folder in the place of a file is named", () =>
  inFolder(async (dir) => {
    await writeSmall(dir, "plain");
    await Deno.remove(join(dir, name));
    await Deno.mkdir(join(dir, name));
    const rows = await verifyFolder(dir, SMALL);
    assert.equal(rows[1].path, join(dir, name));
    assert.equal(rows[1].verified, false);
  }));

Deno.test("the manifest describes MNIST as LeCun's page does", () => {
  for (const [part, count] of [["training", 60_000], ["test", 10_000]] as const) {
    const { images, labels } = MNIST.files[part];
    assert.deepEqual([images.items, images.bytes], [count, 16 + count * 784]);
    assert.deepEqual([labels.items, labels.bytes], [count, 8 + count]);
    for (const file of [images, labels]) assert.match(file.sha256, /^[0-9a-f]{64}$/);
  }
  assert.ok(MNIST.mirrors.length >= 2);
  for (const mirror of MNIST.mirrors) assert.match(mirror, /^https:.*\/$/);
});

const mnistDir = Deno.env.get("MNIST_DIR");

Deno.test({
  name: "the real MNIST, where there is one, has the known number of each digit",
  ignore: !mnistDir,
  fn: async () => {
    const count = (labels: Uint8Array) => {
      const counts = new Array<number>(10).fill(0);
      for (const label of labels) counts[label]++;
      return counts;
    };
    const training = await readMnist(mnistDir!, "training");
    assert.deepEqual(
      count(training.labels),
      [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    );
    const test = await readMnist(mnistDir!, "test");
    assert.deepEqual(count(test.labels), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    assert.equal(test.name, "MNIST test");
  },
});
