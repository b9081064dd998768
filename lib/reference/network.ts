/**
 * A whole convolutional network by hand, forward and backward pass, for one digit at a time:
 *
 *     [28, 28, 1] → convolution 3×3, ReLU, max-pool 2
 *                 → convolution 3×3, ReLU, max-pool 2 → flatten → dense → softmax
 *
 * With 32 and 64 filters it is the book's network, Keras's "Simple MNIST convnet", without its
 * dropout. Any sizes that fit will do.
 */

import { activate, activateGradient, relu } from "./activations.ts";
import { convolution, convolutionGradient } from "./convolution.ts";
import { dense, denseGradient, flatten, flattenGradient } from "./dense.ts";
import { glorotUniform } from "./initializers.ts";
import { maxPool, type MaxPooled, maxPoolGradient } from "./pooling.ts";
import { crossEntropy, crossEntropyGradient, softmax } from "./softmax.ts";
import { type Volume, zeros } from "./volume.ts";
import { outputSize } from "./window.ts";

/** The six tensors that the network learns, in tfjs's order. */
export interface CnnWeights {
  /** First convolution: `[3, 3, 1, F]`. */
  readonly kernel1: Volume;
  /** First convolution: `[F]`. */
  readonly bias1: Volume;
  /** Second convolution: `[3, 3, F, G]`. */
  readonly kernel2: Volume;
  /** Second convolution: `[G]`. */
  readonly bias2: Volume;
  /** Dense layer: `[I, K]`, with I the numbers left by the second pooling. */
  readonly weights3: Volume;
  /** Dense layer: `[K]`. */
  readonly bias3: Volume;
}

/** Everything that the forward pass computed, which the backward pass needs again. */
export interface CnnTrace {
  /** The picture, `[28, 28, 1]`. */
  readonly image: Volume;
  /** After the first convolution, `[26, 26, F]`. */
  readonly convolved1: Volume;
  /** After its ReLU, `[26, 26, F]`. */
  readonly activated1: Volume;
  /** After its pooling, `[13, 13, F]`. */
  readonly pooled1: MaxPooled;
  /** After the second convolution, `[11, 11, G]`. */
  readonly convolved2: Volume;
  /** After its ReLU, `[11, 11, G]`. */
  readonly activated2: Volume;
  /** After its pooling, `[5, 5, G]`. */
  readonly pooled2: MaxPooled;
  /** Flattened, `[25·G]`. */
  readonly flat: Volume;
  /** A score per class, `[K]`. */
  readonly logits: Volume;
  /** A probability per class, `[K]`. */
  readonly probabilities: Volume;
}

/** The gradients of one digit's loss. */
export interface CnnGradient extends CnnWeights {
  /** With respect to the picture, `[28, 28, 1]`: how much each pixel matters. */
  readonly image: Volume;
}

/** The sizes of a network. */
export interface CnnSizes {
  /** Side of the picture, in pixels; 28 by default. */
  readonly side?: number;
  /** Filters of the two convolutions; 32 and 64 by default. */
  readonly filters?: readonly [number, number];
  /** Classes; 10 by default. */
  readonly classes?: number;
}

/**
 * Draws initial weights: kernels Glorot-uniform, biases zero.
 *
 * @param random a source of numbers, uniform in [0, 1)
 * @param sizes the sizes of the network; the book's by default
 * @returns the weights
 * @throws {RangeError} if the picture is too small for two convolutions and poolings
 *
 * @example A small network
 * ```ts
 * import assert from "node:assert/strict";
 * import { initialCnnWeights } from "@pixel/convnet/reference";
 *
 * const sizes = { side: 12, filters: [2, 3], classes: 4 } as const;
 * const weights = initialCnnWeights(Math.random, sizes);
 * assert.deepEqual(weights.kernel2.shape, [3, 3, 2, 3]);
 * assert.deepEqual(weights.weights3.shape, [3, 4]); // one pixel of three channels is left
 * ```
 */
export function initialCnnWeights(random: () => number, sizes: CnnSizes = {}): CnnWeights {
  const { side = 28, filters: [F, G] = [32, 64], classes = 10 } = sizes;
  const pooled1 = outputSize(outputSize(side, 3), 2, { stride: 2 });
  const pooled2 = outputSize(outputSize(pooled1, 3), 2, { stride: 2 });
  return {
    kernel1: glorotUniform([3, 3, 1, F], random),
    bias1: zeros([F]),
    kernel2: glorotUniform([3, 3, F, G], random),
    bias2: zeros([G]),
    weights3: glorotUniform([pooled2 * pooled2 * G, classes], random),
    bias3: zeros([classes]),
  };
}

