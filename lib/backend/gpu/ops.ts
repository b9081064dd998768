/** The operations of `ops.ts` on the WebGPU backend, each of one shader or a few. */

import * as tf from "@tensorflow/tfjs";
import { customOp, tensorOf } from "../custom_op.ts";
import type { DeviceOps } from "../device_ops.ts";
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from "../tensors.ts";
import { approach, batchNorm, batchNormGradient } from "./batch_norm.ts";
import {
  biasGradient,
  block,
  type Convolution,
  filterGradient,
  inputGradient,
} from "./convolution.ts";
import { crossEntropy, type Truth } from "./cross_entropy.ts";
import { dropout } from "./dropout.ts";
import { currentGpu, type GpuBackend } from "./launch.ts";
import { scaledBytes } from "./pixels.ts";

/** The operations. */
export const gpuOps: DeviceOps = {
  pixels: (images, shape) => tensorOf(scaledBytes(currentGpu()!, images, shape)),
  convReluPool(x, filter, bias, pad) {
    const gpu = currentGpu()!, sizes = sizesOf(x, filter, pad);
    return customOp({
      inputs: { x, filter, bias },
      forwardFunc: (_, save) => {
        const [pooled, codes] = block(gpu, sizes, x, filter, bias).map(tensorOf);
        save([x, filter, codes]);
        return pooled;
      },
      backwardsFunc: (dy, [x, filter, codes]) => ({
        x: () => tensorOf(inputGradient(gpu, sizes, dy, filter, codes)),
        filter: () => tensorOf(filterGradient(gpu, sizes, x, dy, codes)),
        bias: () => tensorOf(biasGradient(gpu, dy, codes)),
      }),
    }) as Tensor4D;
  },
  softmaxCrossEntropy(logits, labels, smoothing) {
    const unread = tf.zeros([2]);
    const loss = talliedLoss(currentGpu()!, logits, { labels, smoothing }, unread, 0);
    unread.dispose();
    return loss;
  },
  dropout(x, dropping) {
    const gpu = currentGpu()!;
    return customOp({
      inputs: { x },
      forwardFunc: () => tensorOf(dropout(gpu, x, dropping)),
      backwardsFunc: (dy) => ({ x: () => tensorOf(dropout(gpu, dy, dropping)) }),
    });
  },
  batchNorm(x, gamma, beta, epsilon, groups) {
    const gpu = currentGpu()!;
    const [y, mean, variance] = customOp({
      inputs: { x, gamma, beta },
      forwardFunc: (_, save) => {
        const done = batchNorm(gpu, x, gamma, beta, epsilon, groups);
        save([x, gamma, tensorOf(done.ofGroups)]);
        return [done.y, done.mean, done.variance].map(tensorOf);
      },
      backwardsFunc: ([dy], [x, gamma, ofGroups]) => {
        const [dx, dgamma, dbeta] = batchNormGradient(gpu, dy, x, gamma, ofGroups).map(tensorOf);
        return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
      },
    });
    return { y: y as typeof x, mean: mean as Tensor1D, variance: variance as Tensor1D };
  },
  approach: (running, now, part) => approach(currentGpu()!, running, now, part),
};

function sizesOf(x: Tensor4D, filter: Tensor4D, pad: "valid" | "same"): Convolution {
  const [N, H, W] = x.shape, [height, width, , K] = filter.shape;
  const same = pad === "same", lost = same ? 0 : 1;
  return {
    x: x.shape,
    filter: filter.shape,
    out: [N, H - lost * (height - 1), W - lost * (width - 1), K],
    pad: same ? [Math.floor((height - 1) / 2), Math.floor((width - 1) / 2)] : [0, 0],
    pooled: true,
  };
}

/**
 * `softmaxCrossEntropy`, which on the way notes what training reports of a batch.
 *
 * @param gpu tfjs's WebGPU backend
 * @param logits `[N, classes]`
 * @param truth what is right
 * @param tallies `[2 × places]` receives, at `place`, the sum of the losses without smoothing, and the
 *   number of images classified correctly, as `tally` of the training counts them
 * @param place where
 * @returns the loss, summed over the images
 */
export function talliedLoss(
  gpu: GpuBackend,
  logits: Tensor2D,
  truth: Truth,
  tallies: tf.Tensor,
  place: number,
): Scalar {
  return customOp({
    inputs: { logits },
    forwardFunc: (_, save) => {
      const [loss, gradient] = crossEntropy(gpu, logits, truth, tallies, place).map(tensorOf);
      save([gradient]);
      return loss;
    },
    backwardsFunc: (dy, [gradient]) => ({ logits: () => tf.mul(gradient, dy as Scalar) }),
  }) as Scalar;
}
