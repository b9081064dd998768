/**
 * `deno task kills`: trains a network again and again, kills the training (SIGKILL) at random moments,
 * resumes it, and compares what it leaves in the end with what an uninterrupted training leaves.
 *
 * @module
 */

import { join } from "@std/path";
import { useWasm } from "../../backend/mod.ts";
import { builtinDigits, slice, writeDigits } from "../../dataset/mod.ts";
import { UserError } from "../../errors.ts";
import { makeFolder } from "../../files.ts";
import { loadModel } from "../../model/mod.ts";
import { type Random, random } from "../../random.ts";
import { hasCheckpoint, loadCheckpoint } from "../../training/mod.ts";
import { command, run, wholeNumber } from "../command.ts";

/** The most kills of one training, before it may come to its end. */
const KILLS_PER_TRAINING = 8;

/** A training that takes seconds and writes a checkpoint (2 MB) after every second step. */
const TRAINING = ["--model", "mlp", "--epochs", "2", "--batch-size", "20", "--workers", "2"];
const CHECKPOINTS = ["--checkpoint-steps", "2"];

interface Options {
  kills: number;
  seed: number;
}

async function action({ kills, seed }: Options): Promise<void> {
  await useWasm(); // with which the networks are looked at
  await makeFolder("runs");
  const scratch = await Deno.makeTempDir({ dir: "runs", prefix: "kills-" });
  try {
    const data = join(scratch, "digits"), whole = join(scratch, "whole");
    await writeSet(data);
    const start = performance.now();
    await trainToEnd(whole, data);
    const duration = performance.now() - start;
    const next = random(seed);
    let killed = 0, midWrite = 0, trainings = 0;
    while (killed < kills) {
      const out = join(scratch, `killed-${++trainings}`);
      const most = Math.min(KILLS_PER_TRAINING, kills - killed);
      const found = await killOften(out, data, most, () => duration * next());
      await trainToEnd(out, data);
      await compare(out, whole);
      killed += found.killed;
      midWrite += found.midWrite;
    }
    console.log(
      `${killed} kills survived, ${midWrite} of them in the middle of a write: ${trainings} trainings ` +
        `ended with the bytes of one that was not killed`,
    );
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** Writes a few built-in digits as IDX files. */
async function writeSet(folder: string): Promise<void> {
  await makeFolder(folder);
  const digits = builtinDigits({ count: 800, seed: 1 });
  const parts = { train: slice(digits, 0, 600), t10k: slice(digits, 600) };
  for (const [part, set] of Object.entries(parts)) {
    const { images, labels } = writeDigits(set);
    await Deno.writeFile(join(folder, `${part}-images-idx3-ubyte`), images);
    await Deno.writeFile(join(folder, `${part}-labels-idx1-ubyte`), labels);
  }
}

/** Starts a training, or resumes the one that the folder holds. */
async function start(out: string, data: string): Promise<Deno.ChildProcess> {
  const options = ["--out", out, "--data", data, ...await hasCheckpoint(out) ? ["--resume"] : []];
  return new Deno.Command("deno", {
    args: [
      ...["run", "-q", "-P=train", "lib/cli/train.ts"],
      ...[...TRAINING, ...CHECKPOINTS, ...options],
    ],
    env: { INIT_CWD: "." }, // paths are meant from here, wherever the user typed
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function trainToEnd(out: string, data: string): Promise<void> {
  const { code, stderr } = await (await start(out, data)).output();
  if (code === 0) return;
  throw new UserError(`A training ended with ${code}: ${new TextDecoder().decode(stderr)}`);
}

/**
 * Kills a training several times, each time some milliseconds after it was started, and every second
 * time at the next write from then on.
 */
async function killOften(
  out: string,
  data: string,
  most: number,
  delay: Random,
): Promise<{ killed: number; midWrite: number }> {
  let killed = 0, midWrite = 0;
  while (killed < most) {
    const child = await start(out, data);
    let running = true;
    const ended = child.output().finally(() => running = false);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, delay()))]);
    if (killed % 2 === 1) { while (running && !await isWriting(out)); // as often as it can be asked
     }
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended by itself */ }
    const { signal, code, stderr } = await ended;
    if (signal !== "SIGKILL" && code !== 0) {
      throw new UserError(`A training ended with ${code}: ${new TextDecoder().decode(stderr)}`);
    }
    if (signal !== "SIGKILL") break; // it came to its end first
    killed++;
    if (await isWriting(out)) midWrite++;
    await inspect(out);
  }
  return { killed, midWrite };
}

/** Tells whether a folder holds the temporary file of a write. */
async function isWriting(folder: string): Promise<boolean> {
  return (await namesIn(folder)).some((name) => name.endsWith(".tmp"));
}

/** Sees that what a killed training left can be read. */
async function inspect(out: string): Promise<void> {
  const names = await namesIn(out);
  if (names.includes("model.json")) await loadModel(out);
  if (names.includes("checkpoint.json")) await loadCheckpoint(out);
}

/** The names of a folder's files; none if it is not there yet. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return (await entries.catch((): string[] => [])).sort();
}

/** Fails if two folders do not hold the same files with the same bytes. */
async function compare(folder: string, expected: string): Promise<void> {
  const names = await namesIn(folder), others = await namesIn(expected);
  let same = String(names) === String(others);
  for (const name of same ? names : []) {
    const [a, b] = await Promise.all([folder, expected].map((f) => Deno.readFile(join(f, name))));
    same &&= a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  if (same) return;
  throw new UserError(
    `A killed training ended with other files (${names}) than a whole one (${others})`,
  );
}

if (import.meta.main) {
  await run(
    command("kills", "Kills trainings, resumes them and compares what they leave.")
      .option("--kills <n>", "how many", wholeNumber(1, 10_000), 50)
      .option("--seed <n>", "decides the moments", wholeNumber(0, 2 ** 32 - 1), 1)
      .action(action),
  );
}
