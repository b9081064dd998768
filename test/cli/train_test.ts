import assert from "node:assert/strict";
import { join } from "@std/path";
import { loadModel } from "../../lib/model/mod.ts";
import { inFolder, startTask, task } from "./deno_task.ts";

const SHORT = ["--model", "mlp", "--data", "builtin", "--epochs", "1", "--batch-size", "500"];

Deno.test("train saves a network, reports what happened, and evaluate agrees", () =>
  inFolder(async (folder) => {
    const out = join(folder, "network"), file = join(folder, "report.json");
    const trained = await task(["train", ...SHORT, "--out", out, "--report", file, "--seed", "3"]);
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
  const options = "model epochs batch-size learning-rate seed workers backend data out report";
  for (const option of options.split(" ")) assert.match(stdout, new RegExp(`--${option} <`));
  assert.match(stdout, /--resume /);
});

Deno.test("commands tell what could not be done in a sentence and end with 1", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const odd = join(folder, "odd", "model.json");
    await Deno.mkdir(join(folder, "odd"));
    await Deno.writeTextFile(odd, `{"modelTopology": {}, "weightsManifest": [{}]}`);
    const cases: [string[], RegExp][] = [
      [
        ["evaluate", "--model", join(folder, "odd")],
        /odd.model\.json: it is JSON, but not a Layers/,
      ],
      [["train", "--data", join(folder, "nowhere")], /nowhere/],
      [["train", "--data", folder], new RegExp(folder)],
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

/** Trains until it has printed a text, and ends it then as Ctrl-C does. */
async function trainUntil(text: string, args: readonly string[]) {
  const child = startTask(["train", ...args]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  while (!stdout.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It never printed "${text}": ${stdout}`);
    stdout += value;
  }
  child.kill("SIGINT"); // to `deno task`, which passes it on
  const [{ code }, stderr] = await Promise.all([child.status, child.stderr.text()]);
  await reader.cancel();
  return { code, stdout, stderr };
}

Deno.test("Ctrl-C ends training cleanly with 130", () =>
  inFolder(async (folder) => {
    const args = [...SHORT, "--epochs", "10000", "--out", folder];
    const { code, stderr } = await trainUntil("epoch 1/", args);
    assert.equal(code, 130);
    assert.match(stderr, /Stopped by Ctrl-C\. .* holds the network after epoch \d+/);
    await loadModel(folder);
  }));

Deno.test("a recipe says how many digits are left for validation", () =>
  inFolder(async (folder) => {
    const args = ["--recipe", "best", "--data", "builtin", "--out", folder];
    const { stdout } = await trainUntil("for validation", args);
    assert.match(stdout, /59,000 training digits, 1,000 for validation/);
  }));

Deno.test("--resume goes on where Ctrl-C came, to the same weights, and tidies up", () =>
  inFolder(async (folder) => {
    const args = [...SHORT, "--epochs", "6", "--workers", "2", "--out"];
    const [whole, parted] = [join(folder, "whole"), join(folder, "parted")];
    const files = async (out: string) =>
      (await Array.fromAsync(Deno.readDir(out), ({ name }) => name)).sort();

    const { code, stderr } = await trainUntil("epoch 1/", [...args, parted]);
    assert.equal(code, 130);
    assert.match(stderr, /the same command with --resume goes on/);
    assert.ok((await files(parted)).includes("checkpoint.json"));
    const other = await task(["train", ...args, parted, "--resume", "--seed", "2"]);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /^error: Cannot resume training: it was begun with seed 1, not 2\./);

    const forgotten = await trainUntil("for validation", [...args, parted]);
    assert.match(forgotten.stderr, /holds a training that was interrupted; with --resume/);

    const resumed = await task(["train", ...args, parted, "--resume"]);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stdout, /^resumed from .*parted after epoch \d$/m);
    assert.ok(!resumed.stdout.includes("epoch 1/6"));
    assert.equal((await task(["train", ...args, whole])).code, 0);
    assert.deepEqual(await files(parted), await files(whole), "weights are named by content");

    const again = await task(["train", ...args, parted, "--resume"]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /there is no such file\. It is written after every epoch/);
  }));
