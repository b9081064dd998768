/** The arithmetic of one gradient: which numbers after it the loss reaches it through, and by which weights. */

import { maxPool } from "../../../reference/mod.ts";
import type { Channel, Grid } from "../inside/arithmetic.ts";
import { placeOf, windowOf } from "../inside/wiring.ts";
import type { Layer } from "../network/layers.ts";
import type { Backward, LayerGradient } from "./gradients.ts";

/** A class's score: probability minus truth. */
export interface FromLoss {
  readonly kind: "loss";
  readonly probability: number;
  /** 1 for the true digit, else 0. */
  readonly truth: number;
  readonly result: number;
}

/** Through a dense layer: a product for each of its outputs. */
export interface ThroughDense {
  readonly kind: "dense";
  readonly terms: readonly { at: number; gradient: number; weight: number; product: number }[];
  readonly result: number;
}

/** Through a convolution: for each of its maps, the gradients of all windows that saw the number. */
export interface ThroughConvolution {
  readonly kind: "convolution";
  /** A window of gradients, the weights by which each of them saw the number, and the products. */
  readonly channels: readonly Channel[];
  readonly result: number;
}

/** Through a pooling: the windows that the number is in. */
export interface ThroughPooling {
  readonly kind: "pooling";
  readonly by: "max" | "average";
  /** Each window's gradient, and the part of it that comes here. */
  readonly windows: readonly { gradient: number; part: number }[];
  readonly result: number;
}

/** By a factor: of normalisation, or of an activation. */
export interface Scaled {
  readonly kind: "scaled" | "same" | "gate";
  readonly gradient: number;
  readonly factor: number;
  readonly result: number;
}

/** The arithmetic of one gradient. */
export type GradientTerms = FromLoss | ThroughDense | ThroughConvolution | ThroughPooling | Scaled;

/**
 * Takes a gradient apart.
 *
 * @param backward the backward pass
 * @param view which numbers: 0 for the picture, then a layer's output each; the scores before the
 *   softmax for the last
 * @param at the number's index there
 * @param label the true digit
 * @returns all its terms, whose sum is the gradient
 */
export function termsOf(
  { layers }: Backward,
  view: number,
  at: number,
  label: number,
): GradientTerms {
  const next = layers[view];
  if (!next) {
    const { step: { output }, sums } = layers[view - 1];
    const truth = at === label ? 1 : 0;
    return { kind: "loss", probability: output.data[at], truth, result: sums.data[at] };
  }
  const { step: { layer }, input, sums } = next, result = input.data[at];
  switch (layer.kind) {
    case "dense":
      return throughDense(next, layer, at);
    case "convolution":
      return throughConvolution(next, layer, at);
    case "pooling":
      return throughPooling(next, layer, at);
    case "normalisation": {
      const factor = layer.scale.data[at % layer.scale.data.length];
      return { kind: "scaled", gradient: sums.data[at], factor, result };
    }
    case "flattening":
      return { kind: "same", gradient: sums.data[at], factor: 1, result };
    case "activation":
      return {
        ...{ kind: "gate", gradient: next.output.data[at], result },
        factor: next.output.data[at] === 0 ? 0 : result / next.output.data[at],
      };
  }
}

function throughDense(
  { sums, input }: LayerGradient,
  { weights }: Extract<Layer, { kind: "dense" }>,
  at: number,
): ThroughDense {
  const K = weights.shape[1];
  const terms = Array.from(sums.data, (gradient, k) => {
    const weight = weights.data[at * K + k];
    return { at: k, gradient, weight, product: gradient * weight };
  });
  return { kind: "dense", terms, result: input.data[at] };
}

/** The windows in which a number is, as places along one axis, with the number's place within each. */
function windowsAround(place: number, size: number, stride: number, before: number, count: number) {
  const found: ({ window: number; within: number } | undefined)[] = [];
  for (let within = size - 1; within >= 0; within--) {
    const start = place + before - within, window = start / stride;
    const isThere = Number.isInteger(window) && window >= 0 && window < count;
    found.push(isThere ? { window, within } : undefined);
  }
  return found;
}

function throughConvolution(
  { step, sums, input }: LayerGradient,
  layer: Extract<Layer, { kind: "convolution" }>,
  at: number,
): ThroughConvolution {
  const { kernel } = layer, [, kw, D, C] = kernel.shape;
  const { row, column, map } = placeOf(at, step.input.shape);
  const { size, stride, before } = windowOf(layer, step.input.shape);
  const [height, width] = step.output.shape;
  const rows = windowsAround(row, size[0], stride, before[0], height);
  const columns = windowsAround(column, size[1], stride, before[1], width);
  const channels = Array.from({ length: C }, (_, c): Channel => {
    const grid = (value: (y: number, x: number, i: number, j: number) => number): Grid =>
      rows.map((r) => columns.map((k) => r && k && value(r.window, k.window, r.within, k.within)));
    const gradientAt = (y: number, x: number) => sums.data[(y * width + x) * C + c];
    const weightAt = (i: number, j: number) => kernel.data[((i * kw + j) * D + map) * C + c];
    const products = grid((y, x, i, j) => gradientAt(y, x) * weightAt(i, j));
    return {
      window: grid(gradientAt),
      kernel: grid((_y, _x, i, j) => weightAt(i, j)),
      products,
      sum: products.flat().reduce<number>((sum, product) => sum + (product ?? 0), 0),
    };
  });
  return { kind: "convolution", channels, result: input.data[at] };
}

function throughPooling(
  { step, sums, input }: LayerGradient,
  layer: Extract<Layer, { kind: "pooling" }>,
  at: number,
): ThroughPooling {
  const { row, column, map } = placeOf(at, step.input.shape);
  const { size, stride, before } = windowOf(layer, step.input.shape);
  const [height, width, D] = step.output.shape;
  const winners = layer.by === "max" ? maxPool(step.input, layer).winners : undefined;
  const windows: { gradient: number; part: number }[] = [];
  for (const r of windowsAround(row, size[0], stride, before[0], height)) {
    for (const k of windowsAround(column, size[1], stride, before[1], width)) {
      if (!r || !k) continue;
      const output = (r.window * width + k.window) * D + map;
      const part = winners ? (winners[output] === at ? 1 : 0) : 1 / (size[0] * size[1]);
      windows.push({ gradient: sums.data[output], part });
    }
  }
  return { kind: "pooling", by: layer.by, windows, result: input.data[at] };
}
