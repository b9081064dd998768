import assert from "node:assert/strict";
import { join } from "@std/path";
import { useBackend, useWasm } from "../../lib/backend/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { mlp, network, type NetworkName } from "../../lib/model/mod.ts";
import {
  type Checkpoint,
  loadCheckpoint,
  RECIPES,
  removeCheckpoint,
  saveCheckpoint,
  type StepResult,
  train,
  type TrainingOptions,
} from "../../lib/training/mod.ts";
import { inFolder } from "../cli/deno_task.ts";
import { fewDigits } from "./digits.ts";

const options: TrainingOptions = {
  ...fewDigits(),
  epochs: 3,
  batchSize: 50,
  learningRate: 0.003,
  schedule: "one-cycle",
  augmentation: true,
  smoothing: 0.1,
  averaging: 0.9,
  seed: 5,
  workers: 1,
};

/** Trains, or goes on, and gathers all that can be known of it. */
async function run(name: NetworkName, changes: Partial<TrainingOptions> = {}) {
  await useWasm();
  const model = network(name, 1);
  const checkpoints: Checkpoint[] = [], steps: StepResult[] = [];
  const result = await train(model, {
    ...options,
    onStep: (step) => steps.push(step),
    onEpoch: (_, checkpoint) => void checkpoints.push(checkpoint),
    ...changes,
  });
  const weights = await Promise.all(model.getWeights().map((w) => w.data<"float32">()));
  model.dispose();
  return { result, weights, checkpoints, steps };
}

type Run = Awaited<ReturnType<typeof run>>;

/**
 * Tells whether two lists are the same; `deepEqual` would take minutes to say how long ones differ.
 */
function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (x, i) => x === b[i]);
}

/** An epoch's numbers, but for the time it took. */
function withoutSeconds(epochs: readonly { seconds: number }[]) {
  return epochs.map(({ seconds: _, ...rest }) => rest);
}

/** Sees that a run ended as another one did, to the last bit. */
function assertSame(ended: Run, whole: Run, what: string) {
  assert.ok(ended.weights.every((w, t) => same(w, whole.weights[t])), what);
  assert.deepEqual(ended.result.stepLosses, whole.result.stepLosses, what);
  assert.deepEqual(withoutSeconds(ended.result.epochs), withoutSeconds(whole.result.epochs), what);
}

/** The number of steps in a checkpoint; an epoch here has 12. */
function stepsIn({ stepTallies }: Checkpoint): number {
  return stepTallies.length / 2;
}

Deno.test("a run that was interrupted and resumed ends with the same bits", () =>
  inFolder(async (folder) => {
    const workers = 2;
    const whole = await run("cnn", { workers });
    const interrupted = new AbortController();
    const save = (checkpoint: Checkpoint) => saveCheckpoint(checkpoint, folder);
    const { result } = await run("cnn", {
      workers,
      signal: interrupted.signal,
      onStep: ({ step }) => step >= 14 && interrupted.abort(),
      onEpoch: (_, checkpoint) => save(checkpoint),
      onCheckpoint: save,
    });
    assert.ok(result.stopped);
    const resume = await loadCheckpoint(folder);
    assert.equal(stepsIn(resume), result.stepLosses.length, "the step in hand is in it");
    assert.ok(resume.seconds > 0);
    const resumed = await run("cnn", { workers, resume: { ...resume, seconds: 1_000 } });
    assertSame(resumed, whole, "interrupted");
    const done = stepsIn(resume);
    assert.deepEqual(resumed.steps, whole.steps.slice(done), "only new steps are told");
    assert.equal(resumed.checkpoints.length, 3 - resume.epochs.length);
    assert.ok(resumed.result.trainSeconds > 1_000, "what was trained before counts as well");
  }));

