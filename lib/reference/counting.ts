/**
 * What a layer costs: its parameters, which must be learned and stored, and its multiply-adds, one
 * multiplication and one addition each, which every example pays.
 */

/** A layer whose weights lie in windows on the picture. */
export interface WindowLayer {
  /** Side of the window in pixels; 3 by default. */
  readonly size?: number;
  /** Channels in; 1 by default. */
  readonly channels?: number;
  /** Channels out; 1 by default. */
  readonly filters?: number;
}

/**
 * Parameters of a dense layer: `I·K` weights and `K` biases.
 *
 * @param inputs I
 * @param outputs K
 * @returns the count
 */
export function denseParameters(inputs: number, outputs: number): number {
  return (inputs + 1) * outputs;
}

/**
 * Parameters of a locally connected layer: `kh·kw·D` weights and a bias for every output.
 *
 * @param height of the output, K
 * @param width of the output, M
 * @param layer window, channels and filters
 * @returns the count, `K·M·(size²·D + 1)·C`
 */
export function locallyConnectedParameters(
  height: number,
  width: number,
  layer: WindowLayer = {},
): number {
  return height * width * convolutionParameters(layer);
}

/**
 * Parameters of a convolution: the same for any size of picture.
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
 * Multiply-adds of a dense layer, for one example: one a weight.
 *
 * @param inputs I
 * @param outputs K
 * @returns the count, `I·K`
 */
export function denseMultiplyAdds(inputs: number, outputs: number): number {
  return inputs * outputs;
}

/**
 * Multiply-adds of a convolution, for one example: one a weight at each place. Those with padding
 * count.
 *
 * @param height of the output, K
 * @param width of the output, M
 * @param layer window, channels and filters
 * @returns the count, `K·M·size²·D·C`
 */
export function convolutionMultiplyAdds(
  height: number,
  width: number,
  layer: WindowLayer = {},
): number {
  const { size = 3, channels = 1, filters = 1 } = layer;
  return height * width * size * size * channels * filters;
}
