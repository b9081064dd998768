/**
 * Our kernels on several threads: a pool of workers, each with the kernels in the same shared memory.
 *
 * Each call of a kernel that has enough to do is split by its outputs: by the batch's images, the rows
 * of a product or the filters of a gradient. Nobody's sums are split, so the result is the same to the
 * last bit for any number of threads. This thread computes the first part and waits for the others.
 */

import { UserError } from "../../errors.ts";
import { nodeModule } from "../../node.ts";
import type { Exports } from "./exports.ts";

/** Multiply-adds, or numbers read and written, below which waking a thread does not pay. */
const LEAST_WORK = 1e6;

/** Places in the numbers that the threads share. */
const ROUND = 0, DONE = 1, READY = 2, FAILED = 3, PLACES = 4;

/** Codes that stand for a kernel in an order: nothing to do, and no more orders. */
const NOTHING = -1, END = -2;

/** The length of an order: the kernel, its part (2), the geometry (15), the arguments; and where those begin. */
const ORDER = 32, ARGUMENTS = 18;

type Arguments = readonly (number | boolean)[];

/** The sizes that `setGeometry` was given last. */
interface Sizes {
  readonly all: readonly number[];
  /** Floats of an image of the input, of the output, and of the pooled output. */
  readonly x: number;
  readonly y: number;
  readonly pooled: number;
  /** Multiply-adds per image. */
  readonly work: number;
}

/** One thread's part of a call. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly geometry: readonly number[];
  readonly args: Arguments;
}

/** A way to split the calls of a kernel. */
interface Split {
  /** Returns the number of outputs to share. */
  size(args: Arguments, sizes: Sizes): number;
  /** The number of outputs that stay together. */
  readonly step: number;
  /** Returns the cost of the whole call, in the unit of {@linkcode LEAST_WORK}. */
  work(args: Arguments, sizes: Sizes): number;
  part(args: Arguments, sizes: Sizes, from: number, to: number): Part;
}

/** The array by whose image an argument's address moves from one image to the next. */
type Moves = "x" | "y" | "pooled" | "codes" | "";

const CLASSES = 6; // the place of K among the sizes

/** By images: every argument that holds a batch is moved on to the part's first image. */
function byImages(moves: (args: Arguments) => readonly Moves[]): Split {
  return {
    size: (_, { all: [images] }) => images,
    step: 1,
    work: (_, { all: [images], work }) => images * work,
    part(args, sizes, from, to) {
      const bytes = {
        x: 4 * sizes.x,
        y: 4 * sizes.y,
        pooled: 4 * sizes.pooled,
        codes: sizes.pooled,
      };
      const places = moves(args);
      const moved = args.map((arg, i) => {
        const move = places[i];
        return move && arg !== 0 ? Number(arg) + from * bytes[move] : arg; // 0: left out
      });
      return {
        from: 0,
        to: 2 ** 31 - 1,
        geometry: [to - from, ...sizes.all.slice(1)],
        args: moved,
      };
    },
  };
}

/** By rows or filters, which the kernel itself counts. */
function byRows(
  step: number,
  size: Split["size"],
  work: Split["work"] = (_, { all: [images], work }) => images * work,
): Split {
  return {
    size,
    step,
    work,
    part: (args, { all }, from, to) => ({ from, to, geometry: all, args }),
  };
}

const filters: Split["size"] = (_, { all }) => all[CLASSES];

/** The kernels that are split, and how. */
const SPLITS: { readonly [name in keyof Exports]?: Split } = {
  multiply: byRows(
    5,
    (args) => Number(args[6]),
    (args) => Number(args[6]) * Number(args[7]) * Number(args[8]),
  ),
  convolve: byImages(() => ["x", "", "", "y"]),
  convolveInputGradient: byImages(() => ["y", "", "x"]),
  convolveFilterGradient: byRows(5, (_, { all: [, , , c, fh, fw] }) => fh * fw * c),
  convolveWinograd: byImages((args) => ["x", "", "", args[4] ? "pooled" : "y", "", "codes"]),
  winogradFilterGradient: byRows(5, filters),
  depthwise: byImages(() => ["x", "", "", "y"]),
  depthwiseInputGradient: byImages(() => ["y", "", "x"]),
  maxPool: byImages(() => ["x", "y"]),
  maxPoolGradient: byImages(() => ["x", "y", "x"]),
  convolvePool1: byImages(() => ["x", "", "", "pooled", "codes"]),
  blockInputGradient: byImages(() => ["pooled", "codes", "", "x"]),
  blockFilterGradient: byRows(1, filters),
  filterGradient1: byRows(4, filters),
  biasGradient: byRows(4, filters),
};

function sizesOf(all: readonly number[]): Sizes {
  const [, h, w, c, fh, fw, k, oh, ow] = all;
  return {
    all,
    x: h * w * c,
    y: oh * ow * k,
    pooled: (oh >> 1) * (ow >> 1) * k,
    work: oh * ow * k * fh * fw * Math.max(1, c),
  };
}

/** Options of {@linkcode splitOverThreads}. */
export interface ThreadOptions {
  /** The number of threads that compute, this one included. */
  readonly threads: number;
  /** The kernels' module, whose memory is shared. */
  readonly module: WebAssembly.Module;
  /** The memory. */
  readonly memory: WebAssembly.Memory;
  /** Allocates the scratch of a thread's kernels. */
  newWorkspace(): number;
  /** Milliseconds without an answer after which a thread is given up; a minute by default. */
  readonly patience?: number;
}

