/**
 * Operations for training that tfjs only has in pieces, each with its gradient.
 *
 * On the wasm backend completed by `useWasm` each is one kernel of ours, and on WebGPU a few shaders of
 * ours. On other backends, and for shapes that the kernel does not support, each is composed from
 * tfjs's own operations. The results are the same within rounding.
 */

import * as tf from "@tensorflow/tfjs";
import {
  type BatchGroups,
  batchNorm as normalized,
  batchNormGradient,
} from "./kernels/batch_norm.ts";
import { customOp, tensorOf } from "./custom_op.ts";
import { type BatchNorm, deviceOps } from "./device_ops.ts";
import {
  biasGradient,
  blockOf,
  convReluPool as forward,
  filterGradient,
  inputGradient,
} from "./kernels/block.ts";
import { crossEntropy, scaled } from "./kernels/cross_entropy.ts";
import { dropout as dropped, dropoutMask } from "./kernels/dropout.ts";
import { pixelsIn } from "./kernels/elementwise.ts";
import { currentWasm } from "./kernels/native.ts";
export type { BatchGroups, BatchNorm };
import type { AnyTensor, Scalar, Tensor1D, Tensor2D, Tensor4D } from "./tensors.ts";

/**
 * Computes a block of a convolutional network, maxPool(relu(x ∗ filter + bias)): a 3×3 convolution with
 * stride 1, ReLU, and 2×2 max-pooling with stride 2.
 *
 * One kernel computes the whole block, and the convolution's output is never in memory as a whole. In
 * the backward pass the gradient flows through at most one place in four, and the kernels compute with
 * that place only.
 *
 * NaN is passed on: a window with NaN in any of its four places is NaN. (tfjs's own max-pooling, of
 * which the block is composed on other backends, looks past NaN.)
 *
 * @param x `[N, H, W, C]`
 * @param filter `[3, 3, C, K]`
 * @param bias `[K]`
 * @param pad the convolution's padding
 * @returns `[N, OH / 2, OW / 2, K]`, both halves rounded down; OH is H − 2 with padding `valid` and H
 *   with `same`, and OW likewise
 * @throws {RangeError} if the shapes do not fit, or the images are too small for a window
 *
 * @example The first block of a network for digits
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { convReluPool, useWasm } from "@pixel/convnet/backend";
 *
 * await useWasm();
 * const images = tf.zeros<tf.Rank.R4>([5, 28, 28, 1]), filter = tf.zeros<tf.Rank.R4>([3, 3, 1, 32]);
 * const pooled = convReluPool(images, filter, tf.zeros<tf.Rank.R1>([32]));
 * assert.deepEqual(pooled.shape, [5, 13, 13, 32]);
 * ```
 */
export function convReluPool(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  pad: "valid" | "same" = "valid",
): Tensor4D {
  checkBlock(x, filter, bias, pad);
  const device = deviceOps();
  if (device) return device.convReluPool(x, filter, bias, pad);
  const wasm = currentWasm();
  const block = wasm && blockOf(wasm, x.shape, filter.shape, pad);
  if (!wasm || !block) {
    const convolved = tf.conv2d(x, filter, 1, pad);
    return tf.maxPool(tf.relu(tf.add(convolved, bias)) as tf.Tensor4D, 2, 2, "valid");
  }
  const differentiated = tf.engine().state.gradientDepth > 0;
  return customOp({
    inputs: { x, filter, bias },
    forwardFunc: (_, save) => {
      const [pooled, codes] = forward(wasm, block, x, filter, bias, differentiated).map((info) =>
        tensorOf(info!)
      );
      if (differentiated) save([x, filter, codes]);
      return pooled;
    },
    backwardsFunc: (dy, [x, filter, codes]) => ({
      x: () => tensorOf(inputGradient(wasm, block, dy, codes, filter)),
      filter: () => tensorOf(filterGradient(wasm, block, dy, codes, x)),
      bias: () => tensorOf(biasGradient(wasm, block, dy, codes)),
    }),
  }) as tf.Tensor4D;
}

function checkBlock(
  x: AnyTensor,
  filter: AnyTensor,
  bias: AnyTensor,
  pad: "valid" | "same",
): void {
  const [C] = x.shape.slice(-1), [K] = filter.shape.slice(-1);
  if (
    x.shape.length !== 4 || !fits(x, x.shape) || !fits(filter, [3, 3, C, K]) || !fits(bias, [K])
  ) {
    throw new RangeError(
      `Cannot convolve ${told(x)} with a filter of ${told(filter)} and a bias of ${
        told(bias)
      }: it ` +
        "takes float32 [N, H, W, C], [3, 3, C, K] and [K]",
    );
  }
  const [, height, width] = x.shape, least = pad === "same" ? 2 : 4;
  if (height < least || width < least) {
    throw new RangeError(
      `Cannot pool the convolution of ${told(x)}: with padding "${pad}" a window of 2×2 needs ` +
        `images of at least ${least}×${least}`,
    );
  }
}

