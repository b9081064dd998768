import assert from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { loadModel, mlp, saveModel } from "../../lib/model/mod.ts";
import { loadCheckpoint } from "../../lib/training/mod.ts";
import { NAMES, pictures, writeSet } from "../dataset/small_idx.ts";
import { inFolder, startTask, task } from "./deno_task.ts";
import { inTime, slowness } from "../slowness.ts";

const BUILTIN = ["--model", "mlp", "--data", "builtin", "--epochs", "1", "--batch-size", "500"];

/** A small set, which loads at once. */
const DATA = await Deno.makeTempDir();
await writeSet(DATA, NAMES.mnist, pictures([2_600, 28, 28], 10), pictures([200, 28, 28], 10, 2));
globalThis.addEventListener("unload", () => Deno.removeSync(DATA, { recursive: true }));

const SHORT = ["--model", "mlp", "--data", DATA, "--epochs", "1", "--batch-size", "100"];

Deno.test("train saves a network, reports what happened, and evaluate agrees", () =>
  inFolder(async (folder) => {
    const out = join(folder, "network"), file = join(folder, "report.json");
    const trained = await task([
      "train",
      ...BUILTIN,
      "--out",
      out,
      "--report",
      file,
      "--seed",
      "3",
    ]);
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stdout, /^epoch 1\/1 .*validation accuracy/m);
    assert.ok(!trained.stdout.includes("\x1b"), "no live line where there is no terminal");
    assert.equal((await loadModel(out)).countParams(), 101_770);

    const report = JSON.parse(await Deno.readTextFile(file));
    assert.deepEqual(
      [report.dataset.train, report.dataset.validation, report.dataset.test],
      [55_000, 5_000, 10_000],
    );
    assert.match(report.dataset.name, /built-in/);
    assert.deepEqual(
      [report.model, report.parameters, report.backend, report.seed, report.batchSize],
      ["mlp", 101_770, "wasm", 3, 500],
    );
    assert.ok(report.workers >= 1);
    const [epoch] = report.epochs;
    assert.deepEqual(
      Object.keys(epoch),
      ["epoch", "loss", "accuracy", "validationLoss", "validationAccuracy", "seconds"],
    );
    assert.ok(report.trainSeconds > 0);
    const counts: number[][] = report.test.confusion;
    assert.equal(counts.flat().reduce((a, b) => a + b), 10_000);
    const right = counts.reduce((sum, row, digit) => sum + row[digit], 0);
    assert.equal(report.test.accuracy, right / 10_000);
    assert.ok(report.test.accuracy > 0.5);

    const again = join(folder, "evaluated.json");
    const evaluated = await task([
      "evaluate",
      "--model",
      out,
      "--data",
      "builtin",
      "--report",
      again,
    ]);
    assert.equal(evaluated.code, 0, evaluated.stderr);
    assert.match(evaluated.stdout, /digit +images +precision +recall/);
    assert.match(evaluated.stdout, /true \\ said/);
    const { test } = JSON.parse(await Deno.readTextFile(again));
    assert.deepEqual(test.confusion, counts);
    assert.equal(test.loss, report.test.loss);
  }));

Deno.test("train --from trains a finished network further, if it is of the same kind", () =>
  inFolder(async (folder) => {
    const out = join(folder, "network"), onward = join(folder, "onward");
    const report = join(folder, "report.json"), reported = ["--report", report];
    const firstLoss = async () => JSON.parse(await Deno.readTextFile(report)).epochs[0].loss;
    assert.equal((await task(["train", ...SHORT, "--out", out, ...reported])).code, 0);
    const before = await firstLoss();
    const from = ["--from", out, "--out", onward];
    const more = await task(["train", ...SHORT, ...from, ...reported]);
    assert.equal(more.code, 0, more.stderr);
    assert.match(more.stdout, /, seed 1, from the weights in .*network$/m);
    const after = await firstLoss();
    assert.ok(after < before / 2, `${after}, ${before}: what was learned is not lost`);
    const other = await task(["train", "--data", DATA, "--model", "cnn", ...from]);
    assert.equal(other.code, 1);
    assert.match(
      other.stderr,
      /^error: Cannot start from .*: it does not have the weights of "cnn"/,
    );
  }));

Deno.test("train tells usage errors in a sentence and ends with 2", async () => {
  const cases: [string[], RegExp][] = [
    [["--epoch", "3"], /unknown option '--epoch'\n\(Did you mean --epochs\?\)/],
    [["--epochs", "0"], /'0' is invalid.*whole number from 1/],
    [["--epochs", "1.5"], /'1\.5' is invalid/],
    [["--learning-rate", "fast"], /'fast' is invalid.*number over 0/],
    [["--model", "rnn"], /'rnn' is invalid\. Allowed choices are cnn, mlp/],
    [["--backend", "cuda"], /Allowed choices are wasm, cpu, webgpu/],
    [["cnn"], /too many arguments/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await task(["train", ...args]);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, message);
    assert.ok(!/^\s+at /m.test(stderr), "no stack trace");
  }
});

