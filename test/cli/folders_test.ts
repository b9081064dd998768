/** Tasks typed in a folder below the project's: paths are meant from there. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join, relative } from "@std/path";
import { NAMES, pictures, writeSet } from "../dataset/small_idx.ts";
import { task, type TaskResult } from "./deno_task.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const NOTEBOOKS = join(ROOT, "notebooks");

/**
 * Lends a temporary folder, which is removed afterwards, as seen from the notebooks. It lies in this
 * project: the way to another one could be the same from all of its folders, by way of the root.
 */
async function inFolderSeenFromNotebooks(work: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(join(ROOT, "runs"), { recursive: true });
  const folder = await Deno.makeTempDir({ dir: join(ROOT, "runs"), prefix: "folders-" });
  try {
    await work(relative(NOTEBOOKS, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a few pictures into a folder `set`, and returns its path. */
async function smallSet(folder: string): Promise<string> {
  const data = join(folder, "set");
  const training = pictures([600, 10, 12], 10), test = pictures([20, 10, 12], 10, 2);
  await writeSet(join(NOTEBOOKS, data), NAMES.mnist, training, test);
  return data;
}

function inNotebooks(...args: readonly string[]): Promise<TaskResult> {
  return task(args, { MNIST_DIR: "" }, "notebooks");
}

Deno.test("train and evaluate take folders and files from where they were typed", () =>
  inFolderSeenFromNotebooks(async (folder) => {
    const data = await smallSet(folder), out = join(folder, "network");
    const report = join(folder, "report.json");
    const files = ["--data", data, "--out", out, "--report", report];
    const trained = await inNotebooks(
      "train",
      ...files,
      ...["--model=mlp", "--epochs=1", "--workers=1"],
    );
    assert.equal(trained.code, 0, trained.stderr);
    assert.ok(trained.stdout.startsWith(`set (${data}): 550 training pictures`), trained.stdout);
    assert.ok(trained.stdout.endsWith(`saved to ${out}\n`), trained.stdout);
    await Deno.stat(join(NOTEBOOKS, report));
    const evaluated = await inNotebooks("evaluate", "--model", out, "--data", data);
    assert.equal(evaluated.code, 0, evaluated.stderr);
    assert.ok(evaluated.stdout.startsWith(`${out} on 20 test pictures of set\n`), evaluated.stdout);
    const missing = await inNotebooks("evaluate", "--model", "nowhere");
    assert.match(missing.stderr, /^error: Cannot load a network from nowhere.model\.json: /m);
  }));

Deno.test("predict and progress take files from where they were typed, and the network from the project", () =>
  inFolderSeenFromNotebooks(async (folder) => {
    const picture = join("images", "own-digit.jpg");
    const { code, stdout, stderr } = await inNotebooks("predict", picture, "--explain", folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^images.own-digit\.jpg: 5 /);
    const [, page] = stderr.match(/^(.*) shows how it was read$/m)!;
    await Deno.stat(join(NOTEBOOKS, page));
    const progress = await inNotebooks("progress", "01-background.ipynb");
    assert.match(progress.stdout, /^01-background\.ipynb: 0 of \d+ solved/);
  }));

Deno.test("data takes files from where it was typed", async () => {
  const { stderr } = await inNotebooks("data", "--from", "images");
  assert.match(stderr, /^error: Cannot install MNIST from images: images has no /);
});

Deno.test("page, keep and suite take folders from where they were typed", async () => {
  const keep = ["keep", "--recipe=reader-small", "--as=small", "--from"];
  for (
    const [args, message] of [
      [
        ["page", "--networks=small,./images"],
        /^error: Cannot put network "\.\/images" into the page/m,
      ],
      [[...keep, "images"], /^error: Cannot load a network from notebooks.images.model\.json: /m],
      [["suite", "--dry", "--model=images"], /^error: .* notebooks.images.model\.json: /m],
    ] as const
  ) {
    const { code, stderr } = await inNotebooks(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(stderr, message);
  }
});

Deno.test("a command that is refused leaves no folder behind", () =>
  inFolderSeenFromNotebooks(async (folder) => {
    const out = join(folder, "deep", "out"), here = join(NOTEBOOKS, folder);
    const report = join(folder, "reports", "report.json"), nowhere = join(folder, "nowhere");
    const train = ["train", "--data", await smallSet(folder), "--out", out];
    const refused: string[][] = [
      ["train", "--data", nowhere, "--out", out, "--report", report],
      [...train, "--resume"],
      [...train, "--batch-size=2", "--workers=3"],
      [...train, "--from", nowhere],
      ["evaluate", "--model", nowhere, "--report", report],
      ["predict", "README.md", "--model", nowhere, "--explain", out],
      ["predict", "README.md", "--explain", out],
    ];
    for (const args of refused) {
      const { code, stderr } = await inNotebooks(...args);
      assert.equal(code, 1, args.join(" "));
      assert.match(stderr, /^error: .*\n$/);
      const left = await Array.fromAsync(Deno.readDir(here), ({ name }) => name);
      assert.deepEqual(left, ["set"], args.join(" "));
    }
  }));
