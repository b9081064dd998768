import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "@std/path";
import { gzipSync } from "node:zlib";
import { type Digits, digits, type Manifest, writeDigits } from "../../lib/dataset/mod.ts";
import { findDigits } from "../../lib/dataset/source.ts";
import {
  lettersLabels,
  NAMES,
  pictures,
  qmnistLabels,
  type Small,
  transposed,
  writeSet,
} from "./small_idx.ts";
import { inFolder } from "./small_mnist.ts";

const [training, test] = [pictures([30, 28, 28], 10), pictures([10, 28, 28], 10, 2)];

/** Looks for digits in a folder that the user named. */
const found = (data: string) => findDigits({ data, mnistDir: "" });

function assertPictures(set: Digits, expected: Small) {
  assert.equal(Buffer.compare(Buffer.from(set.images), Buffer.from(expected.images)), 0, "pixels");
  assert.deepEqual([...set.labels], [...expected.labels]);
}

async function assertRefused(path: string, message: RegExp) {
  await assert.rejects(found(path), (error: Error) => {
    assert.equal(error.name, "UserError", String(error.stack));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("a set with MNIST's file names and other checksums is named after its folder", () =>
  inFolder(async (dir) => {
    const folder = join(dir, "fashion");
    for (const gzip of [true, false]) {
      await writeSet(folder, NAMES.mnist, training, test, { gzip });
      const source = await found(folder);
      assert.deepEqual([source.source, source.name, source.where], ["folder", "fashion", folder]);
      const [toLearn, toTest] = [await source.loadTraining(), await source.loadTest()];
      assertPictures(toLearn, training);
      assertPictures(toTest, test);
      assert.deepEqual([toLearn.name, toTest.name], ["fashion training", "fashion test"]);
      assert.deepEqual(toLearn.classes, [..."0123456789"]);
      assert.deepEqual(toTest.origin, toLearn.origin);
      assert.deepEqual([toLearn.origin!.name, toLearn.origin!.checksum.length], ["fashion", 64]);
    }
  }));

Deno.test("MNIST_DIR names MNIST alone", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.mnist, training, test);
    await assert.rejects(findDigits({ mnistDir: dir }), {
      name: "UserError",
      message: /^Cannot use MNIST from .*, which MNIST_DIR names: /,
    });
  }));

Deno.test("a folder that is called mnist and holds another set does not make it MNIST", () =>
  inFolder(async (dir) => {
    await writeSet(join(dir, "mnist"), NAMES.mnist, training, test);
    assert.equal((await found(join(dir, "mnist"))).name, "mnist (not MNIST)");
  }));

Deno.test("7-Zip's file names are found, for MNIST and for any other set", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.sevenZip, training, test);
    assertPictures(await (await found(dir)).loadTest(), test);

    const sets = [training, test].map((set) => digits("", set.images, set.labels));
    const files = sets.flatMap((set) => Object.values(writeDigits(set)));
    const described = NAMES.mnist.map((name, i) => ({
      name,
      items: 0,
      bytes: files[i].length,
      sha256: createHash("sha256").update(files[i]).digest("hex"),
    }));
    const manifest: Manifest = {
      name: "Small",
      mirrors: [],
      files: {
        training: { images: described[0], labels: described[1] },
        test: { images: described[2], labels: described[3] },
      },
    };
    const source = await findDigits({ data: dir, mnistDir: "", manifest });
    assert.deepEqual([source.source, source.name], ["mnist", "Small"]);
    const { origin } = await source.loadTraining();
    assert.deepEqual(origin, { name: "Small", checksum: described[0].sha256 });
  }));

Deno.test("one good file among bad ones is a damaged MNIST, not another set", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.mnist, training, test);
    const bytes = await Deno.readFile(join(dir, NAMES.mnist[1]));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const good = { name: NAMES.mnist[1], items: 30, bytes: bytes.length, sha256 };
    const other = (i: number) => ({ ...good, name: NAMES.mnist[i], sha256: "0" });
    const manifest: Manifest = {
      name: "Small",
      mirrors: [],
      files: {
        training: { images: other(0), labels: good },
        test: { images: other(2), labels: other(3) },
      },
    };
    await assert.rejects(findDigits({ data: dir, manifest }), /Cannot use Small from/);
  }));

Deno.test("QMNIST's labels are the first of eight whole numbers", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.qmnist, training, test, { gzip: true, labels: qmnistLabels });
    const source = await found(dir);
    assertPictures(await source.loadTraining(), training);
    assertPictures(await source.loadTest(), test);
  }));

Deno.test("EMNIST's letters count from 0, stand upright and have their mapping's names", () =>
  inFolder(async (dir) => {
    const [upright, others] = [pictures([52, 10, 12], 26), pictures([26, 10, 12], 26, 2)];
    const options = { gzip: true, labels: lettersLabels };
    await writeSet(dir, NAMES.letters, transposed(upright), transposed(others), options);
    const mapping = Array.from({ length: 26 }, (_, i) => `${i + 1} ${65 + i} ${97 + i}`);
    await Deno.writeTextFile(join(dir, "emnist-letters-mapping.txt"), mapping.join("\n") + "\n");
    const set = await (await found(dir)).loadTraining();
    assert.deepEqual(set.shape, [10, 12, 1]);
    assertPictures(set, upright);
    assertPictures(await (await found(dir)).loadTest(), others);
    assert.deepEqual([set.classes!.length, set.classes![0], set.classes![25]], [26, "Aa", "Zz"]);
    await Deno.remove(join(dir, "emnist-letters-mapping.txt"));
    const bare = await (await found(dir)).loadTraining();
    assert.deepEqual([bare.classes![0], bare.classes![25]], ["1", "26"]);
  }));