Deno.test("train --help lists every option and ends with 0", async () => {
  const { code, stdout } = await task(["train", "--help"]);
  assert.equal(code, 0);
  const options =
    "model epochs batch-size learning-rate seed workers backend data out report checkpoint-steps from";
  for (const option of options.split(" ")) assert.match(stdout, new RegExp(`--${option} <`));
  assert.match(stdout, /--resume /);
  for (const recipe of ["cnn cnn 4 128 0.006", "fast slim 1 64 0.03"]) {
    assert.ok(stdout.replaceAll(/\s+/g, " ").includes(recipe), recipe);
  }
});

Deno.test("every task of ours answers --help, and does nothing else", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  for (const name of Object.keys(tasks).filter((name) => name !== "test")) {
    const { code, stdout } = await task([name, "--help"]);
    assert.equal(code, 0, name);
    assert.match(stdout, new RegExp(`^Usage: deno task ${name} `));
  }
});

Deno.test("commands tell what could not be done in a sentence and end with 1", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const odd = join(folder, "odd", "model.json");
    await Deno.mkdir(join(folder, "odd"));
    const out = join(folder, "out");
    await Deno.symlink("nowhere", join(folder, "dangling"));
    await Deno.writeTextFile(odd, `{"modelTopology": {}, "weightsManifest": [{}]}`);
    const cases: [string[], RegExp][] = [
      [
        ["evaluate", "--model", join(folder, "odd")],
        /odd.model\.json: it is JSON, but not a Layers/,
      ],
      [["train", "--data", join(folder, "nowhere"), "--out", out], /nowhere/],
      [["train", "--data", folder, "--out", out], new RegExp(folder)],
      [
        ["train", "--report", folder, "--out", out],
        /^error: Cannot write .*: it is a folder\. Name a/,
      ],
      [
        ["train", "--out", join(folder, "dangling")],
        /dangling: it is a link to nothing\. Make the/,
      ],
      [
        ["evaluate", "--report", join(folder, "dangling")],
        /dangling: it is a link to nowhere, which/,
      ],
      [
        ["train", "--data", DATA, "--batch-size", "2", "--workers", "3", "--out", out],
        /^error: Cannot train with workers 3: it must be a whole number from 1 to 2$/m,
      ],
      [["evaluate", "--model", folder], /model\.json: there is no such file\. Train one first/],
      [
        ["train", ...SHORT, "--out", join(file, "below")],
        /^error: Cannot write to .*below: Not a directory$/m,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await task(args);
      assert.equal(code, 1, args.join(" ") + stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  }));

Deno.test("evaluate refuses a network whose weights are damaged or not numbers, and ends with 1", () =>
  inFolder(async (folder) => {
    await tf.setBackend("cpu");
    const path = join(folder, "model.json"), report = join(folder, "report.json");
    await saveModel(mlp(1), folder);
    const { sha256: _, ...model } = JSON.parse(await Deno.readTextFile(path));
    const [group] = model.weightsManifest, weights = join(folder, group.paths[0]);
    const bytes = await Deno.readFile(weights);
    bytes.fill(0xff, -4); // the last bias becomes NaN
    await Deno.writeFile(weights, bytes);
    const run = () => task(["evaluate", "--model", folder, "--data", DATA, "--report", report]);
    const damaged = await run();
    assert.equal(damaged.code, 1);
    assert.match(
      damaged.stderr,
      /^error: Cannot load the weights in .* do not match their checksum/,
    );
    delete group.sha256;
    await Deno.writeTextFile(path, JSON.stringify(model));
    const { code, stdout, stderr } = await run();
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /carries no checksum.*\nerror: Cannot evaluate .* it answers NaN, not a finite number/,
    );
    assert.ok(!await exists(report));
  }));

/** Waits until something comes true, for three minutes at most. */
async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1_800; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`never came true: ${holds}`);
}

const exists = (file: string) => Deno.stat(file).then(() => true, () => false);

/** Ends a training by a signal, and says how and in how many milliseconds it ended. */
async function endBy(signal: Deno.Signal, child: Deno.ChildProcess) {
  const start = performance.now();
  child.kill(signal); // to `deno task`, which passes it on
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr), took: performance.now() - start };
}

const SIGNALS = [["SIGINT", 130, "Ctrl-C"], ["SIGTERM", 143, "SIGTERM"], [
  "SIGHUP",
  129,
  "SIGHUP",
]] as const;

