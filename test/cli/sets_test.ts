import assert from "node:assert/strict";
import { join } from "@std/path";
import { loadModel, saveModel } from "../../lib/model/mod.ts";
import { lettersLabels, NAMES, pictures, transposed, writeSet } from "../dataset/small_idx.ts";
import { inFolder, task } from "./deno_task.ts";

Deno.test("train --data FOLDER trains on any set of pictures, and every output names it", () =>
  inFolder(async (dir) => {
    const data = join(dir, "alphabet"), out = join(dir, "network"), file = join(dir, "report.json");
    const [training, test] = [pictures([600, 10, 12], 26), pictures([130, 10, 12], 26, 2)];
    await writeSet(data, NAMES.letters, transposed(training), transposed(test), {
      labels: lettersLabels,
      gzip: true,
    });
    const names = Array.from({ length: 26 }, (_, i) => `letter ${String.fromCharCode(65 + i)}`);
    await Deno.writeTextFile(join(data, "classes.txt"), names.join("\n"));
    const short = ["--epochs", "4", "--batch-size", "20", "--workers", "1"];
    const trained = await task(
      ["train", "--data", data, "--out", out, "--report", file, ...short],
    );
    assert.equal(trained.code, 0, trained.stderr);
    assert.equal(trained.stderr, "");
    assert.match(trained.stdout, /^alphabet \(.*\): 550 training pictures, 50 for validation$/m);
    assert.match(trained.stdout, /^test .* of 130 pictures of alphabet$/m);
    assert.ok(!/MNIST|digit/.test(trained.stdout), trained.stdout);
    const report = JSON.parse(await Deno.readTextFile(file));
    assert.equal(report.dataset.name, "alphabet");
    assert.ok(report.test.accuracy > 0.5, `${report.test.accuracy}`);
    assert.deepEqual((await loadModel(out)).outputs[0].shape, [null, 26]);

    const same = await task(["evaluate", "--model", out, "--data", data, "--report", file]);
    assert.equal(same.code, 0, same.stderr);
    assert.match(same.stdout, /on 130 test pictures of alphabet\nIt learned from alphabet\.\n/);
    assert.match(same.stdout, /class +images +precision +recall[^]*letter Z +5 /);
    const evaluated = JSON.parse(await Deno.readTextFile(file));
    assert.equal(evaluated.learnedFrom[0].name, "alphabet");

    const viewed = ["evaluate", "--model", out, "--data", data, "--report", file, "--views"];
    const moved = await task(viewed);
    assert.match(moved.stdout, /on 130 test pictures of alphabet, in four views each\n/);
    assert.notEqual(JSON.parse(await Deno.readTextFile(file)).test.loss, evaluated.test.loss);
    const both = await task([...viewed, "--pictures", dir]);
    assert.equal(both.code, 2);
    assert.match(both.stderr, /'--views' cannot be used with option '--pictures/);

    const foreign = await loadModel(out), named = join(dir, "foreign");
    const learnedFrom = [{ name: "\x1b[2Jwho\x07", checksum: "1" }]; // it would clear the terminal
    foreign.setUserDefinedMetadata({ learnedFrom });
    await saveModel(foreign, named);
    const told = await task(["evaluate", "--model", named, "--data", data]);
    assert.match(told.stdout, /^IT LEARNED FROM \\x1b\[2Jwho\\x07, not from this set/m);

    await writeSet(data, NAMES.letters, transposed(test), transposed(test), {
      labels: lettersLabels,
      gzip: true,
    });
    const changed = await task(["evaluate", "--model", out, "--data", data]);
    assert.match(changed.stdout, /^IT LEARNED FROM another set named alphabet, not from this set/m);

    const small = join(dir, "small"),
      [few, fewer] = [pictures([60, 9, 9], 3), pictures([6, 9, 9], 3)];
    await writeSet(small, NAMES.mnist, few, fewer);
    for (
      const [args, message] of [
        [[], /^error: Cannot make cnn for pictures of 9 × 9 × 1: .* at least 10 × 10 pixels$/m],
        [["--recipe", "builtin"], /^error: Cannot augment pictures of 9 × 9 × 1/m],
        [
          ["--recipe", "best"],
          /^error: Cannot mix .* its pictures must be digits of 28 × 28 pixels/m,
        ],
      ] as const
    ) {
      const refused = await task(["train", "--data", small, "--out", out, ...short, ...args]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, message);
      assert.ok(!/^\s+at /m.test(refused.stderr), "no stack trace");
    }

    const other = await task(["evaluate", "--model", out, "--data", "builtin"]);
    assert.equal(other.code, 1);
    assert.match(
      other.stderr,
      /^error: Cannot evaluate on built-in test: its pictures are 28 × 28/,
    );
  }));

Deno.test("train --recipe record draws further digits, and reads each test picture in four views", () =>
  inFolder(async (dir) => {
    const data = join(dir, "few"), out = join(dir, "network"), file = join(dir, "report.json");
    const [training, test] = [pictures([120, 28, 28], 10), pictures([40, 28, 28], 10, 2)];
    await writeSet(data, NAMES.mnist, training, test);
    const short = ["--epochs", "1", "--batch-size", "20", "--workers", "1", "--report", file];
    const trained = await task(
      ["train", "--recipe", "record", "--data", data, "--out", out, ...short],
    );
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stdout, /^Drawing the pictures that record adds to 110 digits\n/);
    assert.match(trained.stdout, /: 220 training pictures, 10 for validation$/m);
    assert.match(trained.stdout, /^test .* of 40 pictures of few, in four views each$/m);

    const { test: told } = JSON.parse(await Deno.readTextFile(file));
    const evaluated = ["evaluate", "--model", out, "--data", data, "--report", file];
    for (const views of [true, false]) {
      await task([...evaluated, ...(views ? ["--views"] : [])]);
      const { test: again } = JSON.parse(await Deno.readTextFile(file));
      assert.equal(again.loss === told.loss, views);
    }
  }));
