/** Connections between the numbers of a layer's input and those of its output, both ways. */

import { places } from "../../../reference/mod.ts";
import type { Layer } from "../network/layers.ts";

/** A rectangle of numbers in maps: rows and columns from the first to before the last. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  /** The one map it lies in; all maps if undefined. */
  readonly map?: number;
}

/**
 * The numbers connected with one number: a region of maps, one number by its index, or all numbers.
 */
export type Connection = Region | { readonly at: number } | "all";

/** A place in maps, from its index in their data. */
export function placeOf(
  at: number,
  shape: readonly number[],
): { row: number; column: number; map: number } {
  const [, width, maps] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const pixel = Math.floor(at / maps);
  return { row: Math.floor(pixel / width), column: pixel % width, map: at % maps };
}

/** The index of a place. */
export function indexOf(
  { row, column, map }: { row: number; column: number; map: number },
  shape: readonly number[],
): number {
  const [, width, maps] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return (row * width + column) * maps + map;
}

/**
 * Returns the sources of a number.
 *
 * @param layer the layer that made it
 * @param input the shape of the layer's input
 * @param output the shape of its output
 * @param at the number's index in the output
 * @returns what of the input it was made of; a window may reach beyond the maps, into padding
 */
export function sourcesOf(
  layer: Layer,
  input: readonly number[],
  output: readonly number[],
  at: number,
): Connection {
  if (layer.kind === "dense") return "all";
  if (layer.kind !== "convolution" && layer.kind !== "pooling") return { at };
  const { row, column, map } = placeOf(at, output);
  const { size, stride, before } = windowOf(layer, input);
  const top = row * stride - before[0], left = column * stride - before[1];
  const window = { top, left, bottom: top + size[0], right: left + size[1] };
  return layer.kind === "pooling" ? { ...window, map } : window;
}

/**
 * Returns the targets of a number.
 *
 * @param layer the layer that takes it
 * @param input the shape of the layer's input
 * @param output the shape of its output
 * @param at the number's index in the input
 * @returns what of the output it takes part in
 */
export function targetsOf(
  layer: Layer,
  input: readonly number[],
  output: readonly number[],
  at: number,
): Connection {
  if (layer.kind === "dense") return "all";
  if (layer.kind !== "convolution" && layer.kind !== "pooling") return { at };
  const { row, column, map } = placeOf(at, input);
  const { size, stride, before } = windowOf(layer, input);
  const range = (place: number, axis: 0 | 1) => [
    Math.max(0, Math.ceil((place + before[axis] - size[axis] + 1) / stride)),
    Math.min(output[axis], Math.floor((place + before[axis]) / stride) + 1),
  ];
  const [top, bottom] = range(row, 0), [left, right] = range(column, 1);
  const region = { top, left, bottom, right };
  return layer.kind === "pooling" ? { ...region, map } : region;
}

/** A layer's window: its height and width, its stride, and the padding before the maps. */
export function windowOf(
  layer: Extract<Layer, { kind: "convolution" | "pooling" }>,
  input: readonly number[],
): { size: [number, number]; stride: number; before: [number, number] } {
  const size: [number, number] = layer.kind === "convolution"
    ? [layer.kernel.shape[0], layer.kernel.shape[1]]
    : [layer.size, layer.size];
  const before = ([0, 1] as const).map((axis) => places(input[axis], size[axis], layer).before);
  return { size, stride: layer.stride, before: [before[0], before[1]] };
}
