/** Speeds of training and prediction, of this library and of all peers in turn. */

import { BATCH, CHECKED, MEASURED, type Setting } from "./bench_folder.ts";
import { ours } from "./bench_ours.ts";
import { type Contender, PEERS, startPeer } from "./bench_peers.ts";
import {
  type Each,
  type Measured,
  median,
  NETWORK,
  OURS,
  predictionName,
  stepName,
} from "./bench_table.ts";

/** Digits per step; the first is that at which a peer must not be far behind. */
const BATCHES = [BATCH, 16, 32, 512, 1_024];

/** The networks whose predictions are measured, and the digits per forward pass. */
const PREDICTING = ["cnn", "mlp"] as const, PASS = 250;

/** The most by which a peer's logits and its losses may be off: in the end, rounding alone. */
const TOLERANCE = { logit: 1e-4, loss: 0.01 };

/** Steps after which the losses of the largest network are compared; JAX takes 1.5 s for each. */
const FEW = 5;

/** A peer that takes so many times as long as this library is not measured again. */
const HOPELESS = 4;

/** Times by what was measured, then by contender. */
type Times = Record<string, Record<string, number[]>>;

/**
 * Adds a time.
 *
 * @param times the times
 * @param what what was measured
 * @param name who was measured
 * @param value the time, if there is one
 */
export function add(times: Times, what: string, name: string, value: number | undefined): void {
  if (value !== undefined) ((times[what] ??= {})[name] ??= []).push(value);
}

/**
 * Returns the median of each list of times.
 *
 * @param times the times
 * @returns the medians
 */
export function medians(times: Times): Record<string, Record<string, number>> {
  const each = (lists: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, median(list)]));
  return Object.fromEntries(Object.entries(times).map(([what, lists]) => [what, each(lists)]));
}

/** Measures one work in rounds, all contenders in each, so that a slow minute of the machine hits all. */
async function measure(
  contenders: readonly Contender[],
  rounds: number,
  ask: (contender: Contender) => Promise<number | undefined>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { name } = contender, best = Math.min(...times[OURS] ?? []);
      if (round > 0 && !(Math.min(...times[name] ?? []) < HOPELESS * best)) continue;
      const value = await ask(contender);
      if (value !== undefined) (times[name] ??= []).push(value);
    }
  }
  return times;
}

/** Tells whether a contender is measured with a network. */
function measuredWith(network: string): (contender: Contender) => boolean {
  return ({ networks }) => networks?.includes(network) ?? true;
}

/**
 * Compares what all compute, by logits and by the loss after some steps.
 *
 * @param contenders this library first, then the peers
 * @returns the losses, and why a peer cannot be compared
 */
export async function check(
  contenders: readonly Contender[],
): Promise<{ losses: Record<string, Record<string, number>>; wrong: Record<string, string> }> {
  const losses: Record<string, Record<string, number>> = {}, wrong: Record<string, string> = {};
  for (const network of MEASURED) {
    losses[network] = {};
    let first: readonly number[] | undefined;
    for (const { name, ask } of contenders.filter(measuredWith(network))) {
      if (name in wrong) continue;
      const logits = await ask<number[]>("logits", network);
      first ??= logits!; // this library's
      if (logits?.some((logit, i) => !(Math.abs(logit - first![i]) <= TOLERANCE.logit))) {
        wrong[name] = `its logits of ${network} differ`;
        continue;
      }
      const steps = network === "deep" ? FEW : CHECKED;
      const said = await ask<number[]>("losses", network, BATCH, name === OURS ? CHECKED : steps);
      if (!said) continue;
      const loss = losses[network][name] = said[steps - 1], own = losses[network][OURS];
      if (Math.abs(loss - own) <= TOLERANCE.loss * own) continue;
      wrong[name] = `its loss of ${network} in step ${steps} is ${loss}, not ${own}`;
    }
  }
  return { losses, wrong };
}

