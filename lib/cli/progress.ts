/**
 * `deno task progress`: runs the answers in readers' notebooks and says which exercises are solved.
 *
 * @module
 */

import { dirname, fromFileUrl, join } from "@std/path";
import { UserError } from "../errors.ts";
import { exercises } from "../exercises/mod.ts";
import { makeFolder, reason } from "../files.ts";
import { Table } from "../table.ts";
import { command, positiveNumber, run } from "./command.ts";
import { interruptible } from "./interrupt.ts";
import { readCode } from "./notebook.ts";
import { judge, type JudgeOptions, type Result } from "./progress/judge.ts";

const RUNS = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "runs");

/** The longest part of a hint that the table shows, in characters. */
const LONGEST = 90;

const STATUSES = ["solved", "wrong", "open", "not run"] as const;

interface Options {
  json?: true;
  seconds: number;
}

/** A reader's notebook and what became of its answers. */
interface Progress {
  readonly notebook: string;
  readonly results: readonly Result[];
}

async function action(paths: readonly string[], { json, seconds }: Options): Promise<void> {
  const done: Progress[] = [];
  using work = interruptible(() => {}); // an endless answer would outlive this program
  for (const path of paths) {
    try {
      for await (const progress of progressIn(path, { lend, seconds, signal: work.signal })) {
        const interruption = work.interruption();
        if (interruption) Deno.exit(interruption.code);
        done.push(progress);
        if (json) console.log(asJson(progress));
      }
    } catch (error) {
      tell(error);
    }
  }
  if (json || done.length === 0) return;
  console.log(done.length === 1 ? detail(done[0]) : overview(done));
}

/** Names what could not be read; the others go on. */
function tell(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exitCode = 1;
}

/** Judges a notebook, or all in a folder that have exercises. */
async function* progressIn(path: string, options: JudgeOptions): AsyncGenerator<Progress> {
  const { isDirectory } = await Deno.stat(path).catch((error) => {
    throw new UserError(`Cannot read a notebook from ${path}: ${reason(error)}`, { cause: error });
  });
  let found = 0, unreadable = 0;
  for (const notebook of isDirectory ? await notebooksIn(path) : [path]) {
    try {
      const results = await judge(await readCode(notebook), options);
      if (results.length === 0) continue;
      found++;
      yield { notebook, results };
    } catch (error) {
      unreadable++;
      tell(error);
    }
  }
  if (found + unreadable > 0) return;
  throw new UserError(
    `Cannot find exercises in ${path}: no cell calls check(). Name a copy of one of the book's notebooks`,
  );
}

/** The notebooks in a folder and those below it, without Jupyter's checkpoints and other hidden ones. */
async function notebooksIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    throw new UserError(`Cannot read the folder ${folder}: ${reason(error, "folder")}`, {
      cause: error,
    });
  });
  const found: string[] = [];
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, name);
    if (name.startsWith(".")) continue;
    if (isDirectory) found.push(...await notebooksIn(path));
    if (isFile && name.endsWith(".ipynb")) found.push(path);
  }
  return found;
}

/** Lends a folder for the cells of one process. */
async function lend<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await makeFolder(RUNS);
  const folder = await Deno.makeTempDir({ dir: RUNS, prefix: "progress-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Such as "02-convolution.ipynb: 3 of 15 solved", and a row per exercise. */
function detail({ notebook, results }: Progress): string {
  const rows = results.map(({ id, status, message }) => {
    const level = exercises.find((exercise) => exercise.id === id)?.level ?? "";
    return [id, level, status, shortened(message)];
  });
  const table = new Table(["exercise", "level", "status", "remark"], rows);
  return `${notebook}: ${count(results, "solved")} of ${results.length} solved\n\n${table}`;
}

/** A row per notebook, and below the table why answers were not run. */
function overview(done: readonly Progress[]): string {
  const rows = done.map(({ notebook, results }) => [
    notebook,
    `${count(results, "solved")} of ${results.length}`,
    ...STATUSES.map((status) => numbers(results, status)),
  ]);
  const reasons = done.flatMap(({ notebook, results }) =>
    results.filter(({ status }) => status === "not run")
      .map(({ id, message }) => `${notebook}: ${id} was not run: ${shortened(message)}`)
  );
  const table = new Table(["notebook", "solved", ...STATUSES.map((s) => `${s}: which`)], rows);
  return [String(table), ...(reasons.length > 0 ? ["", ...reasons] : [])].join("\n");
}

function asJson({ notebook, results }: Progress): string {
  const solved = count(results, "solved");
  return JSON.stringify({ notebook, solved, of: results.length, exercises: results });
}

function count(results: readonly Result[], wanted: Result["status"]): number {
  return results.filter(({ status }) => status === wanted).length;
}

/** The exercises of a status, such as "02-1 to 02-5, 02-8". */
function numbers(results: readonly Result[], wanted: Result["status"]): string {
  const runs: string[][] = [];
  results.forEach(({ id, status }, i) => {
    if (status !== wanted) return;
    if (results[i - 1]?.status === wanted) runs.at(-1)!.push(id);
    else runs.push([id]);
  });
  return runs.flatMap((run) => run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run).join(", ");
}

/** One line, without anything that could control the terminal: the reader's code has a say in it. */
function shortened(message: string): string {
  // deno-lint-ignore no-control-regex
  const line = message.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

if (import.meta.main) {
  await run(
    command(
      "progress",
      "Runs the answers in readers' notebooks and prints which exercises are solved.",
    )
      .argument("<notebook...>", "notebooks, or folders of them")
      .option("--json", "prints an object per notebook and line")
      .option(
        "--seconds <n>",
        "how long an answer may take, with the cells that it needs",
        positiveNumber(86_400),
        120,
      )
      .action(action),
    { whereTyped: true },
  );
}
