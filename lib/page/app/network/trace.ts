/** A network at work on one digit, in the numbers of `reference/`, with every one on the way. */

import {
  averagePool,
  dense,
  flatten,
  maxPool,
  softmax,
  type Volume,
} from "../../../reference/mod.ts";
import { convolve } from "./convolve.ts";
import type { Activation, Layer, Normalisation, PlainNetwork } from "./layers.ts";

/** A layer at work. */
export interface Step {
  readonly layer: Layer;
  /** The numbers that it was given. */
  readonly input: Volume;
  /** Its sums, before the activation; the output itself where there is none. */
  readonly sums: Volume;
  /** The numbers that it returned. */
  readonly output: Volume;
}

/**
 * Computes every layer's output for one digit.
 *
 * @param network the network
 * @param digit `[784]` grey values, 0 paper to 255 ink
 * @returns a step per layer, first to last
 */
export function traceNetwork({ layers }: PlainNetwork, digit: Uint8Array): Step[] {
  const data = Float64Array.from(digit, (grey) => grey / 255);
  return traceLayers(layers, { shape: [28, 28, 1], data });
}

/**
 * Computes every layer's output.
 *
 * @param layers the layers
 * @param picture what the first one is given
 * @returns a step per layer, first to last
 */
export function traceLayers(layers: readonly Layer[], picture: Volume): Step[] {
  let input = picture;
  return layers.map((layer) => {
    const sums = apply(layer, input);
    const output = "activation" in layer ? activated(sums, layer.activation) : sums;
    const step = { layer, input, sums, output };
    input = output;
    return step;
  });
}

/**
 * The probabilities of one digit.
 *
 * @param network the network
 * @param digit `[784]` grey values
 * @returns `[10]`
 */
export function probabilitiesOf(network: PlainNetwork, digit: Uint8Array): Float64Array {
  return traceNetwork(network, digit).at(-1)!.output.data;
}

function apply(layer: Layer, x: Volume): Volume {
  switch (layer.kind) {
    case "convolution":
      return convolve(x, layer);
    case "pooling":
      return layer.by === "max" ? maxPool(x, layer).y : averagePool(x, layer);
    case "normalisation":
      return normalised(x, layer);
    case "flattening":
      return flatten(x);
    case "activation":
      return x;
    case "dense":
      return dense(x, layer.weights, layer.bias);
  }
}

function normalised({ shape, data }: Volume, { scale, shift }: Normalisation): Volume {
  const C = scale.data.length, y = new Float64Array(data.length);
  for (let at = 0; at < y.length; at += C) {
    for (let c = 0; c < C; c++) y[at + c] = data[at + c] * scale.data[c] + shift.data[c];
  }
  return { shape, data: y };
}

function activated(sums: Volume, by: Activation): Volume {
  return by === "linear" ? sums : by === "relu" ? rectified(sums) : softmax(sums);
}

function rectified({ shape, data }: Volume): Volume {
  const y = new Float64Array(data.length);
  for (let at = 0; at < y.length; at++) y[at] = Math.max(0, data[at]);
  return { shape, data: y };
}
