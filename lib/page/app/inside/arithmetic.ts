/** The arithmetic of one number of a network: all its terms, as plain numbers. */

import { softmax } from "../../../reference/mod.ts";
import type { Activation, Layer } from "../network/layers.ts";
import type { Step } from "../network/trace.ts";
import { placeOf, windowOf } from "./wiring.ts";

/** A small table of numbers, row by row; undefined where the window lies on padding. */
export type Grid = readonly (readonly (number | undefined)[])[];

/** One input map's part in a convolution. */
export interface Channel {
  readonly window: Grid;
  readonly kernel: Grid;
  /** Window times kernel, number by number. */
  readonly products: Grid;
  /** The sum of the products. */
  readonly sum: number;
}

/** A sum of all channels and a bias, and the activation after it. */
export interface ConvolutionSum {
  readonly kind: "convolution";
  readonly channels: readonly Channel[];
  readonly bias: number;
  /** All channels' sums and the bias. */
  readonly sum: number;
  readonly activation: Activation;
  readonly result: number;
}

/** The numbers under a pooling's window. */
export interface Pooled {
  readonly kind: "pooling";
  readonly by: "max" | "average";
  readonly window: Grid;
  readonly result: number;
}

/** `x · scale + shift`. */
export interface Normalised {
  readonly kind: "normalisation";
  readonly x: number;
  readonly scale: number;
  readonly shift: number;
  readonly result: number;
}

/** A number that only moves, or only passes an activation. */
export interface Passed {
  readonly kind: "flattening" | "activation";
  readonly x: number;
  readonly activation: Activation;
  readonly result: number;
}

/** A dense layer's number: a product per input. */
export interface DenseSum {
  readonly kind: "dense";
  /** Every product, the largest first. */
  readonly terms: readonly { at: number; x: number; weight: number; product: number }[];
  readonly bias: number;
  readonly sum: number;
  readonly activation: Activation;
  /** All classes' sums, for softmax. */
  readonly sums: readonly number[];
  readonly result: number;
}

/** The arithmetic of one number. */
export type Arithmetic = ConvolutionSum | Pooled | Normalised | Passed | DenseSum;

/**
 * Takes a number apart.
 *
 * @param step the layer at work
 * @param at the number's index in the layer's output
 * @returns all its terms
 */
export function arithmeticOf(step: Step, at: number): Arithmetic {
  const { layer, input, output } = step, result = output.data[at];
  switch (layer.kind) {
    case "convolution":
      return convolved(step, layer, at);
    case "pooling": {
      const { row, column, map } = placeOf(at, output.shape);
      const window = windowAt(step, layer, row, column, map);
      return { kind: "pooling", by: layer.by, window, result };
    }
    case "normalisation": {
      const c = at % layer.scale.data.length, [scale, shift] = [layer.scale, layer.shift];
      return {
        ...{ kind: "normalisation", x: input.data[at], result },
        ...{ scale: scale.data[c], shift: shift.data[c] },
      };
    }
    case "flattening":
      return { kind: "flattening", x: input.data[at], activation: "linear", result };
    case "activation":
      return { kind: "activation", x: input.data[at], activation: layer.activation, result };
    case "dense":
      return denseSum(step, layer, at);
  }
}

function convolved(
  step: Step,
  layer: Extract<Layer, { kind: "convolution" }>,
  at: number,
): ConvolutionSum {
  const { kernel, bias, activation } = layer;
  const [kh, kw, D, C] = kernel.shape, { row, column, map } = placeOf(at, step.output.shape);
  const channels = Array.from({ length: D }, (_, d): Channel => {
    const window = windowAt(step, layer, row, column, d);
    const weights = grid(kh, kw, (i, j) => kernel.data[((i * kw + j) * D + d) * C + map]);
    const products = grid(kh, kw, (i, j) => {
      const x = window[i][j];
      return x === undefined ? undefined : x * weights[i][j]!;
    });
    return { window, kernel: weights, products, sum: total(products.flat()) };
  });
  const sum = total(channels.map((channel) => channel.sum)) + bias.data[map];
  const result = activation === "relu" ? Math.max(0, sum) : sum;
  return { kind: "convolution", channels, bias: bias.data[map], sum, activation, result };
}

function denseSum(step: Step, layer: Extract<Layer, { kind: "dense" }>, at: number): DenseSum {
  const { weights, bias, activation } = layer, K = weights.shape[1];
  const terms = Array.from(step.input.data, (x, i) => {
    const weight = weights.data[i * K + at];
    return { at: i, x, weight, product: x * weight };
  });
  const sum = total(terms.map(({ product }) => product)) + bias.data[at];
  const sums = [...step.sums.data];
  const result = activation === "softmax"
    ? softmax(step.sums).data[at]
    : activation === "relu"
    ? Math.max(0, sum)
    : sum;
  return {
    kind: "dense",
    terms: terms.sort((a, b) => Math.abs(b.product) - Math.abs(a.product)),
    ...{ bias: bias.data[at], sum, activation, sums, result },
  };
}

/** The numbers under a layer's window, in one map. */
function windowAt(
  { input }: Step,
  layer: Extract<Layer, { kind: "convolution" | "pooling" }>,
  row: number,
  column: number,
  map: number,
): Grid {
  const [H, W, D] = input.shape, { size, stride, before } = windowOf(layer, input.shape);
  return grid(size[0], size[1], (i, j) => {
    const y = row * stride + i - before[0], x = column * stride + j - before[1];
    return y < 0 || x < 0 || y >= H || x >= W ? undefined : input.data[(y * W + x) * D + map];
  });
}

function grid(
  height: number,
  width: number,
  at: (i: number, j: number) => number | undefined,
): Grid {
  return Array.from(
    { length: height },
    (_, i) => Array.from({ length: width }, (_, j) => at(i, j)),
  );
}

function total(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0);
}