/**
 * Measures steps and predictions of all contenders, on all threads and on one.
 *
 * @param setting digits, threads and rounds
 * @returns the measurements
 */
export async function speeds({ digits, threads, rounds, folder }: Setting) {
  const versions: Record<string, string> = { Deno: Deno.version.deno };
  const absent: Record<string, string> = {}, failed: Record<string, string> = {};
  const step: Times = {}, prediction: Times = {}, single: Times = {};
  let losses: Each<Each> | undefined;

  async function started(some: (program: typeof PEERS[number]) => boolean, count: number) {
    const peers: Contender[] = [];
    for (const program of PEERS.filter(some)) {
      if (program.name in absent) continue;
      const peer = await startPeer(program, folder, count);
      if (typeof peer === "string") absent[program.name] = peer;
      else {
        versions[peer.name] = peer.version!;
        peers.push(peer);
      }
    }
    return peers;
  }

  async function ended(peer: Contender) {
    await peer.end();
    if (peer.failure) failed[peer.name] ??= peer.failure;
  }

  for (const count of threads.toReversed()) { // all threads, then one
    const peers = await started(({ networks }) => networks?.length !== 0, count);
    const all = [ours(digits, count), ...peers];
    if (!losses) {
      const checked = await check(all);
      losses = checked.losses;
      Object.assign(absent, checked.wrong);
      for (const name of Object.keys(checked.wrong)) delete versions[name];
    }
    const contenders = all.filter(({ name }) => !(name in absent));
    await steps(contenders, count, rounds, step);
    for (const network of PREDICTING) {
      const what = predictionName(network, count);
      console.error(`prediction by ${what}`);
      prediction[what] = await measure(
        contenders.filter(measuredWith(network)),
        rounds,
        ({ ask }) => ask<number>("predict", network, PASS),
      );
    }
    if (count === 1) {
      console.error("a single prediction");
      for (let round = 0; round < rounds; round++) {
        for (const { name, ask } of contenders.filter(measuredWith(NETWORK))) {
          const sorted = await ask<number[]>("single", NETWORK);
          add(single, "p50", name, sorted?.[Math.floor(sorted.length / 2)]);
          add(single, "p99", name, sorted?.[Math.floor(0.99 * sorted.length)]);
        }
      }
    }
    for (const peer of peers) await ended(peer);
  }
  for (const { name, slow } of PEERS.filter(({ slow }) => slow)) {
    console.error(`a step by ${name}`);
    const [peer] = await started((program) => program.name === name, 1);
    const seconds = await peer?.ask<number>("step", NETWORK, slow!);
    if (seconds) add(step, stepName(NETWORK, BATCH, 1), name, seconds * BATCH / slow!);
    if (peer) await ended(peer);
  }
  const { p50, p99 } = medians(single);
  return {
    versions,
    absent: { ...absent, ...failed },
    threads,
    batches: BATCHES.toSorted((a, b) => a - b),
    losses: losses!,
    step: medians(step),
    prediction: medians(prediction),
    single: Object.fromEntries(
      Object.keys(p50).map((name) => [name, { p50: p50[name], p99: p99[name] }]),
    ),
  } satisfies Partial<Measured>;
}

/** Measures steps of each network with batches of each size. */
async function steps(contenders: readonly Contender[], count: number, rounds: number, step: Times) {
  const trains = new Set([OURS, ...PEERS.filter(({ trains }) => trains).map(({ name }) => name)]);
  for (const network of MEASURED) {
    let training = contenders.filter(measuredWith(network)).filter(({ name }) => trains.has(name));
    for (const batch of BATCHES) {
      const what = stepName(network, batch, count);
      console.error(what);
      const times = step[what] = await measure(
        training,
        rounds,
        ({ ask }) => ask<number>("step", network, batch),
      );
      if (batch !== BATCH) continue;
      const own = Math.min(...times[OURS]);
      training = training.filter(({ name }) => Math.min(...times[name] ?? []) < HOPELESS * own);
    }
  }
}
