/**
 * `deno task notebooks`: executes every notebook through Jupyter and the Deno kernel.
 *
 * @module
 */

import { basename, fromFileUrl, join, resolve } from "@std/path";
import { UserError } from "../../errors.ts";
import { makeFolder, writeWhole } from "../../files.ts";
import { asTyped, command, run } from "../command.ts";
import { differences, withKept, withTime } from "./notebook.ts";
import { digitsFor } from "../digits_option.ts";
import { formatted } from "./format.ts";
import { installKernel, jupyter, KERNEL } from "../jupyter.ts";

/** Time limit for one cell, in seconds. */
const CELL_LIMIT = 600;

/** Makes nbconvert wait for outputs that the kernel sends late. */
const CONFIG = fromFileUrl(new URL("../jupyter_config.py", import.meta.url));

/**
 * The folder in which notebook 6 leaves its networks for notebook 7, which trains them itself if
 * there are none.
 */
const NETWORKS = join("runs", "notebook-6");

interface Options {
  check?: boolean;
  times?: boolean;
}

/** The paths of all notebooks, sorted by name. */
async function allNotebooks(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir("notebooks")) {
    if (name.endsWith(".ipynb")) names.push(name);
  }
  return names.sort().map((name) => join("notebooks", name));
}

/** Executes a copy of a notebook and returns the text of the copy, with its outputs. */
async function execute(notebook: string, scratch: string): Promise<string> {
  const { code, output } = await jupyter([
    "nbconvert",
    `--config=${CONFIG}`,
    "--to=notebook",
    "--execute",
    `--ExecutePreprocessor.kernel_name=${KERNEL}`,
    `--ExecutePreprocessor.timeout=${CELL_LIMIT}`,
    "--ExecutePreprocessor.record_timing=False",
    `--output-dir=${scratch}`,
    notebook,
  ], { dataFolder: scratch, quiet: true });
  if (code !== 0) throw new UserError(`${notebook} fails:\n${output}`);
  return await Deno.readTextFile(join(scratch, basename(notebook)));
}

/** Replaces a notebook with its new run, which took some seconds if it is to say so. */
async function store(notebook: string, executed: string, seconds?: number): Promise<void> {
  const run = withKept(JSON.parse(await Deno.readTextFile(notebook)), JSON.parse(executed));
  const text = JSON.stringify(seconds === undefined ? run : withTime(run, seconds), null, 1);
  await writeWhole(notebook, await formatted(text, "ipynb"));
}

/** Fails if a new run shows anything different from the stored one. */
async function compare(notebook: string, executed: string): Promise<void> {
  const stored = await Deno.readTextFile(notebook);
  const found = differences(JSON.parse(stored), JSON.parse(executed));
  if (found.length > 0) throw new UserError(`${notebook} has changed:\n${found.join("\n")}`);
}

async function action(paths: string[], { check, times }: Options): Promise<void> {
  const isMnist = (await digitsFor("auto")).source === "mnist";
  if (!check && !isMnist) {
    throw new UserError(
      "Cannot store the notebooks' outputs: those that are stored come from MNIST, which is not " +
        "here. Fetch it with `deno task data` or name its folder in MNIST_DIR; --check executes " +
        "copies without it",
    );
  }
  await makeFolder("runs");
  const scratch = resolve(await Deno.makeTempDir({ dir: "runs", prefix: "notebooks-" }));
  try {
    await installKernel(scratch); // for this run only
    await Deno.remove(NETWORKS, { recursive: true }).catch(() => {}); // of an older run
    for (const notebook of paths.length > 0 ? paths.map(asTyped) : await allNotebooks()) {
      const start = performance.now();
      const executed = await execute(notebook, scratch);
      const seconds = (performance.now() - start) / 1_000;
      if (!check) await store(notebook, executed, times ? seconds : undefined);
      else if (isMnist) await compare(notebook, executed);
      console.log(`${notebook}  ${seconds.toFixed(1)} s`);
    }
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

if (import.meta.main) {
  await run(
    command("notebooks", "Executes the notebooks in Jupyter and writes their outputs back.")
      .argument("[notebook...]", "which; all by default")
      .option("--check", "executes copies and leaves the files as they are")
      .option("--times", "has each notebook say how long it took; for an idle machine")
      .action(action),
  );
}