Deno.test("of several sets in a folder, as EMNIST has them, one is chosen by its name", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.letters, transposed(training), transposed(test));
    const digits = NAMES.letters.map((name) => name.replace("letters", "digits"));
    await writeSet(dir, digits, transposed(test), transposed(training));
    const chosen = await found(join(dir, "emnist-digits"));
    assert.deepEqual([chosen.name, chosen.source], ["emnist-digits", "folder"]);
    assertPictures(await chosen.loadTraining(), test);
    await assertRefused(dir, /the 2 sets in .*emnist-digits, .*emnist-letters$/);
    await assertRefused(
      join(dir, "emnist-byclass"),
      /emnist-byclass: there is no such folder, nor files/,
    );
  }));

Deno.test("pictures in colour have four axes, and classes.txt names their classes", () =>
  inFolder(async (dir) => {
    const colour = pictures([12, 10, 12, 3], 3);
    await writeSet(dir, NAMES.mnist, colour, colour);
    await Deno.writeTextFile(join(dir, "classes.txt"), "cat\r\ndog\r\n\r\nbird\r\n");
    const set = await (await found(dir)).loadTraining();
    assert.deepEqual([set.shape, set.classes], [[10, 12, 3], ["cat", "dog", "bird"]]);
    assertPictures(set, colour);
    await Deno.writeTextFile(join(dir, "classes.txt"), "cat\n\x1b[31mdog\na\tb\n");
    const odd = await (await found(dir)).loadTraining();
    assert.deepEqual(odd.classes, ["cat", "\ufffd[31mdog", "a\ufffdb"], "printed as they are");
    await Deno.writeTextFile(join(dir, "classes.txt"), "cat\ndog\n");
    await assertRefused(dir, /classes\.txt: it has 2 lines, and the labels go up to 2\. Give it/);
  }));

Deno.test("a set that is not whole or not a set is refused in a sentence", () =>
  inFolder(async (dir) => {
    const write = (
      changes: { training?: Small; test?: Small; labels?: typeof qmnistLabels } = {},
    ) => writeSet(dir, NAMES.mnist, changes.training ?? training, changes.test ?? test, changes);
    await write({ test: pictures([10, 28, 27], 10) });
    await assertRefused(dir, /those to learn from are 28 × 28 × 1, those to test with 28 × 27 × 1/);
    await write({ test: pictures([11, 28, 28], 11) });
    await assertRefused(dir, /t10k-labels-idx1-ubyte: expected labels from 0 to 9, found 10/);
    await write({ test: { ...test, labels: test.labels.slice(1) } });
    await assertRefused(dir, /expected as many labels as images, found 10 images and 9 labels/);
    await write({ labels: (labels) => qmnistLabels(labels.map(() => 0)).fill(255, 12) });
    await assertRefused(dir, /expected labels from 0 to 255, found -1 to -1/);
    const none = pictures([0, 28, 28], 10);
    await write({ training: none });
    await assertRefused(dir, /train-images-idx3-ubyte holds none/);
    await write({ test: none });
    await assertRefused(dir, /t10k-images-idx3-ubyte holds none/);
    await write();
    await Deno.remove(join(dir, NAMES.mnist[3]));
    await assertRefused(dir, /the file of test labels is missing\. There must be four files/);
  }));

Deno.test("a file that is longer than its header says is refused without being read", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.mnist, training, test);
    const file = join(dir, NAMES.mnist[0]), { size } = await Deno.stat(file);
    await Deno.truncate(file, 2 ** 42); // a hole on disk
    await assertRefused(dir, new RegExp(`expected at most ${size} bytes, found ${2 ** 42}`));
  }));

Deno.test("an archive gets no more memory than its header asks for, and its length can hold", () =>
  inFolder(async (dir) => {
    await writeSet(dir, NAMES.mnist, training, test, { gzip: true });
    const file = join(dir, `${NAMES.mnist[0]}.gz`);
    const header = Uint8Array.of(0, 0, 8, 3, 0, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28);
    await Deno.writeFile(file, new Uint8Array(gzipSync(header)));
    await assertRefused(dir, /its header asks for \d{11} bytes, which \d\d cannot hold/);
    const long = new Uint8Array(1_000_000); // of zeros: a thousandth when compressed
    long.set([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2]);
    await Deno.writeFile(file, new Uint8Array(gzipSync(long)));
    await assertRefused(dir, /expected 20 bytes, found more/);
    await Deno.writeFile(file, new Uint8Array(gzipSync(new TextEncoder().encode("<html>"))));
    await assertRefused(dir, /as IDX/);
  }));
