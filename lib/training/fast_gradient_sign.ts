/**
 * Pictures made to deceive a network: the fast gradient sign method (Goodfellow, Shlens and Szegedy,
 * "Explaining and Harnessing Adversarial Examples", 2015, arXiv:1412.6572).
 */

import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../dataset/digits.ts";
import { classesOf, inputShape, type Network } from "../model/network.ts";
import { forward } from "./forward.ts";

/** Pictures per pass. */
const BATCH = 250;

/**
 * Moves every pixel by the same small amount, each in the direction that raises the loss:
 * x + size · sign(∂L/∂x), kept within [0, 1]. A pixel whose slope is 0 stays.
 *
 * @param model a network that ends in a dense layer with softmax
 * @param batch the pictures and their labels
 * @param size how far each pixel moves, as a part of the way from paper to ink
 * @returns `[B × height × width × channels]` float32 in [0, 1]: the moved pictures
 * @throws {RangeError} if the size is not between 0 and 1, or the pictures are not the network's
 * @throws {UserError} if the network is of another kind
 *
 * @example An eighth of the way at most
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits, gather } from "@pixel/convnet/dataset";
 * import { mlp } from "@pixel/convnet/model";
 * import { fastGradientSign } from "@pixel/convnet/training";
 *
 * const batch = gather(builtinDigits({ count: 4, seed: 1 }), [0, 1, 2, 3]);
 * const moved = await fastGradientSign(mlp(1), batch, 0.125);
 * assert(moved.every((value, i) => Math.abs(value - batch.images[i]) < 0.126));
 * ```
 */
export async function fastGradientSign(
  model: Network,
  { images, labels }: Batch,
  size: number,
): Promise<Float32Array> {
  if (!(size >= 0 && size <= 1)) {
    throw new RangeError(`Cannot move pixels by ${size}: it must be between 0 and 1`);
  }
  const shape = inputShape(model), pixels = shape.reduce((product, n) => product * n, 1);
  if (images.length !== labels.length * pixels) {
    throw new RangeError(
      `Cannot move ${images.length} pixels: ${labels.length} pictures of ${
        shape.join(" × ")
      } have ` +
        `${labels.length * pixels}`,
    );
  }
  const moved = new Float32Array(images.length);
  for (let from = 0; from < labels.length; from += BATCH) {
    const to = Math.min(from + BATCH, labels.length);
    const result = tf.tidy(() => {
      const x = tf.tensor(images.subarray(from * pixels, to * pixels), [to - from, ...shape]);
      const aims = tf.oneHot([...labels.subarray(from, to)], classesOf(model));
      const slope = tf.grad((x) => tf.losses.softmaxCrossEntropy(aims, forward(model, x)))(x);
      return tf.clipByValue(tf.add(x, tf.mul(tf.sign(slope), size)), 0, 1);
    });
    moved.set(await result.data() as Float32Array, from * pixels);
    result.dispose();
  }
  return moved;
}