/**
 * Computes the forward pass, from a picture to probabilities.
 *
 * @param image `[28, 28, 1]`, 0 (paper) to 1 (ink)
 * @param weights the network's weights
 * @returns the probabilities, and everything computed on the way to them
 * @throws {RangeError} if the shapes do not fit
 *
 * @example What a network that has learned nothing says of a blank picture
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnnForward, initialCnnWeights, zeros } from "@pixel/convnet/reference";
 *
 * const sizes = { side: 12, filters: [2, 3], classes: 4 } as const;
 * const weights = initialCnnWeights(Math.random, sizes);
 * const { probabilities } = cnnForward(zeros([12, 12, 1]), weights);
 * assert.deepEqual([...probabilities.data], [0.25, 0.25, 0.25, 0.25]);
 * ```
 */
export function cnnForward(image: Volume, weights: CnnWeights): CnnTrace {
  const convolved1 = convolution(image, weights.kernel1, { bias: weights.bias1 }); // [26, 26, F]
  const activated1 = activate(convolved1, relu);
  const pooled1 = maxPool(activated1); // [13, 13, F]
  const convolved2 = convolution(pooled1.y, weights.kernel2, { bias: weights.bias2 }); // [11, 11, G]
  const activated2 = activate(convolved2, relu);
  const pooled2 = maxPool(activated2); // [5, 5, G]
  const flat = flatten(pooled2.y); // [25·G]
  const logits = dense(flat, weights.weights3, weights.bias3); // [K]
  const probabilities = softmax(logits);
  return {
    image,
    convolved1,
    activated1,
    pooled1,
    convolved2,
    activated2,
    pooled2,
    flat,
    logits,
    probabilities,
  };
}

/**
 * Computes the loss of one picture: the cross-entropy of the network's logits, in nats.
 *
 * @param image `[28, 28, 1]`
 * @param label the right class
 * @param weights the network's weights
 * @returns the loss
 * @throws {RangeError} if the shapes do not fit or there is no such class
 *
 * @example The loss of a guess among four classes is ln 4
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnnLoss, initialCnnWeights, zeros } from "@pixel/convnet/reference";
 *
 * const sizes = { side: 12, filters: [2, 3], classes: 4 } as const;
 * const weights = initialCnnWeights(Math.random, sizes);
 * assert.equal(cnnLoss(zeros([12, 12, 1]), 3, weights), Math.log(4));
 * ```
 */
export function cnnLoss(image: Volume, label: number, weights: CnnWeights): number {
  return crossEntropy(cnnForward(image, weights).logits, label);
}

/**
 * Computes the backward pass, from the loss to the gradient of each weight, layer by layer in
 * reverse. Each line takes the gradient at a layer's output and computes that at its input.
 *
 * @param trace as returned by {@linkcode cnnForward}
 * @param label the right class
 * @param weights the network's weights, as in the forward pass
 * @returns the gradients of picture and weights, each of its own shape
 * @throws {RangeError} if there is no such class
 *
 * @example Each bias of the output has its probability less the truth
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnnBackward, cnnForward, initialCnnWeights, zeros } from "@pixel/convnet/reference";
 *
 * const sizes = { side: 12, filters: [2, 3], classes: 4 } as const;
 * const weights = initialCnnWeights(Math.random, sizes);
 * const trace = cnnForward(zeros([12, 12, 1]), weights);
 * assert.deepEqual([...cnnBackward(trace, 3, weights).bias3.data], [0.25, 0.25, 0.25, -0.75]);
 * ```
 */
export function cnnBackward(trace: CnnTrace, label: number, weights: CnnWeights): CnnGradient {
  const dLogits = crossEntropyGradient(trace.logits, label); // [K]
  const dense3 = denseGradient(dLogits, trace.flat, weights.weights3);
  const dPooled2 = flattenGradient(dense3.x, trace.pooled2.y.shape); // [25·G] → [5, 5, G]
  const dActivated2 = maxPoolGradient(dPooled2, trace.pooled2.winners, trace.activated2.shape);
  const dConvolved2 = activateGradient(dActivated2, trace.convolved2, relu); // [11, 11, G]
  const conv2 = convolutionGradient(dConvolved2, trace.pooled1.y, weights.kernel2);
  const dActivated1 = maxPoolGradient(conv2.x, trace.pooled1.winners, trace.activated1.shape);
  const dConvolved1 = activateGradient(dActivated1, trace.convolved1, relu); // [26, 26, F]
  const conv1 = convolutionGradient(dConvolved1, trace.image, weights.kernel1);
  return {
    image: conv1.x,
    kernel1: conv1.kernel,
    bias1: conv1.bias,
    kernel2: conv2.kernel,
    bias2: conv2.bias,
    weights3: dense3.weights,
    bias3: dense3.bias,
  };
}
