/** This library among the contenders of the benchmark. */

import { useWasm } from "../../backend/mod.ts";
import { threadCount } from "../../backend/kernels/native.ts";
import { type Digits, gather, slice, splitValidation } from "../../dataset/mod.ts";
import type { NetworkName } from "../../model/mod.ts";
import { logits, RECIPES, train, type TrainingResult } from "../../training/mod.ts";
import { measuredNetwork, ORDER, SEED } from "./bench_folder.ts";
import type { Contender } from "./bench_peers.ts";
import { OURS } from "./bench_table.ts";

/** The time that is measured, in seconds; as long a time warms up. */
const SECONDS = 0.3;

/**
 * Makes this library a contender.
 *
 * @param digits 10,000 digits
 * @param threads how many workers train, and how many threads predict
 * @returns the contender
 */
export function ours(digits: Digits, threads: number): Contender {
  /** Seconds per step as they were before, by network and batch. */
  const known = new Map<string, number>();

  async function trained(
    name: NetworkName,
    batch: number,
    steps: number,
    epochs: number,
  ): Promise<TrainingResult> {
    const model = await measuredNetwork(name);
    const { training } = splitValidation(slice(digits, 0, steps * batch + 1), 1);
    const chosen = { ...RECIPES.reference, averaging: 0, epochs, batchSize: batch };
    const result = await train(model, { ...chosen, seed: SEED, workers: threads, training });
    model.dispose();
    return result;
  }

  async function firstLogits(name: NetworkName): Promise<number[]> {
    const model = await measuredNetwork(name);
    const said = await logits(model, gather(digits, ORDER.subarray(0, 2)).images);
    model.dispose();
    return [...said];
  }

  async function losses(name: NetworkName, batch: number, steps: number): Promise<number[]> {
    return [...(await trained(name, batch, steps, 1)).stepLosses];
  }

  async function step(name: NetworkName, batch: number): Promise<number> {
    const key = `${name} ${batch}`, most = Math.floor((digits.labels.length - 1) / batch);
    let seconds = known.get(key);
    for (let guess = seconds ? 2 : 0; guess < 3; guess++) { // few steps feel the end of their epoch
      const steps = seconds ? Math.min(most, Math.max(1, Math.round(SECONDS / seconds))) : 2;
      const half = seconds ? Math.ceil(SECONDS / (steps * seconds)) : 1;
      const { epochs } = await trained(name, batch, steps, 2 * half); // the first half warms up
      const sum = epochs.slice(half).reduce((sum, epoch) => sum + epoch.seconds, 0);
      seconds = sum / (half * steps);
    }
    known.set(key, seconds!);
    return seconds!;
  }

  async function predict(name: NetworkName): Promise<number> {
    const model = await measuredNetwork(name);
    await useWasm({ threads });
    while (threadCount() < threads) await new Promise((resolve) => setTimeout(resolve, 10));
    await logits(model, digits.images); // warms up
    const start = performance.now();
    let passes = 0, seconds = 0;
    do {
      await logits(model, digits.images);
      passes++;
      seconds = (performance.now() - start) / 1_000;
    } while (seconds < SECONDS);
    await useWasm({ threads: 1 });
    model.dispose();
    return seconds / passes;
  }

  async function single(name: NetworkName): Promise<number[]> {
    const model = await measuredNetwork(name), seconds: number[] = [];
    for (let place = 0; place < 1_050; place++) {
      const start = performance.now();
      await logits(model, slice(digits, place, place + 1).images);
      if (place >= 50) seconds.push((performance.now() - start) / 1_000); // the first ones warm up
    }
    model.dispose();
    return seconds.sort((a, b) => a - b);
  }

  const works: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = //
    { logits: firstLogits, losses, step, predict, single };
  return {
    name: OURS,
    ask: <T>(work: string, ...args: readonly (string | number)[]) =>
      works[work](...args as never[]) as Promise<T>,
    end: () => Promise.resolve(),
  };
}
