/**
 * Runs cells of somebody else's notebook, in a process of their own that can read this project and
 * the packages it uses and do nothing else: no writing, no network, no programs, no variables.
 *
 * Deno's REPL evaluates them, which is what its kernel for Jupyter does: a name may be declared anew,
 * types are not checked, and `await` and `import` stand anywhere.
 */

import { basename, dirname, fromFileUrl, join } from "@std/path";
import type { Line, Said } from "./recorder.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "..");

/** The folder in which Jupyter runs the book's notebooks; deno.json gives the names of the library a meaning there. */
const NOTEBOOKS = join(ROOT, "notebooks");

/** The most that a process may print, in bytes. */
const MOST_OUTPUT = 4_000_000;

/** Keeps a process off the network: Deno's cache must do. */
const OFFLINE = ["--cached-only", "--no-remote"];

/** The outcome of some cells. */
export interface Evaluation {
  /** The verdicts of `check`, in order. */
  readonly verdicts: readonly Said[];
  /** The first cell that threw, by its place, and what. */
  readonly thrown?: { readonly place: number; readonly error: string };
  /** The cell that was at work when the process had to be ended, and what it did. */
  readonly stopped?: { readonly place: number; readonly what: string };
}

/**
 * Runs cells one after the other.
 *
 * @param cells the text of each, by its place in the notebook
 * @param folder an empty folder below this project's `runs/`, for the cells as files
 * @param seconds how long all of them may take together
 * @param signal ends them when it is aborted
 * @returns what became of them
 */
export async function evaluate(
  cells: ReadonlyMap<number, string>,
  folder: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const mark = crypto.randomUUID();
  const recorder = new URL(`./recorder.ts?mark=${mark}`, import.meta.url).href;
  const files: string[] = [];
  const put = async (name: string, text: string) => {
    await Deno.writeTextFile(join(folder, name), text);
    files.push(join("..", "runs", basename(folder), name)); // a comma in a full path would part it
  };
  await put("start.ts", `import { check } from "${recorder}";`);
  for (const [place, text] of cells) {
    await put(`${place}.start.ts`, `(await import("${recorder}")).started(${place});`);
    await put(
      `${place}.ts`,
      text.replaceAll(/(["'])@pixel\/convnet\/exercises\1/g, `"${recorder}"`),
    );
  }
  const { output, what } = await outputOf(files, seconds, signal);
  const lines = output.split("\n").slice(0, -1).filter((line) => line.startsWith(mark))
    .map((line): Line => JSON.parse(line.slice(mark.length)));
  const last = lines.findLast((line) => "started" in line)?.started ?? [...cells.keys()][0];
  return {
    verdicts: lines.filter((line): line is Said => "id" in line),
    thrown: thrownIn(output),
    stopped: what === undefined ? undefined : { place: last, what },
  };
}

/** Returns what a process printed, and what it did if it had to be ended. */
async function outputOf(
  files: readonly string[],
  seconds: number,
  signal?: AbortSignal,
): Promise<{ output: string; what?: string }> {
  const readable = [ROOT, packages()].map((path) => path.replaceAll(",", ",,")).join(",");
  const process = new Deno.Command("deno", {
    args: [
      ...["repl", "-q", "--no-prompt", ...OFFLINE, `--allow-read=${readable}`],
      `--eval-file=${files.join(",")}`,
    ],
    cwd: NOTEBOOKS,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let what: string | undefined, output = "";
  const end = (reason: string) => {
    what = reason;
    process.kill("SIGKILL");
  };
  const interrupt = () => end("was interrupted");
  signal?.addEventListener("abort", interrupt);
  if (signal?.aborted) interrupt();
  const timer = setTimeout(() => end(`did not end within ${seconds} s`), 1_000 * seconds);
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    if (what) continue; // what was still on its way
    output += text;
    if (output.length > MOST_OUTPUT) end("printed without an end");
  }
  clearTimeout(timer);
  signal?.removeEventListener("abort", interrupt);
  await process.status;
  return { output, what };
}

/** The folder of Deno's packages: tfjs reads its WebAssembly there. */
function packages(): string {
  return fromFileUrl(
    import.meta.resolve("@tensorflow/tfjs-backend-wasm").split("/@tensorflow/")[0],
  );
}

/** The first error that the REPL reports. */
function thrownIn(output: string): Evaluation["thrown"] {
  const found = output.match(/^Error in --eval-file file ".*?(\d+)\.ts": (?:Uncaught )?(.*)$/m);
  return found ? { place: Number(found[1]), error: found[2] } : undefined;
}