Deno.test("a run resumed from any step, or before an epoch's validation, ends with the same bits", () =>
  inFolder(async (folder) => {
    // "light": batch normalisation has moving averages, which are not learned by gradient.
    const cases: [NetworkName, number, number][] = [["light", 1, 28], ["mlp", 3, 7], [
      "mlp",
      1,
      21,
    ]];
    for (const [name, workers, step] of cases) {
      const checkpoints: Checkpoint[] = [];
      const whole = await run(name, {
        workers,
        checkpointSteps: 7,
        onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint),
      });
      assert.deepEqual(checkpoints.map(stepsIn), [7, 14, 21, 28, 35], "epochs end at 12, 24, 36");
      if (name === "mlp" && workers === 1) {
        assertSame(await run(name, { workers }), whole, "without checkpoints");
      }
      await saveCheckpoint(checkpoints.find((found) => stepsIn(found) === step)!, folder);
      const resumed = await run(name, { workers, resume: await loadCheckpoint(folder) });
      assertSame(resumed, whole, `${name} from step ${step}`);
      assert.equal(resumed.steps[0].step, step + 1);
    }
    const whole = await run("mlp");
    const { epochs: [first], ...rest } = whole.checkpoints[0];
    const unvalidated = { ...rest, seconds: first.seconds, epochs: [] };
    assertSame(await run("mlp", { resume: unvalidated }), whole, "all steps, but no validation");
  }));

Deno.test("a checkpoint is a copy, which later epochs leave alone", async () => {
  const { checkpoints: [first, second] } = await run("mlp");
  assert.deepEqual([first.epochs.length, second.epochs.length], [1, 2]);
  assert.deepEqual([first.stepTallies.length, second.stepTallies.length], [2 * 12, 2 * 24]);
  for (const part of ["parameters", "averages", "mean", "square"] as const) {
    assert.ok(!same(first[part], second[part]), part);
  }
});

Deno.test("a saved checkpoint is read back bit for bit, and is gone when removed", () =>
  inFolder(async (folder) => {
    const { checkpoints: [checkpoint] } = await run("mlp", { epochs: 1 });
    await saveCheckpoint(checkpoint, folder);
    const loaded = await loadCheckpoint(folder);
    assert.deepEqual([loaded.run, loaded.epochs], [checkpoint.run, checkpoint.epochs]);
    for (const part of ["stepTallies", "parameters", "averages", "mean", "square"] as const) {
      assert.ok(same(loaded[part], checkpoint[part]), part);
    }
    await removeCheckpoint(folder);
    await removeCheckpoint(folder); // where there is none, there is nothing to do
    await assert.rejects(loadCheckpoint(folder), /checkpoint\.json: there is no such file/);
  }));

Deno.test("a recipe's other fields are no part of a run: with or without them it resumes", async () => {
  const recipe = { ...RECIPES.mlp, ...options };
  const { checkpoints: [begun] } = await run("mlp", recipe);
  assert.ok(!("network" in begun.run));
  const { result } = await run("mlp", { resume: begun });
  assert.equal(result.epochs.length, 3);
  const older = { ...begun, run: { ...begun.run, network: "mlp" } };
  assert.equal((await run("mlp", { resume: older })).result.epochs.length, 3);
});

Deno.test("a run without validation digits is resumed from its file", () =>
  inFolder(async (folder) => {
    const { checkpoints: [first] } = await run("mlp", { validation: undefined });
    await saveCheckpoint(first, folder);
    const resume = await loadCheckpoint(folder);
    assert.deepEqual(resume.epochs, first.epochs, "NaN has no form in JSON");
    const { result } = await run("mlp", { validation: undefined, resume });
    assert.equal(result.epochs.length, 3);
  }));

/** Rewrites a folder's checkpoint without its checksum, as an earlier version wrote it. */
async function withoutChecksum(folder: string, change: Record<string, unknown> = {}) {
  const file = join(folder, "checkpoint.json");
  const { sha256: _, ...content } = JSON.parse(await Deno.readTextFile(file));
  await Deno.writeTextFile(file, JSON.stringify({ ...content, ...change }));
}

