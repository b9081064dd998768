/** Training in a worker: digits, a network, and a run that can be paused and stopped. */

import { builtinDigits, builtinTraining } from "../../dataset/builtin.ts";
import { type Digits, digits, PIXELS, splitValidation } from "../../dataset/digits.ts";
import { digitsFromFiles } from "../../dataset/from_files.ts";
import type { NamedBytes } from "../../dataset/idx_digits.ts";
import { network } from "../../model/architectures.ts";
import type { Network } from "../../model/network.ts";
import { modelFiles, modelFromFiles, type NetworkFile } from "../../model/storage.ts";
import { evaluate } from "../../training/evaluate.ts";
import { layoutOf, writeParameters } from "../../training/parameters.ts";
import type { Checkpoint } from "../../training/checkpoint.ts";
import { train } from "../../training/train.ts";
import type { Choice, News } from "./messages.ts";
import {
  BUILTIN,
  CHECKPOINT_STEPS,
  hyperparametersFor,
  MEASUREMENTS,
  SAMPLES,
  VALIDATION,
} from "./settings.ts";

/**
 * The training worker's state: the digits that were drawn, the network, and the run in progress.
 */
export class Session {
  #tell: (news: News) => void;
  #drawn = { images: new Uint8Array(), labels: new Uint8Array(), done: 0 };
  #model: Network | undefined;
  #run: AbortController | undefined;
  /** Kept from going on while the reader pauses. */
  #gate: PromiseWithResolvers<void> | undefined;

  /**
   * A session without a network.
   *
   * @param tell sends news to the page
   */
  constructor(tell: (news: News) => void) {
    this.#tell = tell;
  }

  /** Draws the built-in digits, until a training begins that needs them, or none of them. */
  async prepare(): Promise<void> {
    while (!this.#run && this.#drawMore()) await soon();
  }

  /** Trains to the end, or until {@linkcode stop}. */
  async train(choice: Choice, seed: number, files?: readonly NamedBytes[]): Promise<void> {
    if (this.#run) return;
    const run = this.#run = new AbortController();
    try {
      const set = files ? (await digitsFromFiles(files))[0] : await this.#draw(run.signal);
      if (!set) return this.#tell({ kind: "done", stopped: true, seconds: 0 });
      await this.#trainOn(set, choice, seed, run.signal);
    } finally {
      this.#run = this.#gate = undefined;
    }
  }

  /** Lets the run wait before its next steps. */
  pause(): void {
    if (this.#run) this.#gate ??= withResolvers();
  }

  /** Lets it go on. */
  resume(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Ends the run after the step in hand; the network keeps what it learned. */
  stop(): void {
    this.#run?.abort();
    this.resume();
  }

  /** Takes a network that was saved. */
  async load(files: readonly NetworkFile[]): Promise<void> {
    if (this.#run) return;
    const model = await modelFromFiles(files);
    this.#replace(model);
    this.#tell({ kind: "network", isOpened: true, files: await modelFiles(model) });
  }

  /** The built-in digits, drawn once; undefined if the reader stopped that. */
  async #draw(signal: AbortSignal): Promise<Digits | undefined> {
    do {
      this.#tell({ kind: "digits", done: this.#drawn.done, of: BUILTIN.count });
      await soon(); // stop may be called
      if (signal.aborted) return undefined;
    } while (this.#drawMore());
    const { images, labels } = this.#drawn, { origin } = builtinTraining(0);
    return digits("built-in", images, labels, { origin });
  }

  /** Draws some more of the built-in digits, if any are missing; returns whether they were. */
  #drawMore(): boolean {
    const { count, piece, seed } = BUILTIN;
    if (this.#drawn.done === 0) {
      this.#drawn = {
        ...{ images: new Uint8Array(count * PIXELS), labels: new Uint8Array(count), done: 0 },
      };
    }
    const { images, labels, done } = this.#drawn;
    if (done === count) return false;
    const part = builtinDigits({ count: Math.min(piece, count - done), seed: seed + done });
    images.set(part.images, done * PIXELS);
    labels.set(part.labels, done);
    this.#drawn.done += part.labels.length;
    return true;
  }

  async #trainOn(set: Digits, choice: Choice, seed: number, signal: AbortSignal): Promise<void> {
    const { training, validation } = splitValidation(
      set,
      Math.min(VALIDATION, set.labels.length >> 2),
    );
    const model = choice === "same" && this.#model ? this.#model : newNetwork(choice, seed);
    this.#replace(model);
    const { trainable, fixed } = layoutOf(model);
    const [first] = trainable; // the first convolution's kernels
    this.#tell({
      kind: "set",
      name: set.name,
      training: training.labels.length,
      validation: validation.labels.length,
      images: training.images.slice(0, SAMPLES * PIXELS),
    });
    const tellFilters = (step: number, values: Float32Array) =>
      this.#tell({ kind: "filters", step, shape: first.variable.shape, values });
    tellFilters(0, await first.variable.data() as Float32Array);
    let steps = 0, measured = 0;
    const clock = stopwatch();
    const wait = async () => {
      if (!this.#gate) return;
      clock.stop();
      this.#tell({ kind: "paused" });
      await this.#gate.promise;
      clock.start();
    };
    const lookAt = async ({ parameters, stepTallies }: Checkpoint) => {
      const step = stepTallies.length / 2;
      tellFilters(step, parameters.slice(0, first.variable.size));
      if (Math.floor(MEASUREMENTS * step / steps) > measured) {
        measured++;
        writeParameters([...trainable, ...fixed], parameters);
        const { loss, accuracy } = await evaluate(model, validation);
        const files = await modelFiles(model);
        this.#tell({
          ...{ kind: "network", isOpened: false, files },
          validation: { step, loss, accuracy },
        });
      }
      await wait();
    };
    const { stopped } = await train(model, {
      ...hyperparametersFor(model.name, training.labels.length, seed),
      ...{ training, signal },
      checkpointSteps: CHECKPOINT_STEPS,
      onStep: (step) => {
        steps = step.steps;
        this.#tell({ kind: "step", step, seconds: clock.seconds() });
      },
      onCheckpoint: lookAt,
      onEpoch: (_, checkpoint) => lookAt(checkpoint),
    });
    if (stopped) {
      this.#tell({ kind: "network", isOpened: false, files: await modelFiles(model) });
    }
    this.#tell({ kind: "done", stopped, seconds: clock.seconds() });
  }

  #replace(model: Network): void {
    if (this.#model !== model) this.#model?.dispose();
    this.#model = model;
  }
}

function newNetwork(choice: Choice, seed: number): Network {
  return network(choice === "same" ? "cnn" : choice, seed);
}

/** A pause in which messages are heard. */
function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Browsers have had a function for it since 2024 only. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve!: () => void, reject!: () => void;
  const promise = new Promise<void>((...both) => [resolve, reject] = both);
  return { promise, resolve, reject };
}

/** Counts the seconds in which it runs. */
function stopwatch() {
  let before = 0, since: number | undefined = performance.now();
  const now = () => since === undefined ? before : before + (performance.now() - since) / 1_000;
  return {
    seconds: now,
    stop() {
      before = now();
      since = undefined;
    },
    start() {
      since ??= performance.now();
    },
  };
}