/**
 * Makes a tensor of pixels.
 *
 * @param images bytes, which are divided by 255, or floats, which are taken as they are
 * @param shape the tensor's shape
 * @returns float32
 */
export function pixels(images: Uint8Array | Float32Array, shape: number[]): AnyTensor {
  const wasm = currentWasm();
  if (wasm) return tensorOf(pixelsIn(wasm, images, shape));
  if (images instanceof Float32Array) return tf.tensor(images, shape);
  const device = deviceOps();
  if (device) return device.pixels(images, shape);
  return tf.tensor(Float32Array.from(images, (grey) => grey / 255), shape);
}

/**
 * Cross-entropy of logits and labels, summed over the images: Σ (log Σⱼ exp zⱼ − z_label). Its
 * gradient is softmax(z) − onehot(label).
 *
 * With label smoothing (Szegedy et al., 2015, arXiv:1512.00567, section 7) the label's probability is
 * 1 − smoothing, and the rest is shared equally among all classes.
 *
 * @param logits `[N, C]`; if one is NaN, so is the loss
 * @param labels `[N]` whole numbers from 0 to C − 1, or C for an image of none of the classes, whose
 *   target is equal probabilities (outlier exposure: Hendrycks et al., 2019, arXiv:1812.04606)
 * @param smoothing from 0, which is the default, to 1
 * @returns a scalar
 * @throws {RangeError} if there is not one label per row of logits, or a label or the smoothing
 *   is out of range
 *
 * @example Equal logits: the loss is log C per image
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { softmaxCrossEntropy, useWasm } from "@pixel/convnet/backend";
 *
 * await useWasm();
 * const loss = softmaxCrossEntropy(tf.zeros<tf.Rank.R2>([1, 10]), [3]);
 * assert.equal(loss.dataSync()[0], Math.fround(Math.log(10)));
 * ```
 */
export function softmaxCrossEntropy(
  logits: Tensor2D,
  labels: ArrayLike<number>,
  smoothing = 0,
): Scalar {
  const [rows, classes] = logits.shape;
  if (labels.length !== rows) {
    throw new RangeError(`Cannot compare ${rows} rows of logits with ${labels.length} labels`);
  }
  for (let n = 0; n < rows; n++) {
    if (!(Number.isInteger(labels[n]) && labels[n] >= 0 && labels[n] <= classes)) {
      throw new RangeError(
        `Cannot use label ${labels[n]}: it must be a whole number from 0 to ${classes}`,
      );
    }
  }
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new RangeError(`Cannot smooth labels by ${smoothing}: it must be from 0 to 1`);
  }
  const device = deviceOps();
  if (device && classes < 256) {
    return device.softmaxCrossEntropy(logits, Uint8Array.from(labels), smoothing);
  }
  const wasm = currentWasm();
  if (!wasm) {
    const sure = tf.oneHot(tf.tensor1d(Array.from(labels), "int32"), classes).cast("float32");
    const none = tf.sub(1, tf.sum(sure, -1, true)); // [N, 1]: 1 for an image of none of the classes
    const smoothed = tf.add(tf.mul(sure, 1 - smoothing), smoothing / classes);
    const truth = tf.add(smoothed, tf.mul(none, (1 - smoothing) / classes)); // [N, C]
    const said = tf.sum(tf.mul(logits, truth), -1); // [N]
    return tf.sum(tf.sub(tf.logSumExp(logits, -1), said)) as tf.Scalar;
  }
  return customOp({
    inputs: { logits },
    forwardFunc: (_, save) => {
      const [loss, gradient] = crossEntropy(wasm, logits, labels, smoothing).map(tensorOf);
      save([gradient]);
      return loss;
    },
    backwardsFunc: (dy, [gradient]) => ({ logits: () => tensorOf(scaled(wasm, gradient, dy)) }),
  }) as tf.Scalar;
}

/**
 * Applies dropout (Srivastava et al., 2014, JMLR 15:1929): sets each number to zero with probability
 * `rate` and scales the others up, so that the expected sum stays the same.
 *
 * A hash of the key and of a number's place decides whether the number is dropped, not a generator's
 * next number. So the result does not depend on how a batch is split.
 *
 * @param x any shape, float32
 * @param rate the probability of a zero, at least 0 and less than 1
 * @param key the numbers that decide the choice, such as seed, step and layer
 * @param first the place of x's first number in the whole batch; 0 by default
 * @returns x's shape
 * @throws {RangeError} if the rate is out of range, or x is not float32
 */
