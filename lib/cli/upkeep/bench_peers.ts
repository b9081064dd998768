/** The peers of the benchmark: how each is installed, started and asked; see `test/peer/serve.py`. */

import { UserError } from "../../errors.ts";
import { BATCH } from "./bench_folder.ts";
import { lines } from "./lines.ts";

/** The folder into which `--peers` installs Python's packages. */
const ENVIRONMENT = "runs/peers", PYTHON = `${ENVIRONMENT}/bin/python`;

/** Python's packages; PyTorch's comes from its own index, since PyPI's brings gigabytes for GPUs. */
const TORCH = "torch==2.13.0", INDEX = "https://download.pytorch.org/whl/cpu";
const WHEELS = [TORCH, "tensorflow==2.21.0", "keras==3.15.1", "jax==0.10.2", "numpy"];

/** npm's packages, which Deno keeps in its own cache. */
const ONNX = "npm:onnxruntime-node@1.30.0", ONNX_WEB = "npm:onnxruntime-web@1.30.0";
const JAX_JS = "npm:@jax-js/jax@0.1.25";

/** Makes glibc keep freed memory; otherwise most of PyTorch's time goes into page faults. */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "8589934592",
};

/** A peer as it is started. */
interface PeerProgram {
  /** Its name. */
  readonly name: string;
  /** Its program in `test/peer`. */
  readonly file: string;
  /** Arguments behind the folder and the threads. */
  readonly args?: readonly string[];
  /** The networks that it is measured with; all by default. */
  readonly networks?: readonly string[];
  /**
   * Digits per step of `cnn`, which it is then asked for on one thread, whatever its networks; the time is
   * scaled up to {@linkcode BATCH}, since a slow one would take minutes.
   */
  readonly slow?: number;
  /** True if it trains; the others are asked for predictions alone. */
  readonly trains?: boolean;
  /** Its packages where they are installed; with them come those that they need. */
  readonly packages: readonly string[];
}

/** Every peer. */
export const PEERS: readonly PeerProgram[] = [
  { name: "PyTorch", file: "torch_convnet.py", trains: true, packages: ["torch"] },
  {
    name: "PyTorch compiled",
    file: "torch_convnet.py",
    args: ["compile"],
    networks: [], // compiling takes longer than all steps that are measured
    slow: BATCH,
    packages: ["torch"],
  },
  { name: "Keras", file: "keras_convnet.py", trains: true, packages: ["keras", "tensorflow"] },
  { name: "JAX", file: "jax_convnet.py", trains: true, packages: ["jax"] },
  { name: "ONNX Runtime", file: "onnx_convnet.ts", args: [ONNX], packages: [ONNX] },
  { name: "ONNX Runtime Web", file: "onnx_convnet.ts", args: [ONNX_WEB], packages: [ONNX_WEB] },
  {
    name: "jax-js",
    file: "jax_js_convnet.ts",
    args: [JAX_JS],
    trains: true,
    networks: ["mlp"],
    slow: 4,
    packages: [JAX_JS],
  },
  { name: "tfjs wasm", file: "tfjs_convnet.ts", args: ["wasm"], packages: [] },
  {
    name: "tfjs cpu",
    file: "tfjs_convnet.ts",
    args: ["cpu"],
    packages: [],
    networks: [],
    slow: 4,
  },
];

/** An argument of a work. */
type Argument = string | number | readonly number[];

/** One who is measured: this library or a peer. */
export interface Contender {
  /** Its name. */
  readonly name: string;
  /** The version, of a peer. */
  readonly version?: string;
  /** The networks that it is measured with; all by default. */
  readonly networks?: readonly string[];
  /** The reason why a peer has ended before it was told to, if it has. */
  readonly failure?: string;
  /** Does a work and returns what came out, or undefined if it cannot. */
  ask<T>(work: string, ...args: readonly Argument[]): Promise<T | undefined>;
  /** Ends it. */
  end(): Promise<void>;
}

/** The longest time for an answer, in milliseconds; then the peer is given up. */
const PATIENCE = 180_000;

