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
import type { PackedNetwork, WeightedLayer } from "./packed_network.ts";

/** The largest activation that a byte holds. */
const BYTE = 255;

/** Bits behind the point of the factor that scales a sum back to a byte. */
const SHIFT = 24;

/** One layer's work on the numbers of one picture, `[height × width × channels]`. */
type Pass = (values: Int32Array) => Int32Array;

/** The height, width and channels of feature maps. */
type Shape = readonly [height: number, width: number, channels: number];

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
 * assert(integerLogits(network, blank).length === 10);
 * ```
 */
export function integerLogits(network: PackedNetwork, images: Uint8Array): Float32Array {
  const { passes, units } = planFor(network);
  const count = countPictures(images, network.input), size = images.length / count;
  const logits = new Float32Array(count * units.length);
  for (let n = 0; n < count; n++) {
    let values: Int32Array = Int32Array.from(images.subarray(n * size, (n + 1) * size));
    for (const pass of passes) values = pass(values);
    values.forEach((sum, k) => logits[n * units.length + k] = sum * units[k]);
  }
  return logits;
}

/** Prepares everything that is the same for all pictures. */
function planFor({ input, layers }: PackedNetwork): Plan {
  const passes: Pass[] = [];
  let shape: Shape = input, unit = 1 / BYTE;
  for (const [index, layer] of layers.entries()) {
    const [height, width, channels] = shape;
    if (layer.kind === "pooling") {
      passes.push(pool(shape));
      shape = [height >> 1, width >> 1, channels];
    } else if (layer.kind === "mean") {
      passes.push(sum(shape));
      shape = [1, 1, channels];
      unit /= height * width; // a mean is the sum in smaller units
    } else if (layer.kind === "flatten") {
      shape = [1, 1, height * width * channels];
    } else {
      const isLast = index === layers.length - 1;
      refuseOther(layer, isLast);
      const K = layer.bias.codes.length;
      const units = Float64Array.from({ length: K }, (_, k) => unit * scaleOf(layer, k));
      const biases = decoded(layer.bias).map((bias, k) => Math.round(bias / units[k]));
      passes.push(layer.kind === "dense" ? dense(layer, biases) : convolve(layer, biases, shape));
      shape = layer.kind === "dense" ? [1, 1, K] : convolvedShape(layer, shape);
      if (isLast) return { passes, units };
      passes.push(rescale(units.map((own) => own / layer.step)));
      unit = layer.step;
    }
  }
  throw new UserError("Cannot compute in whole numbers: the last layer has no weights");
}

function scaleOf({ kernel: { scales } }: WeightedLayer, k: number): number {
  return scales[k % scales.length];
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

/** Turns sums into bytes: ReLU, the factor of each channel as m / 2²⁴, rounded; too much is 255. */
function rescale(factors: Float64Array): Pass {
  const K = factors.length, half = 2 ** (SHIFT - 1);
  const multipliers = factors.map((factor) => Math.round(factor * 2 ** SHIFT));
  return (sums) =>
    sums.map((sum, i) => {
      if (sum <= 0) return 0;
      // A product of 32 and 21 bits is exact in a double; a chip has 64 bits for it.
      const byte = Math.floor((sum * multipliers[i % K] + half) / 2 ** SHIFT);
      return Math.min(BYTE, byte);
    });
}

function convolvedShape({ kernel, padded }: WeightedLayer, [height, width]: Shape): Shape {
  const [kernelHeight, kernelWidth, , K] = kernel.shape;
  return padded ? [height, width, K] : [height - kernelHeight + 1, width - kernelWidth + 1, K];
}

/** `[H, W, C]` → `[H′, W′, K]` */
function convolve(layer: WeightedLayer, biases: Float32Array, shape: Shape): Pass {
  const { kernel: { codes, shape: [KH, KW, C, K] }, padded } = layer;
  const [height, width] = shape, [outHeight, outWidth] = convolvedShape(layer, shape);
  const [top, left] = padded ? [(KH - 1) >> 1, (KW - 1) >> 1] : [0, 0];
  return (x) => {
    const y = new Int32Array(outHeight * outWidth * K);
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const out = (row * outWidth + column) * K;
        for (let k = 0; k < K; k++) y[out + k] = biases[k];
        for (let i = 0; i < KH; i++) {
          for (let j = 0; j < KW; j++) {
            const [r, c] = [row + i - top, column + j - left];
            if (r < 0 || c < 0 || r >= height || c >= width) continue;
            const at = (r * width + c) * C, weight = (i * KW + j) * C * K;
            for (let d = 0; d < C; d++) {
              for (let k = 0; k < K; k++) y[out + k] += x[at + d] * codes[weight + d * K + k];
            }
          }
        }
      }
    }
    return y;
  };
}

/** `[D]` → `[K]` */
function dense({ kernel: { codes, shape: [, K] } }: WeightedLayer, biases: Float32Array): Pass {
  return (x) => {
    const y = Int32Array.from(biases);
    for (let d = 0; d < x.length; d++) {
      for (let k = 0; k < K; k++) y[k] += x[d] * codes[d * K + k];
    }
    return y;
  };
}

/** `[H, W, C]` → `[⌊H / 2⌋, ⌊W / 2⌋, C]`, the largest of each four. */
function pool([height, width, C]: Shape): Pass {
  const [outHeight, outWidth] = [height >> 1, width >> 1];
  return (x) => {
    const y = new Int32Array(outHeight * outWidth * C);
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let c = 0; c < C; c++) {
          const at = (2 * row * width + 2 * column) * C + c, below = at + width * C;
          y[(row * outWidth + column) * C + c] = //
            Math.max(x[at], x[at + C], x[below], x[below + C]);
        }
      }
    }
    return y;
  };
}

/** `[H, W, C]` → `[C]`, sums. */
function sum([, , C]: Shape): Pass {
  return (x) => {
    const y = new Int32Array(C);
    x.forEach((value, i) => y[i % C] += value);
    return y;
  };
}