/** Kernels on several threads. */
export interface Threads {
  /** The kernels; those that can be split are, once all threads are there. */
  readonly kernels: Exports;
  /**
   * Returns the number of threads that compute now: one until the others have started, and again
   * after one has died.
   */
  count(): number;
  /** Ends the other threads. */
  end(): void;
}

/**
 * Starts threads and returns the kernels split over them.
 *
 * @param kernels this thread's own
 * @param options how many threads, and what they compute with
 * @returns the kernels, and what ends the threads
 */
export function splitOverThreads(kernels: Exports, options: ThreadOptions): Threads {
  const { threads, module, memory, newWorkspace, patience = 60_000 } = options;
  const control = new Int32Array(new SharedArrayBuffer(4 * PLACES));
  const orders = Array.from(
    { length: threads - 1 },
    () => new Float64Array(new SharedArrayBuffer(8 * ORDER)),
  );
  const names = Object.keys(SPLITS), { Worker } = nodeModule("node:worker_threads")!;
  const workers = orders.map((order) => {
    const workerData = { module, memory, control, order, names, workspace: newWorkspace() };
    const worker = new Worker(`(${serve})(require("node:worker_threads").workerData)`, {
      eval: true,
      workerData,
    });
    worker.unref(); // it does not keep the program alive
    worker.on("error", () => Atomics.store(control, FAILED, 1));
    return worker;
  });
  const usable = () => control[FAILED] === 0 && Atomics.load(control, READY) === workers.length;

  /** Hands each other thread its part, computes the first and waits for the others. */
  function run(name: string, parts: readonly Part[], compute: () => void): void {
    const kernel = names.indexOf(name);
    orders.forEach((order, i) => {
      const part = parts[i + 1];
      order[0] = part ? kernel : NOTHING;
      if (!part) return;
      order.set([part.from, part.to, ...part.geometry], 1);
      order.set(part.args.map(Number), ARGUMENTS);
    });
    Atomics.store(control, DONE, 0);
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
    try {
      compute();
    } finally {
      awaitOthers();
    }
  }

  function awaitOthers(): void {
    const start = performance.now();
    for (;;) {
      const done = Atomics.load(control, DONE);
      if (done === workers.length) break;
      const waited = performance.now() - start;
      if (waited > 0.03) Atomics.wait(control, DONE, done, patience - waited + 1); // else it is soon there
      if (waited > patience) {
        Atomics.store(control, FAILED, 1);
        throw new UserError(
          `Cannot compute on ${threads} threads: one gave no answer for ${patience / 1_000} s; ` +
            "it has ended. From now on one thread computes; start anew what was under way",
        );
      }
    }
    if (control[FAILED]) throw new Error("A thread's kernel failed");
  }

  let sizes = sizesOf(new Array(15).fill(0));
  const split = (name: string, { size, step, work, part }: Split) => {
    const own = kernels[name as keyof Exports] as unknown as (...args: Arguments) => void;
    return (...args: Arguments) => {
      const whole = size(args, sizes), units = Math.ceil(whole / step);
      const some = Math.min(threads, units);
      if (some < 2 || work(args, sizes) < LEAST_WORK || !usable()) return own(...args);
      const edge = (i: number) => Math.min(whole, step * Math.floor(units * i / some));
      const parts = Array.from(
        { length: some },
        (_, i) => part(args, sizes, edge(i), edge(i + 1)),
      );
      const [{ from, to, geometry, args: first }] = parts;
      try {
        run(name, parts, () => {
          set(geometry);
          kernels.setPart(from, to);
          own(...first);
        });
      } finally {
        set(sizes.all);
        kernels.setPart(0, 2 ** 31 - 1);
      }
    };
  };
  const set = (all: readonly number[]) =>
    kernels.setGeometry(...all as Parameters<Exports["setGeometry"]>);
  const splits = Object.entries(SPLITS).map(([name, how]) => [name, split(name, how)]);
  return {
    kernels: {
      ...kernels,
      ...Object.fromEntries(splits),
      setGeometry(...all) {
        sizes = sizesOf(all);
        set(all);
      },
    },
    count: () => usable() ? threads : 1,
    end() {
      for (const order of orders) order[0] = END;
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
    },
  };
}

/**
 * A thread's whole life: it waits for orders and carries them out. It starts from this function's text
 * alone, wherever the library lies, so it names nothing outside of itself.
 */
function serve(
  { module, memory, control, order, names, workspace }: {
    module: WebAssembly.Module;
    memory: WebAssembly.Memory;
    control: Int32Array;
    order: Float64Array;
    names: string[];
    workspace: number;
  },
): void {
  const [ROUND, DONE, READY, FAILED] = [0, 1, 2, 3], END = -2;
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = instance.exports as Record<string, (...args: number[]) => void>;
  kernels.setWorkspace(workspace);
  let round = Atomics.load(control, ROUND);
  Atomics.add(control, READY, 1);
  for (;;) {
    Atomics.wait(control, ROUND, round);
    const now = Atomics.load(control, ROUND);
    if (now === round) continue;
    round = now;
    if (order[0] === END) return;
    try {
      if (order[0] >= 0) { // see ORDER
        kernels.setGeometry(...order.subarray(3, 18));
        kernels.setPart(order[1], order[2]);
        kernels[names[order[0]]](...order.subarray(18));
      }
    } catch {
      Atomics.store(control, FAILED, 1);
    }
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}
