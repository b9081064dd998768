/** Whole trainings on MNIST, by this library and by a peer with the same idea. */

import { findDigits, slice, splitValidation } from "../../dataset/mod.ts";
import { network, type NetworkName } from "../../model/mod.ts";
import {
  evaluate,
  type Hyperparameters,
  learningRate,
  RECIPES,
  train,
} from "../../training/mod.ts";
import { type Setting, writePeerDigits } from "./bench_folder.ts";
import { type Contender, PEERS, startPeer } from "./bench_peers.ts";
import { type Measured, median, OURS, type Training } from "./bench_table.ts";

/** A training: the network, how many of MNIST's digits it sees, and the settings. */
interface Plan {
  readonly network: NetworkName;
  readonly digits: number;
  readonly settings: Omit<Hyperparameters, "seed" | "workers">;
}

/** The shortest trainings known that reach so many percent of the validation digits. */
const PLANS: readonly (Plan & { readonly percent: number })[] = [
  {
    percent: 98,
    network: "slim",
    digits: 8_000,
    settings: { ...RECIPES.fast, epochs: 1, batchSize: 32, learningRate: 0.02 },
  },
  { percent: 99, network: RECIPES.fast.network, digits: 55_000, settings: RECIPES.fast },
  {
    percent: 99.4,
    network: "slim",
    digits: 55_000,
    settings: { ...RECIPES.fast, epochs: 6, batchSize: 128, learningRate: 0.015 },
  },
];

/** Seconds and accuracy of a training. */
interface Outcome {
  readonly seconds: number;
  readonly accuracy: number;
}

/**
 * Measures whole trainings on all threads: the tutorial's, and those to several accuracies.
 *
 * @param setting threads and rounds
 * @returns the measurements; none without MNIST
 */
export async function trainings({ threads, rounds, folder }: Setting) {
  const source = await findDigits(), workers = threads.at(-1)!;
  if (source.source !== "mnist") {
    console.error("trainings: left out, since MNIST is not there");
    return { trainings: [] };
  }
  const all = await source.loadTraining(), test = await source.loadTest();
  const { training, validation } = splitValidation(all);
  await writePeerDigits(folder, "training", training);
  await writePeerDigits(folder, "validation", validation);
  await writePeerDigits(folder, "test", test);

  async function ours(plan: Plan, digits: typeof all, checked: typeof all, seed: number) {
    const model = network(plan.network, seed);
    const settings = { ...plan.settings, seed, workers, training: slice(digits, 0, plan.digits) };
    const { trainSeconds: seconds } = await train(model, settings);
    const { accuracy } = await evaluate(model, checked);
    model.dispose();
    return { seconds, accuracy };
  }

  const found: Training[] = [];
  const tutorial = { network: "mlp", digits: all.labels.length, settings: RECIPES.mlp } as const;
  await compare(
    "of the tutorial's dense network, 5 epochs",
    "Keras",
    (seed) => ours(tutorial, all, test, seed),
    ({ ask }) => ask<Outcome>("tutorial"),
  );
  for (const plan of PLANS) {
    const { percent, network, digits, settings } = plan;
    const { epochs, batchSize, learningRate: peak, schedule, smoothing } = settings;
    const steps = epochs * Math.ceil(digits / batchSize);
    const rates = Array.from({ length: steps }, (_, k) => learningRate(schedule, peak, k, steps));
    const times = epochs === 1 ? "once" : `${epochs} times`;
    await compare(
      `to ${percent} %: \`${network}\`, ${digits.toLocaleString("en-US")} digits ${times}`,
      "PyTorch",
      (seed) => ours(plan, training, validation, seed),
      ({ ask }) => ask<Outcome>("train", network, digits, batchSize, rates, smoothing),
    );
  }
  return { trainings: found } satisfies Partial<Measured>;

  /**
   * Trains in turn, in half of the rounds since it takes long: this library with another seed in each, its
   * peer with the digits in another order.
   */
  async function compare(
    what: string,
    peerName: string,
    own: (seed: number) => Promise<Outcome>,
    ask: (peer: Contender) => Promise<Outcome | undefined>,
  ): Promise<void> {
    console.error(what);
    const peer = await startPeer(PEERS.find(({ name }) => name === peerName)!, folder, workers);
    const outcomes: Record<string, Outcome[]> = { [OURS]: [] };
    for (let round = 1; round <= Math.ceil(rounds / 2); round++) {
      outcomes[OURS].push(await own(round));
      const theirs = typeof peer === "string" ? undefined : await ask(peer);
      if (theirs) (outcomes[peerName] ??= []).push(theirs);
    }
    if (typeof peer !== "string") await peer.end();
    const part = (key: keyof Outcome) =>
      Object.fromEntries(
        Object.entries(outcomes).map(([name, list]) => [name, median(list.map((o) => o[key]))]),
      );
    found.push({ what, seconds: part("seconds"), accuracy: part("accuracy") });
  }
}
