import assert from "node:assert/strict";
import { digitsFromFiles } from "../../lib/dataset/mod.ts";
import type { NamedBytes } from "../../lib/dataset/idx_digits.ts";
import { UserError } from "../../lib/errors.ts";
import { archive, assertSame, CONTENTS, SMALL, TEST, TRAINING } from "./small_mnist.ts";

const FILES: readonly NamedBytes[] = [...CONTENTS].map(([file, bytes]) => ({ file, bytes }));

async function refuses(files: readonly NamedBytes[], message: RegExp): Promise<void> {
  await assert.rejects(digitsFromFiles(files, SMALL), (error: Error) => {
    assert.ok(error instanceof UserError, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("digitsFromFiles() finds the training set and the test set, in any order, plain or gzip", async () => {
  const archives = FILES.map(({ file }) => ({ file: `${file}.gz`, bytes: archive(file) }));
  for (const files of [FILES, FILES.toReversed(), archives]) {
    const [training, test, ...others] = await digitsFromFiles(files, SMALL);
    assertSame(training, TRAINING);
    assertSame(test, TEST);
    assert.equal(others.length, 0);
    assert.equal(training.origin?.name, "Small");
  }
});

Deno.test("digitsFromFiles() gives another set the name of its file", async () => {
  const [set] = await digitsFromFiles(FILES.slice(0, 2)); // compared with MNIST itself
  assertSame(set, { ...TRAINING, name: "small-train-images" });
  assert.equal(set.origin, undefined);
});

Deno.test("digitsFromFiles() says in a sentence what it lacks", async () => {
  const [images, labels, , otherLabels] = FILES;
  await refuses([], /^Cannot find digits: /);
  await refuses([images], /^Cannot use small-train-images: it holds 40 images, and no other file/);
  await refuses(
    [images, otherLabels],
    /^Cannot use small-train-images: .*Add the file of its labels$/,
  );
  await refuses([labels], /^Cannot use small-train-labels: there are no images for it\./);
  const bytes = new TextEncoder().encode("not a digit");
  await refuses([{ file: "note.txt", bytes }], /^Cannot read note\.txt as IDX: /);
  const cut = { file: "cut.gz", bytes: archive("small-train-images").slice(0, -20) };
  await refuses([cut], /^Cannot use cut\.gz: expected whole gzip$/);
});
