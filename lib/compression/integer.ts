/**
 * The forward pass in whole numbers, as a chip without floating point computes it (Jacob and others,
 * 2017, arXiv:1712.05877, section 2): bytes times codes, summed in 32 bits, then scaled back to bytes by
 * a multiplication and a shift.
 *
 * A pixel x stands for x / 255, an activation a of a layer for a · step, a weight w for w · scale. So a
 * sum Σ w · a stands for that many scale · step, and the bias is stored in the same unit. The next
 * activation is the sum times scale · step / (next step): the one number of a channel that is not whole,
 * for which the nearest m / 2ˢ stands in.
 */

import { countPictures } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { decoded } from "./coded.ts";
import { BYTE, type Engine, LOOPS, type Pass, type Shape, SHIFT, type Window } from "./engine.ts";
import { wasmEngine } from "./engine_wasm.ts";
import type { PackedNetwork, WeightedLayer } from "./packed_network.ts";

/** Options of {@linkcode integerLogits}. */
export interface IntegerLogitsOptions {
  /** Computes in WebAssembly, faster and to the same bits; false, which is plain loops, by default. */
  readonly wasm?: boolean;
}

/** A network, ready to compute. */
interface Plan {
  /** The layers' work, first to last. */
  readonly passes: readonly Pass[];
  /** `[classes]` the logit that a sum of 1 in the last layer stands for. */
  readonly units: Float64Array;
}

/**
 * Computes the logits of pictures in whole numbers; only the last sums are turned into fractions, to
 * compare them with those of other networks.
 *
 * @param network the packed network, with evenly spaced levels, and ReLU in every layer but the last
 * @param images `[N × H × W × C]` bytes
 * @param options what computes
 * @returns `[N × classes]` logits
 * @throws {UserError} if the network has shared values, which are not evenly spaced, or hidden layers
 *   without ReLU
 * @throws {RangeError} if the images are not whole pictures
 *
 * @example The logits of a blank picture
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { integerLogits, packed, tinyNetwork } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * const blank = new Uint8Array(784);
 * const network = await packed(tinyNetwork([[4], [4], [4]], 1), codings, blank);
 * const inLoops = integerLogits(network, blank);
 * assert.deepEqual(integerLogits(network, blank, { wasm: true }), inLoops);
 * ```
 */
export function integerLogits(
  network: PackedNetwork,
  images: Uint8Array,
  { wasm = false }: IntegerLogitsOptions = {},
): Float32Array {
  const engine = wasm ? wasmEngine() : LOOPS;
  const { passes, units } = planFor(network, engine);
  const count = countPictures(images, network.input), size = images.length / count;
  const logits = new Float32Array(count * units.length);
  for (let n = 0; n < count; n++) {
    let values = engine.enter(images.subarray(n * size, (n + 1) * size));
    for (const pass of passes) values = pass(values);
    values.forEach((sum, k) => logits[n * units.length + k] = sum * units[k]);
  }
  return logits;
}

/** Prepares everything that is the same for all pictures. */
function planFor({ input, layers }: PackedNetwork, engine: Engine): Plan {
  const passes: Pass[] = [];
  let shape: Shape = input, unit = 1 / BYTE;
  for (const [index, layer] of layers.entries()) {
    const [height, width, channels] = shape;
    if (layer.kind === "pooling") {
      passes.push(engine.pool(shape));
      shape = [height >> 1, width >> 1, channels];
    } else if (layer.kind === "mean") {
      passes.push(engine.sum(shape));
      shape = [1, 1, channels];
      unit /= height * width; // a mean is the sum in smaller units
    } else if (layer.kind === "flatten") {
      shape = [1, 1, height * width * channels];
    } else {
      const isLast = index === layers.length - 1;
      refuseOther(layer, isLast);
      const { kernel: { codes, scales }, bias } = layer;
      const units = Float64Array.from(bias.codes, (_, k) => unit * scales[k % scales.length]);
      const biases = Int32Array.from(decoded(bias), (value, k) => Math.round(value / units[k]));
      const window = windowOf(layer, shape);
      passes.push(engine.convolve(window, codes, biases));
      if (isLast) return { passes, units };
      shape = window.to;
      const factors = units.map((own) => Math.round(own / layer.step * 2 ** SHIFT));
      passes.push(engine.rescale(shape, factors));
      unit = layer.step;
    }
  }
  throw new UserError("Cannot compute in whole numbers: the last layer has no weights");
}

/** Refuses a layer whose sums bytes cannot hold. */
function refuseOther({ kernel, activation }: WeightedLayer, isLast: boolean): void {
  if (kernel.table) {
    throw new UserError("Cannot compute in whole numbers: the weights are not evenly spaced");
  }
  if (!isLast && activation !== "relu") {
    throw new UserError(
      `Cannot compute in whole numbers: a hidden layer is ${activation}, and bytes hold ReLU's alone`,
    );
  }
}

/** The place of a layer's kernel. */
function windowOf({ kind, kernel: { shape }, padded }: WeightedLayer, from: Shape): Window {
  const [height, width] = from, K = shape.at(-1)!;
  if (kind === "dense") return { from, kernel: [1, 1], to: [1, 1, K], top: 0, left: 0 };
  const [KH, KW] = shape, kernel = [KH, KW] as const;
  return padded
    ? { from, kernel, to: [height, width, K], top: (KH - 1) >> 1, left: (KW - 1) >> 1 }
    : { from, kernel, to: [height - KH + 1, width - KW + 1, K], top: 0, left: 0 };
}