/** Installs the peers: Python's packages into an environment of its own, npm's into Deno's cache. */
export async function installPeers(): Promise<void> {
  const pip = ["-m", "pip", "install", "--quiet"];
  const steps: [string, string[]][] = [
    ["python3", ["-m", "venv", ENVIRONMENT]],
    [PYTHON, [...pip, "--no-deps", "--index-url", INDEX, TORCH]],
    [PYTHON, [...pip, ...WHEELS]],
    ["deno", ["cache", "-q", "--no-lock", ONNX, ONNX_WEB, JAX_JS]],
  ];
  for (const [program, args] of steps) {
    const { code } = await new Deno.Command(program, { args }).spawn().status;
    if (code !== 0) throw new UserError(`Cannot install the peers: ${program} failed, see above`);
  }
}

/**
 * Starts a peer.
 *
 * @param program which one
 * @param folder the folder that `writePeerFolder` filled
 * @param threads how many threads it may take
 * @returns the peer, or the reason why it cannot be measured
 */
export async function startPeer(
  { name, file, args = [], networks, packages }: PeerProgram,
  folder: string,
  threads: number,
): Promise<Contender | string> {
  const all = [`test/peer/${file}`, folder, `${threads}`, ...args];
  // The lock file names the project's own packages alone; without it they would be looked up in the registry.
  const lock = packages.some((name) => name.startsWith("npm:")) ? ["--no-lock"] : [];
  const [program, before] = file.endsWith(".py")
    ? [PYTHON, []]
    : ["deno", ["run", "-q", ...lock, "--cached-only", "-P=peer"]];
  let process: Deno.ChildProcess;
  try {
    process = new Deno.Command(program, {
      args: [...before, ...all],
      env: { ...KEEP_MEMORY, NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "not installed";
    throw error;
  }
  const complaint = lastComplaint(process.stderr);
  const answers = lines(process.stdout), writer = process.stdin.getWriter();
  let late = false;
  const next = async <T>(): Promise<T | undefined> => {
    const timer = setTimeout(() => {
      late = true;
      process.kill("SIGKILL");
    }, PATIENCE);
    try {
      for (;;) {
        const { value } = await answers.next();
        if (value === undefined) return undefined;
        try {
          return JSON.parse(value);
        } catch {
          continue; // what a library prints is no answer
        }
      }
    } finally {
      clearTimeout(timer);
    }
  };
  const end = async () => {
    await writer.close().catch(() => {}); // it may have ended by itself
    await process.status;
  };
  const reason = async () => late ? `no answer within ${PATIENCE / 1_000} s` : await complaint;
  const version = await next<string>();
  if (version === undefined) {
    await end();
    return await reason();
  }
  let failure: string | undefined;
  return {
    name,
    version,
    networks,
    end,
    get failure() {
      return failure;
    },
    async ask<T>(...job: readonly Argument[]) {
      try {
        await writer.write(new TextEncoder().encode(JSON.stringify(job) + "\n"));
      } catch {
        return undefined; // it gave up in an earlier job
      }
      const answer = await next<T | { error: string }>();
      if (answer === undefined) failure ??= `ended in ${job[0]}: ${await reason()}`;
      const failed = answer !== null && typeof answer === "object" && "error" in answer;
      return failed ? undefined : answer as T;
    },
  };
}

/** The last line of standard error that names an error, or the last of all; for the reader of a table. */
async function lastComplaint(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let last = "it ended without a word", named: string | undefined;
  for await (const line of lines(stderr)) {
    const text = line.trim();
    if (text !== "") last = text;
    if (/error/i.test(text)) named = text;
  }
  return named ?? last;
}

/**
 * Measures what is installed of npm's packages for a program.
 *
 * @param program its file, or a package
 * @returns the bytes in Deno's cache, those of the packages that they need among them
 */
export async function npmBytes(program: string): Promise<number> {
  const { stdout } = await new Deno.Command("deno", {
    args: ["info", "--json", "--no-lock", program],
    stderr: "null",
  }).output();
  const { npmPackages }: { npmPackages: Record<string, { localPath: string }> } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const sizes = Object.values(npmPackages).map(({ localPath }) => folderBytes(localPath));
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    bytes += isDirectory ? await folderBytes(path) : (await Deno.lstat(path)).size;
  }
  return bytes;
}
