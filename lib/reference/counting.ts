/**
 * The cost of a layer: its parameters, which are learned and stored, and its multiply-adds (one
 * multiplication and one addition each), which are computed for every example.
 */

/** A layer whose weights lie in a window on the picture. */
export interface WindowLayer {
  /** Side of the window, in pixels; 3 by default. */
  readonly size?: number;
  /** Input channels; 1 by default. */
  readonly channels?: number;
  /** Output channels; 1 by default. */
  readonly filters?: number;
}

/**
 * Counts the parameters of a dense layer: `I·K` weights and `K` biases.
 *
 * @param inputs I
 * @param outputs K
 * @returns the count
 *
 * @example The output layer of the book's network
 * ```ts
 * import assert from "node:assert/strict";
 * import { denseParameters } from "@pixel/convnet/reference";
 *
 * assert.equal(denseParameters(1600, 10), 16_010);
 * ```
 */
export function denseParameters(inputs: number, outputs: number): number {
  return (inputs + 1) * outputs;
}

/**
 * Counts the parameters of a locally connected layer: `size²·D` weights and a bias per output.
 *
 * @param height of the output, K
 * @param width of the output, M
 * @param layer window, channels and filters
 * @returns the count, `K·M·(size²·D + 1)·C`
 *
 * @example Ten for each of 26 × 26 outputs
 * ```ts
 * import assert from "node:assert/strict";
 * import { locallyConnectedParameters } from "@pixel/convnet/reference";
 *
 * assert.equal(locallyConnectedParameters(26, 26), 6_760);
 * ```
 */
export function locallyConnectedParameters(
  height: number,
  width: number,
  layer: WindowLayer = {},
): number {
  return height * width * convolutionParameters(layer);
}

/**
 * Counts the parameters of a convolution, which do not depend on the size of the picture.
 *
 * @param layer window, channels and filters
 * @returns the count, `(size²·D + 1)·C`
 *
 * @example The two convolutions of the book's network
 * ```ts
 * import assert from "node:assert/strict";
 * import { convolutionParameters } from "@pixel/convnet/reference";
 *
 * assert.equal(convolutionParameters({ filters: 32 }), 320);
 * assert.equal(convolutionParameters({ channels: 32, filters: 64 }), 18_496);
 * ```
 */
export function convolutionParameters(layer: WindowLayer = {}): number {
  const { size = 3, channels = 1, filters = 1 } = layer;
  return (size * size * channels + 1) * filters;
}

/**
 * Counts the multiply-adds of a dense layer for one example: one per weight.
 *
 * @param inputs I
 * @param outputs K
 * @returns the count, `I·K`
 *
 * @example The output layer of the book's network
 * ```ts
 * import assert from "node:assert/strict";
 * import { denseMultiplyAdds } from "@pixel/convnet/reference";
 *
 * assert.equal(denseMultiplyAdds(1600, 10), 16_000);
 * ```
 */
export function denseMultiplyAdds(inputs: number, outputs: number): number {
  return inputs * outputs;
}

/**
 * Counts the multiply-adds of a convolution for one example: one per weight and place, those with
 * padding included.
 *
 * @param height of the output, K
 * @param width of the output, M
 * @param layer window, channels and filters
 * @returns the count, `K·M·size²·D·C`
 *
 * @example The first convolution of the book's network
 * ```ts
 * import assert from "node:assert/strict";
 * import { convolutionMultiplyAdds } from "@pixel/convnet/reference";
 *
 * assert.equal(convolutionMultiplyAdds(26, 26, { filters: 32 }), 194_688);
 * ```
 */
export function convolutionMultiplyAdds(
  height: number,
  width: number,
  layer: WindowLayer = {},
): number {
  const { size = 3, channels = 1, filters = 1 } = layer;
  return height * width * size * size * channels * filters;
}