Deno.test("a signal ends training within 2 s with its code and a checkpoint of the step in hand", () =>
  inFolder(async (folder) => {
    for (const [signal, expected, name] of SIGNALS) {
      const out = join(folder, signal), file = join(out, "checkpoint.json");
      const args = [...SHORT, "--epochs", "10000", "--checkpoint-steps", "7", "--out", out];
      const child = startTask(["train", ...args]);
      await eventually(() => exists(file));
      if (signal === "SIGINT") {
        const second = await task(["train", ...SHORT, "--out", out]);
        assert.equal(second.code, 1);
        assert.match(
          second.stderr,
          /^error: Cannot train into .*SIGINT: another program is at work/,
        );
      }
      const { code, stderr, took } = await endBy(signal, child);
      assert.equal(code, expected);
      assert.ok(inTime(took, 2_000), `${signal}: ${took} ms`);
      assert.match(
        stderr,
        new RegExp(`^Stopped by ${name}\\. .*${signal} holds a checkpoint`, "m"),
      );
      const said =
        /after step ([\d,]+), (\d+) epochs? finished; the same command with --resume goes on/
          .exec(stderr);
      assert(said, stderr);
      const { epochs, stepTallies } = await loadCheckpoint(out);
      const steps = stepTallies.length / 2, perEpoch = 23; // of 2,384 pictures
      assert.deepEqual(
        [steps, epochs.length],
        [Number(said[1].replaceAll(",", "")), Number(said[2])],
        "not an older checkpoint, but that of the step in hand",
      );
      const within = steps - perEpoch * epochs.length;
      assert.ok(steps >= 7 && within >= 0 && within <= perEpoch, `${steps}, ${epochs.length}`);
      const left = await Array.fromAsync(Deno.readDir(out), ({ name }) => name);
      const odd = left.filter((name) => !/^(checkpoint|model)\.json$|\.bin$/.test(name));
      assert.deepEqual(odd, [], "the folder is free again");
    }
  }));

Deno.test("a signal while training starts ends it within 2 s with its code", () =>
  inFolder(async (folder) => {
    for (const [i, [signal, expected]] of SIGNALS.entries()) {
      for (const delay of [100, 600 + 300 * i]) {
        const out = join(folder, `${signal} ${delay}`); // so long that it cannot end by itself
        const child = startTask(["train", ...SHORT, "--epochs", "10000", "--out", out]);
        await new Promise((resolve) => setTimeout(resolve, delay));
        const { code, took } = await endBy(signal, child);
        assert.equal(code, expected, `${signal} after ${delay} ms`);
        assert.ok(inTime(took, 2_000), `${signal} after ${delay} ms: ${took} ms`);
      }
    }
  }));

Deno.test("in a step of minutes the first signal ends training in 2 s and the second at once", () =>
  inFolder(async (folder) => {
    const begun = 5_000 * Math.min(4, slowness());
    const start = async (name: string) => {
      const args = ["--data", DATA, "--backend", "cpu", "--batch-size", "2000", "--out"];
      const child = startTask(["train", ...args, join(folder, name)]);
      await new Promise<void>((resolve) =>
        void hear(child.stdout, (printed) => printed.includes("parameters, on cpu") && resolve())
      );
      await new Promise((resolve) => setTimeout(resolve, begun)); // the first step has begun
      return child;
    };
    const [once, twice] = await Promise.all([start("once"), start("twice")]);
    const ended = (child: Deno.ChildProcess) => {
      const begun = performance.now();
      return child.status.then(({ code }) => ({ code, took: performance.now() - begun }));
    };
    const first = ended(once), second = ended(twice);
    once.kill("SIGTERM");
    twice.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 500)); // sooner, it would pass for an echo
    twice.kill("SIGINT");
    const [late, atOnce] = await Promise.all([first, second]);
    assert.deepEqual([late.code, atOnce.code], [143, 130]);
    assert.ok(late.took > 1_500 && inTime(late.took, 2_300), `${late.took} ms`);
    assert.ok(atOnce.took > 500 && inTime(atOnce.took, 1_200), `${atOnce.took} ms`);
    assert.match(await once.stderr.text(), /Stopped by SIGTERM in the middle of a step/);
    await twice.stderr.cancel();
  }));

/** Reads what a program prints, to its end, and calls `look` with all of it so far whenever there is more. */
async function hear(output: Deno.ChildProcess["stdout"], look = (_printed: string) => {}) {
  let printed = "";
  for await (const part of output.pipeThrough(new TextDecoderStream())) look(printed += part);
  return printed;
}