export function dropout<T extends AnyTensor>(
  x: T,
  rate: number,
  key: readonly number[],
  first = 0,
): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`Cannot drop at rate ${rate}: it must be at least 0 and less than 1`);
  }
  if (x.dtype !== "float32") {
    throw new RangeError(`Cannot drop numbers of ${told(x)}: it takes float32`);
  }
  const dropping = { rate, key, first };
  const device = deviceOps();
  if (device) return device.dropout(x, dropping) as T;
  const wasm = currentWasm();
  if (!wasm) {
    return tf.mul(x, tf.tensor(dropoutMask(x.size, dropping), x.shape, "float32")) as T;
  }
  return customOp({
    inputs: { x },
    forwardFunc: () => tensorOf(dropped(wasm, x, dropping)),
    backwardsFunc: (dy) => ({ x: () => tensorOf(dropped(wasm, dy, dropping)) }),
  }) as T;
}

/**
 * Batch normalisation in training (Ioffe and Szegedy, 2015, arXiv:1502.03167, algorithm 1):
 * y = γ · (x − mean) / √(variance + ε) + β, with each channel's mean and variance over the batch and
 * all places, or over each of several groups of the batch's images.
 *
 * @param x `[N, …, C]`, float32, at least one number per channel
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param epsilon ε, which keeps the denominator from zero
 * @param groups which of the N images share a mean and a variance; all by default
 * @returns the normalised numbers, with the means and variances
 * @throws {RangeError} if the shapes do not fit, or a group is spread over workers and the backend is
 *   not wasm
 */
export function batchNorm<T extends AnyTensor>(
  x: T,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  groups: BatchGroups = { here: [x.shape[0]] },
): BatchNorm<T> {
  checkBatchNorm(x, gamma, beta, groups);
  const wasm = currentWasm();
  const device = deviceOps(), { here, exchange } = groups;
  if (device && !exchange && here.every((images) => images === here[0])) {
    return device.batchNorm(x, gamma, beta, epsilon, here.length);
  }
  if (!wasm) return composedBatchNorm(x, gamma, beta, epsilon, groups);
  let counts: readonly number[] = [];
  const [y, mean, variance] = customOp({
    inputs: { x, gamma, beta },
    forwardFunc: (_, save) => {
      const done = normalized(wasm, x, gamma, beta, epsilon, groups);
      counts = done.counts;
      save([x, gamma, ...done.ofGroups.map(tensorOf)]);
      return [done.y, ...done.ofAll].map(tensorOf);
    },
    backwardsFunc: ([dy], [x, gamma, mean, variance]) => {
      const [dx, dgamma, dbeta] = //
        batchNormGradient(wasm, dy, x, gamma, mean, variance, epsilon, groups, counts)
          .map(tensorOf);
      return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
    },
  });
  return { y: y as T, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

/** Batch normalisation composed from tfjs's own operations, group by group. */
function composedBatchNorm<T extends AnyTensor>(
  x: T,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  { here, exchange }: BatchGroups,
): BatchNorm<T> {
  if (exchange) {
    throw new RangeError(
      "Cannot normalise a batch that more than two workers share: only the wasm backend can",
    );
  }
  let from = 0;
  const parts = here.map((images) => {
    const part = tf.slice(x, from, images); // [images, …, C]
    from += images;
    const { mean, variance } = tf.moments(part, part.shape.slice(1).map((_, axis) => axis));
    const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return { y: tf.add(tf.mul(tf.sub(part, mean), factor), beta), mean, variance };
  });
  const ofAll = (key: "mean" | "variance") => tf.mean(tf.stack(parts.map((part) => part[key])), 0);
  return {
    y: tf.concat(parts.map(({ y }) => y)) as T,
    mean: ofAll("mean") as Tensor1D,
    variance: ofAll("variance") as Tensor1D,
  };
}

function checkBatchNorm(
  x: AnyTensor,
  gamma: AnyTensor,
  beta: AnyTensor,
  { here }: BatchGroups,
): void {
  const channels = x.shape.slice(-1);
  const images = here.reduce((sum, images) => sum + images, 0);
  if (
    x.shape.length > 1 && fits(x, x.shape) && fits(gamma, channels) && fits(beta, channels) &&
    images === x.shape[0]
  ) return;
  throw new RangeError(
    `Cannot normalise ${told(x)} with γ ${told(gamma)} and β ${told(beta)} in groups of ` +
      `[${here}]: it takes float32, one γ and one β per channel of x, and groups that add up to ` +
      "x's images",
  );
}

/** Tells whether a tensor is of float32 and has a certain shape. */
function fits({ dtype, shape }: AnyTensor, wanted: readonly number[]): boolean {
  return dtype === "float32" && String(shape) === String(wanted);
}

/** A tensor's type and shape, in words. */
function told({ dtype, shape }: AnyTensor): string {
  return `${dtype} [${shape}]`;
}
