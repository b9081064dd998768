/** What a network says of digits, without learning from them. */

import * as tf from "@tensorflow/tfjs";
import { CLASSES, type Digits, gather, SIDE } from "../dataset/digits.ts";
import { logits } from "./forward.ts";
import { type Pause, pausing } from "./pause.ts";
import type { Network } from "../model/network.ts";

/** Digits a forward pass: enough to keep the kernels busy, few enough to stay in the cache. */
const BATCH = 250;

/** How long the loop keeps the thread before it lets events through, in milliseconds. */
const PATIENCE = 50;

/**
 * The network's logits for every digit of a set.
 *
 * @param model the network
 * @param set `N` digits
 * @returns `[N × 10]` logits
 * @throws {UserError} where a notebook's Stop ended the work
 */
export async function predict(model: Network, set: Digits): Promise<Float32Array> {
  return await pausing((pause) => predictPausing(model, set, pause));
}

/**
 * {@linkcode predict} as part of other work that pauses.
 *
 * @param model the network
 * @param set `N` digits
 * @param pause how to pause
 * @param cancelled asked between batches; true ends the work early, and the rest stays 0
 * @returns `[N × 10]` logits
 */
export async function predictPausing(
  model: Network,
  set: Digits,
  pause: Pause,
  cancelled: () => boolean = () => false,
): Promise<Float32Array> {
  const count = set.labels.length;
  const said = new Float32Array(count * CLASSES);
  let lastPause = performance.now();
  for (let from = 0; from < count && !cancelled(); from += BATCH) {
    const size = Math.min(BATCH, count - from);
    const { images } = gather(set, Array.from({ length: size }, (_, i) => from + i));
    const batch = tf.tidy(() => logits(model, tf.tensor4d(images, [size, SIDE, SIDE, 1]))); // [B, 10]
    said.set(await batch.data() as Float32Array, from * CLASSES);
    batch.dispose();
    if (performance.now() - lastPause > PATIENCE) {
      await pause();
      lastPause = performance.now();
    }
  }
  return said;
}

/**
 * Logits as probabilities: exp zᵢ / Σⱼ exp zⱼ, the largest logit taken off first so that nothing
 * overflows.
 *
 * @param logits `[N × 10]`
 * @returns `[N × 10]`, each row with the sum 1
 */
export function probabilities(logits: Float32Array): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += CLASSES) {
    const row = logits.subarray(start, start + CLASSES);
    const largest = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    result.set(powers.map((power) => power / sum), start);
  }
  return result;
}