/** Trains until it has printed a text, and ends it then as Ctrl-C does. */
async function trainUntil(text: string, args: readonly string[]) {
  const child = startTask(["train", ...args]);
  let interrupted = false;
  const [stdout, stderr] = await Promise.all([
    hear(child.stdout, (printed) => {
      if (interrupted || !printed.includes(text)) return;
      interrupted = true;
      child.kill("SIGINT");
    }),
    hear(child.stderr),
  ]);
  assert.ok(interrupted, `${text} was never printed:\n${stdout}${stderr}`);
  const { code } = await child.status;
  return { code, stdout, stderr };
}

Deno.test("Ctrl-C keeps the network of the last finished epoch", () =>
  inFolder(async (folder) => {
    const args = [...SHORT, "--epochs", "10000", "--out", folder];
    const { code, stderr } = await trainUntil("epoch 1/", args);
    assert.equal(code, 130);
    assert.match(
      stderr,
      /Stopped by Ctrl-C\. .* holds a checkpoint after step [\d,]+, \d+ epochs? finished/,
    );
    await loadModel(folder);
  }));

Deno.test("Ctrl-C in the first epoch leaves the checkpoint of an earlier training alone", () =>
  inFolder(async (folder) => {
    const file = join(folder, "checkpoint.json"), earlier = "an earlier training's";
    await Deno.writeTextFile(file, earlier);
    const slow = ["--data", DATA, "--backend", "cpu", "--batch-size", "1", "--workers", "1"];
    const child = startTask(["train", ...slow, "--out", folder]);
    const heard = hear(child.stderr);
    await new Promise<void>((resolve) =>
      void hear(child.stdout, (printed) => printed.includes("parameters, on cpu") && resolve())
    );
    await new Promise((resolve) => setTimeout(resolve, 2_500 * Math.min(4, slowness())));
    child.kill("SIGINT"); // after some of an epoch's thousands of steps
    assert.equal((await child.status).code, 130);
    assert.match(await heard, /Stopped by Ctrl-C\. .* still holds the checkpoint of the earlier/);
    assert.equal(await Deno.readTextFile(file), earlier);
  }));

Deno.test("a recipe says how many digits are left for validation", () =>
  inFolder(async (folder) => {
    const args = ["--recipe", "best", "--data", "builtin", "--out", folder];
    const { stdout } = await trainUntil("for validation", args);
    assert.match(stdout, /118,000 training digits, 1,000 for validation/);
  }));

Deno.test("--resume goes on where Ctrl-C came, to the same weights, and tidies up", () =>
  inFolder(async (folder) => {
    const options = [...SHORT, "--workers", "2", "--epochs"];
    const [whole, parted] = [join(folder, "whole"), join(folder, "parted")];
    const files = async (out: string) =>
      (await Array.fromAsync(Deno.readDir(out), ({ name }) => name)).sort();

    let epochs = 15, code = 0, stderr = "";
    while (code === 0 && epochs < 500) { // on a busy machine Ctrl-C may come when all is over
      epochs *= 2;
      ({ code, stderr } = await trainUntil("epoch 1/", [...options, `${epochs}`, "--out", parted]));
    }
    assert.equal(code, 130);
    const args = [...options, `${epochs}`, "--out"];
    assert.match(stderr, /the same command with --resume goes on/);
    assert.ok((await files(parted)).includes("checkpoint.json"));
    const other = await task(["train", ...args, parted, "--resume", "--seed", "2"]);
    assert.equal(other.code, 1);
    assert.ok(!other.stdout.includes("resumed"), "told only once it is so");
    assert.match(
      other.stderr,
      /^error: Cannot resume training: it was begun with --seed 1, not 2\. Resume it with the options/,
    );

    const noticeWith = async (name: string, ...others: string[]) => {
      const copy = join(folder, name); // the checkpoint that is to be resumed is left alone
      await Deno.mkdir(copy);
      await Deno.copyFile(join(parted, "checkpoint.json"), join(copy, "checkpoint.json"));
      return (await trainUntil("for validation", [...args, copy, ...others])).stderr;
    };
    assert.match(
      await noticeWith("forgotten"),
      /forgotten holds a checkpoint of this training, which was interrupted; --resume continues it\. .* after its first/,
    );
    assert.match(
      await noticeWith("another", "--seed", "2"),
      /another holds a checkpoint of another training.* name another folder with --out\./,
    );

    const resumed = await task(["train", ...args, parted, "--resume"]);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(
      resumed.stdout,
      /^resumed from .*parted after step [\d,]+, \d+ epochs? finished$/m,
    );
    assert.ok(!resumed.stdout.includes(`epoch 1/${epochs}`));
    assert.equal((await task(["train", ...args, whole])).code, 0);
    assert.deepEqual(await files(parted), await files(whole), "weights are named by content");

    const again = await task(["train", ...args, parted, "--resume"]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /there is no such file\. It is written while training/);
  }));