Deno.test("a file that is not a checkpoint is refused in a sentence", () =>
  inFolder(async (folder) => {
    const file = join(folder, "checkpoint.json");
    const { checkpoints: [checkpoint] } = await run("mlp", { epochs: 1 });
    const refuses = () =>
      assert.rejects(loadCheckpoint(folder), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /checkpoint\.json: the file is damaged or not a checkpoint/);
        assert.ok(!/undefined|null|properties|iterable/.test(error.message), error.message);
        return true;
      });
    await saveCheckpoint(checkpoint, folder);
    const text = await Deno.readTextFile(file);
    for (const bad of ["", "{}", "null", "[]", "7", text.slice(0, -9), text.slice(0, 40)]) {
      await Deno.writeTextFile(file, bad);
      await refuses();
    }
    for (
      const change of [
        { mean: "AAAAAA==" },
        { mean: undefined },
        { square: "?" },
        { stepTallies: "AAAA" },
        { run: null },
        { epochs: 7 },
        { epochs: [{ epoch: "one" }] },
      ]
    ) {
      await saveCheckpoint(checkpoint, folder);
      await withoutChecksum(folder, change);
      await refuses();
    }
    await Deno.truncate(file, 2 ** 40); // a hole on disk
    await assert.rejects(
      loadCheckpoint(folder),
      /expected at most 536870912 bytes, found 1099511627776/,
    );
  }));

Deno.test("one changed character anywhere in a checkpoint is noticed", () =>
  inFolder(async (folder) => {
    const file = join(folder, "checkpoint.json");
    const { checkpoints: [checkpoint] } = await run("mlp", { epochs: 1 });
    await saveCheckpoint(checkpoint, folder);
    const text = await Deno.readTextFile(file);
    const letter = text.indexOf('"parameters":"') + 1_000; // deep in a long base64 string
    const places = Array.from({ length: 20 }, (_, i) => Math.floor((i + 0.5) * text.length / 20));
    for (const place of [letter, ...places]) {
      const other = text[place] === "A" ? "B" : "A";
      await Deno.writeTextFile(file, text.slice(0, place) + other + text.slice(place + 1));
      await assert.rejects(loadCheckpoint(folder), /\(its content does not match its checksum\)/);
    }
  }));

Deno.test("a checkpoint of an earlier version, without a checksum, loads with a notice", () =>
  inFolder(async (folder) => {
    const notices: string[] = [];
    const options = { onNotice: (sentence: string) => notices.push(sentence) };
    const { checkpoints: [checkpoint] } = await run("mlp", { epochs: 1 });
    await saveCheckpoint(checkpoint, folder);
    await loadCheckpoint(folder, options);
    assert.deepEqual(notices, []);
    await withoutChecksum(folder);
    assert.ok(same((await loadCheckpoint(folder, options)).mean, checkpoint.mean));
    assert.match(
      notices.join(),
      /checkpoint\.json carries no checksum: an earlier version wrote it/,
    );
  }));

Deno.test("another run's checkpoint is refused, and what differs is named", async () => {
  const { checkpoints: [resume] } = await run("mlp", { epochs: 1 });
  const refuses = (changes: Partial<TrainingOptions>, message: RegExp, model = mlp(1)) =>
    assert.rejects(train(model, { ...options, epochs: 1, resume, ...changes }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  await refuses({ epochs: 2 }, /it was begun with epochs 1, not 2\. Resume it with what it was/);
  await refuses({ seed: 6 }, /it was begun with seed 5, not 6/);
  await refuses({ workers: 2 }, /it was begun with workers 1, not 2/);
  const { training } = options;
  await refuses({ training: { ...training, name: "others" } }, /digits .*, not others/);
  const labels = training.labels.toReversed();
  await refuses({ training: { ...training, labels } }, /begun with labels \d+, not \d+/);
  const images = training.images.slice();
  images[images.length - 1] ^= 1;
  await refuses({ training: { ...training, images } }, /begun with pictures \d+, not \d+/);
  await refuses({}, /parameters 101770, not 34826/, network("cnn", 1));
  const damaged = (changes: Partial<Checkpoint>) =>
    refuses(
      { resume: { ...resume, ...changes } },
      /losses do not fit \d finished epochs of 12 steps; the checkpoint is damaged/,
    );
  await damaged({ stepTallies: resume.stepTallies.slice(2) });
  await damaged({ epochs: [...resume.epochs, ...resume.epochs] });
  await useBackend("cpu");
  await refuses({}, /it was begun with backend wasm, not cpu/);
});
