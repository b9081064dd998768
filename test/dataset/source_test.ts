import assert from "node:assert/strict";
import { join } from "@std/path";
import { findDigits, type FindDigitsOptions } from "../../lib/dataset/source.ts";
import type { Manifest } from "../../lib/dataset/manifest.ts";
import {
  archive,
  ARCHIVES,
  assertSame,
  inFolder,
  namesIn,
  SMALL,
  TEST,
  TRAINING,
  writeSmall,
} from "./small_mnist.ts";

/** Options for a user who has nothing: no MNIST_DIR, an empty cache, and no mirror. */
function nothing(cache: string, told: string[] = []): FindDigitsOptions {
  const onNotice = (sentence: string) => void told.push(sentence);
  return { mnistDir: "", cache, manifest: SMALL, builtin: { training: 20, test: 5 }, onNotice };
}

/** Runs a test with a mirror that is up and serves the small data set. */
async function withMirror(test: (manifest: Manifest) => Promise<void>): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => new Response(archive(new URL(request.url).pathname.slice(1, -".gz".length))),
  );
  try {
    await test({ ...SMALL, mirrors: [`http://127.0.0.1:${server.addr.port}/`] });
  } finally {
    await server.shutdown();
  }
}

Deno.test("findDigits() uses the folder that the option names, before all others", () =>
  inFolder(async (dir) => {
    const wanted = join(dir, "wanted");
    await writeSmall(wanted, "gzip");
    const options = nothing(join(dir, "cache"));
    const found = await findDigits({ ...options, data: wanted, mnistDir: join(dir, "no") });
    assert.deepEqual([found.source, found.name, found.where, found.notice], [
      "mnist",
      "Small",
      wanted,
      undefined,
    ]);
    assertSame(await found.loadTraining(), TRAINING);
    assertSame(await found.loadTest(), TEST);
  }));

for (const data of ["auto", "mnist"]) {
  Deno.test(`findDigits() uses MNIST_DIR before the cache: ${data}`, () =>
    inFolder(async (dir) => {
      const cache = join(dir, "cache"), mnistDir = join(dir, "named");
      await writeSmall(cache, "plain");
      await writeSmall(mnistDir, "gzip");
      const found = await findDigits({ ...nothing(cache), data, mnistDir });
      assert.equal(found.where, mnistDir);
    }));

  Deno.test(`findDigits() uses the cache without asking a mirror: ${data}`, () =>
    inFolder(async (cache) => {
      await writeSmall(cache, "plain");
      const told: string[] = [];
      const found = await findDigits({ ...nothing(cache, told), data });
      assert.equal(found.where, cache);
      assertSame(await found.loadTraining(), TRAINING);
      assert.deepEqual(told, []);
    }));

  Deno.test(`findDigits() downloads into the cache: ${data}`, () =>
    inFolder((dir) =>
      withMirror(async (manifest) => {
        const cache = join(dir, "cache");
        const files = new Set<string>();
        const found = await findDigits({
          ...nothing(cache),
          data,
          manifest,
          onProgress: ({ file }) => files.add(file),
        });
        assert.equal(found.source, "mnist");
        assert.equal(files.size, 4);
        assert.deepEqual(await namesIn(cache), ARCHIVES);
        assertSame(await found.loadTest(), TEST);
      })
    ));

  Deno.test(`findDigits() names a bad file of the cache and downloads it again: ${data}`, () =>
    inFolder((cache) =>
      withMirror(async (manifest) => {
        await writeSmall(cache, "plain");
        const bad = join(cache, "small-train-labels");
        await Deno.writeTextFile(bad, "bad");
        const told: string[] = [];
        const found = await findDigits({ ...nothing(cache, told), data, manifest });
        assert.deepEqual(told, [
          `A file is bad and is downloaded again: ${bad}: expected 48 bytes, found 3.`,
        ]);
        assertSame(await found.loadTraining(), TRAINING);
      })
    ));

  Deno.test(`findDigits() refuses a MNIST_DIR that is set and broken: ${data}`, () =>
    inFolder(async (dir) => {
      const cache = join(dir, "cache"), mnistDir = join(dir, "named");
      await writeSmall(cache, "plain");
      await assert.rejects(findDigits({ ...nothing(cache), data, mnistDir }), {
        name: "UserError",
        message: /^Cannot find digits in .*named, which MNIST_DIR names: there is no such folder$/,
      });
      await Deno.mkdir(mnistDir);
      await assert.rejects(findDigits({ ...nothing(cache), data, mnistDir }), {
        name: "UserError",
        message:
          /^Cannot use Small from .*named, which MNIST_DIR names: .*named has no small-train/,
      });
      await writeSmall(mnistDir, "plain");
      await Deno.writeTextFile(join(mnistDir, "small-test-labels"), "bad");
      await assert.rejects(findDigits({ ...nothing(cache), data, mnistDir }), {
        name: "UserError",
        message: /small-test-labels: expected 18 bytes, found 3/,
      });
    }));
}

