/** Picks the method that codes a tensor, in training (see `view.ts`) as in the packed file. */

import { binary } from "./binary.ts";
import { clustered } from "./cluster.ts";
import type { Coded } from "./coded.ts";
import { quantised, type QuantisedOptions } from "./quantise.ts";
import { ternary } from "./ternary.ts";

/** A method with its settings. */
export type Coding =
  /** {@linkcode quantised}: equal steps. */
  | ({ readonly method: "uniform" } & Omit<QuantisedOptions, "scales">)
  /** {@linkcode ternary}: −s, 0 and s. */
  | { readonly method: "ternary" }
  /** {@linkcode binary}: −s and s. */
  | { readonly method: "binary" }
  /** {@linkcode clustered}: a few shared values. */
  | { readonly method: "clusters"; readonly clusters: number };

/** The methods for a whole network. */
export interface Codings {
  /** The method for kernels: the weights of convolutions and dense layers. */
  readonly kernels: Coding;
  /** The method for biases: 8 bits by default, since they are few. */
  readonly biases?: Coding;
  /** Other methods for some kernels, by the tensor's name, such as `"conv1/kernel"`; none by default. */
  readonly exceptions?: Readonly<Record<string, Coding>>;
  /** The scales of uniform kernels that are not chosen anew, by the tensor's name; none by default. */
  readonly scales?: Readonly<Record<string, Float32Array>>;
  /** The weights that pruning keeps (1) and drops (0), by the tensor's name; all by default. */
  readonly kept?: Readonly<Record<string, Uint8Array>>;
}

const EIGHT_BITS: Coding = { method: "uniform", levels: 255 };

/**
 * Codes a tensor of a network.
 *
 * @param values `[n]` the weights, last axis fastest
 * @param place the tensor's name and shape
 * @param codings the methods
 * @returns the tensor, coded
 *
 * @example A kernel with 4 bits a weight
 * ```ts
 * import assert from "node:assert/strict";
 * import { coded } from "@pixel/convnet/compression";
 *
 * const place = { name: "output/kernel", shape: [2, 1] };
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * assert.deepEqual([...coded(Float32Array.of(7, -3.4), place, codings).codes], [7, -3]);
 * ```
 */
export function coded(
  values: Float32Array,
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  { kernels, biases = EIGHT_BITS, exceptions = {}, scales = {}, kept = {} }: Codings,
): Coded {
  const mask = Object.hasOwn(kept, name) ? kept[name] : undefined;
  const left = mask ? values.map((value, i) => value * mask[i]) : values;
  const coding = isBias(name)
    ? biases
    : Object.hasOwn(exceptions, name)
    ? exceptions[name]
    : kernels;
  switch (coding.method) {
    case "uniform":
      return quantised(left, shape, {
        ...coding,
        scales: Object.hasOwn(scales, name) ? scales[name] : undefined,
      });
    case "ternary":
      return ternary(left, shape);
    case "binary":
      return binary(left, shape);
    case "clusters":
      return clustered(left, shape, coding.clusters);
  }
}

function isBias(name: string): boolean {
  return name.endsWith("/bias");
}

/**
 * Tells whether a tensor is one that methods code: batch normalisation's are not, since they are folded
 * into others before a network is packed.
 *
 * @param name the tensor's name
 * @returns whether it is a bias or a kernel, such as a separable convolution's "conv2/depthwise_kernel"
 */
export function isCoded(name: string): boolean {
  return name.endsWith("kernel") || isBias(name);
}
