/** Prediction: probabilities and logits of pictures. */

import * as tf from "@tensorflow/tfjs";
import { pixels } from "../backend/ops.ts";
import { countPictures, type Images } from "../dataset/digits.ts";
import { classesOf, inputShape, type Network } from "../model/network.ts";
import { directly } from "./direct.ts";
import { forward } from "./forward.ts";
import { type Pause, pausing } from "./pause.ts";

/** Pictures per forward pass: enough to keep the kernels busy, few enough to stay in the cache. */
const BATCH = 250;

/** The time that the loop keeps the thread before it lets events through, in milliseconds. */
const PATIENCE = 50;

/**
 * Predicts the probability of each class for one or more pictures.
 *
 * @param model a network that ends in a dense layer with softmax
 * @param images `[N × H × W × C]`: bytes from 0 to 255, as in a set of digits, or floats in [0, 1], as
 *   in a batch
 * @returns `[N × classes]` probabilities; the classes of one picture sum to 1
 * @throws {TypeError} if `images` is neither a `Uint8Array` nor a `Float32Array`
 * @throws {RangeError} if `images` does not hold whole pictures of the network's input shape
 * @throws {UserError} if the network is of another kind, or a notebook's Stop ended the work
 *
 * @example The digit that an untrained network sees in a picture
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { predict } from "@pixel/convnet/training";
 *
 * const { images } = builtinDigits({ count: 3, seed: 1 }); // [3 × 784]
 * const probabilities = await predict(mlp(1), images); // [3 × 10]
 * const first = probabilities.subarray(0, 10);
 * const digit = first.indexOf(Math.max(...first));
 * assert(probabilities.length === 30 && digit >= 0);
 * ```
 */
export async function predict(model: Network, images: Images): Promise<Float32Array> {
  return softmaxRows(await logits(model, images), classesOf(model));
}

/**
 * Computes the logits of one or more pictures: the scores of the last layer before its softmax.
 *
 * @param model a network that ends in a dense layer with softmax
 * @param images `[N × H × W × C]`: bytes from 0 to 255, or floats in [0, 1]
 * @returns `[N × classes]` logits
 * @throws {TypeError} if `images` is neither a `Uint8Array` nor a `Float32Array`
 * @throws {RangeError} if `images` does not hold whole pictures of the network's input shape
 * @throws {UserError} if the network is of another kind, or a notebook's Stop ended the work
 *
 * @example By how much the first class leads the second
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlp } from "@pixel/convnet/model";
 * import { logits } from "@pixel/convnet/training";
 *
 * const scores = await logits(mlp(1), new Uint8Array(784)); // [1 × 10], of a blank picture
 * const lead = scores[0] - scores[1];
 * assert(Number.isFinite(lead));
 * ```
 */
export async function logits(model: Network, images: Images): Promise<Float32Array> {
  return await pausing((pause) => logitsPausing(model, images, pause));
}

/**
 * {@linkcode logits} as part of other work that pauses.
 *
 * @param model the network
 * @param images `[N × H × W × C]`
 * @param pause how to pause
 * @param cancelled asked between batches; true ends the work early, and the rest stays 0
 * @returns `[N × classes]` logits
 */
export async function logitsPausing(
  model: Network,
  images: Images,
  pause: Pause,
  cancelled: () => boolean = () => false,
): Promise<Float32Array> {
  const shape = inputShape(model), classes = classesOf(model);
  const size = shape.reduce((product, n) => product * n, 1);
  const count = countPictures(images, shape);
  const scores = new Float32Array(count * classes);
  let lastPause = performance.now();
  for (let from = 0; from < count && !cancelled(); from += BATCH) {
    const to = Math.min(from + BATCH, count);
    const some = images.subarray(from * size, to * size);
    const put = (batch: Float32Array) => scores.set(batch, from * classes); // [B, classes]
    const batchShape = [to - from, ...shape];
    const isDone = directly(model, undefined, (pass) => {
      put(pass.forward(some, batchShape));
      return true;
    });
    if (!isDone) {
      const batch = tf.tidy(() => forward(model, pixels(some, batchShape)));
      put(await batch.data() as Float32Array);
      batch.dispose();
    }
    if (performance.now() - lastPause > PATIENCE) {
      await pause();
      lastPause = performance.now();
    }
  }
  return scores;
}

/**
 * Turns logits into probabilities: exp zᵢ / Σⱼ exp zⱼ. The largest logit is subtracted first, so
 * that nothing overflows.
 *
 * @param logits `[N × classes]`
 * @param classes how many there are
 * @returns `[N × classes]`, each row with the sum 1
 */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const largest = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    result.set(powers.map((power) => power / sum), start);
  }
  return result;
}