Deno.test("findDigits() refuses a folder that the option names and that is missing", () =>
  inFolder(async (dir) => {
    await writeSmall(join(dir, "cache"), "plain");
    const options = { ...nothing(join(dir, "cache")), data: join(dir, "typo") };
    await assert.rejects(findDigits(options), {
      name: "UserError",
      message: /^Cannot find digits in .*typo: there is no such folder, nor files that begin so$/,
    });
  }));

Deno.test("findDigits() falls back to the built-in digits and says so", () =>
  inFolder(async (cache) => {
    const told: string[] = [];
    const found = await findDigits(nothing(cache, told));
    assert.deepEqual([found.source, found.name], ["builtin", "built-in digits"]);
    assert.match(
      found.notice!,
      /^Small is not here .*THE BUILT-IN DIGITS.*say nothing about Small\. Set MNIST_DIR/,
    );
    assert.deepEqual(told, [found.notice]);
    assert.ok(found.notice!.length < 250, "short");
    const training = await found.loadTraining(), test = await found.loadTest();
    assert.deepEqual([training.labels.length, test.labels.length], [20, 5]);
    assert.notDeepEqual(training.images.subarray(0, 5 * 784), test.images);
  }));

Deno.test({
  name: "findDigits() that may not look at MNIST_DIR says how to allow it",
  permissions: { env: false, read: true, write: true },
  fn: () =>
    inFolder(async (cache) => {
      const { mnistDir: _, ...options } = nothing(cache);
      const { notice } = await findDigits(options);
      assert.match(notice!, /MNIST_DIR may name a folder .* run it with --allow-env=MNIST_DIR\.$/);
    }),
});

Deno.test("findDigits() names the bad file of the cache also where it falls back", () =>
  inFolder(async (cache) => {
    await writeSmall(cache, "plain");
    await Deno.writeTextFile(join(cache, "small-test-labels"), "bad");
    const found = await findDigits(nothing(cache));
    assert.equal(found.source, "builtin");
    assert.match(
      found.notice!,
      /\(.*small-test-labels: expected 18 bytes, found 3\): THE BUILT-IN/,
    );
  }));

Deno.test("findDigits() does not fall back where MNIST is wanted", () =>
  inFolder(async (cache) => {
    await assert.rejects(findDigits({ ...nothing(cache), data: "mnist" }), {
      name: "UserError",
      message: /^Cannot download small-train-images .*\. Set MNIST_DIR to a folder/,
    });
  }));

Deno.test("findDigits() makes built-in digits where they are wanted, without a notice", () =>
  inFolder(async (cache) => {
    await writeSmall(cache, "plain");
    const told: string[] = [];
    const found = await findDigits({ ...nothing(cache, told), data: "builtin" });
    assert.deepEqual([found.source, found.notice, told], ["builtin", undefined, []]);
    assert.equal((await found.loadTraining()).name, "built-in training");
  }));
