/** The least time that 128-bit SIMD leaves for each work of the benchmark. */

import type * as tf from "@tensorflow/tfjs";
import type { CoreSpeed } from "../../backend/core_speed.ts";
import type { Digits } from "../../dataset/mod.ts";
import { inputShape, type Network } from "../../model/network.ts";

/** Operations of a network per digit, by the cheapest way known, and its size. */
export interface Work {
  /** Operations of the forward pass; a multiplication and an addition count as two. */
  readonly forward: number;
  /** Operations of the forward pass and of all gradients. */
  readonly step: number;
  /** Trainable parameters. */
  readonly parameters: number;
  /** Numbers per picture that goes in. */
  readonly pixels: number;
}

/** Speeds that no program of 128-bit SIMD exceeds. */
export interface Limits {
  /** Multiply-adds in registers. */
  readonly cores: CoreSpeed;
  /** Copies within the cache of one core, in GB/s, read and written counted both. */
  readonly copy: number;
}

/** Bytes of a number, and bytes per parameter that Adam reads and writes: the weight and two moments. */
const FLOAT = 4, ADAM = 2 * 3 * FLOAT;

/**
 * Operations per tile of Winograd's F(4×4, 3×3), which makes 4×4 outputs from 6×6 inputs: 36 products for
 * each pair of channels, and the transforms of a channel that goes in or comes out (Lavin and Gray, 2016,
 * arXiv:1509.09308, section 4.3). The filter's transform is the same for all digits, and not counted.
 */
const TILE = { places: 16, pair: 2 * 36, input: 156, output: 90 };

/** Operations of one pass of Winograd's algorithm over some places; parts of a tile count as such. */
function winograd(places: number, from: number, to: number): number {
  return places / TILE.places * (TILE.pair * from * to + TILE.input * from + TILE.output * to);
}

/**
 * Counts a network's operations by the cheapest way known.
 *
 * A 3×3 convolution goes by Winograd's algorithm or by the plain formula, whichever is less; places that
 * max-pooling drops need neither output nor gradient; and the first layer multiplies where there is ink.
 * The rest (normalisation, loss, Adam) is left out, and so is what could be saved where ReLU makes
 * zeros.
 *
 * @param network 3×3 convolutions, each of which may have 2×2 pooling behind it, and dense layers
 * @param ink the share of the pixels that are not blank paper
 * @returns the operations per digit
 */
export function workOf(network: Network, ink: number): Work {
  let forward = 0, gradients = 0, first = true;
  network.layers.forEach((layer, i) => {
    const [shape] = layer.trainableWeights.map(({ shape }) => shape as number[]);
    switch (layer.getClassName()) {
      case "Dense": {
        const plain = 2 * shape[0] * shape[1];
        forward += first ? ink * plain : plain;
        gradients += first ? ink * plain : 2 * plain;
        first = false;
        break;
      }
      case "Conv2D": {
        const [height, width, from, to] = shape, plain = 2 * height * width * from * to; // per place
        const next = network.layers[i + 1], pooled = next.getClassName() === "MaxPooling2D";
        const kept = places((pooled ? next : layer).outputShape), used = pooled ? 4 * kept : kept;
        if (first) {
          forward += ink * used * plain;
          gradients += ink * kept * plain;
        } else {
          const ofFilter = winograd(places(layer.outputShape), from, to);
          const ofInput = winograd(places((layer.input as tf.SymbolicTensor).shape), to, from);
          forward += Math.min(used * plain, winograd(used, from, to));
          gradients += Math.min(kept * plain, ofFilter) + Math.min(kept * plain, ofInput);
        }
        first = false;
      }
    }
  });
  const parameters = network.trainableWeights.reduce(
    (sum, weight) => sum + sizeOf(weight.shape),
    0,
  );
  const pixels = inputShape(network).reduce((product, n) => product * n, 1);
  return { forward, step: forward + gradients, parameters, pixels };
}

/**
 * Returns the share of pixels that are not blank paper.
 *
 * @param digits the pictures
 * @returns the share, in [0, 1]
 */
export function inkOf({ images }: Digits): number {
  return images.reduce((sum, pixel) => pixel > 0 ? sum + 1 : sum, 0) / images.length;
}

/** Height times width of a layer's input or output, `[N, H, W, C]`. */
function places(shape: unknown): number {
  const [, height, width] = shape as number[];
  return height * width;
}

function sizeOf(shape: readonly (number | null)[]): number {
  return (shape as number[]).reduce((product, n) => product * n, 1);
}

/**
 * Returns the least time of a training step.
 *
 * @param work what the network needs
 * @param batch digits in the step
 * @param threads threads that share the work
 * @param limits the machine's speeds
 * @returns seconds
 */
export function leastStep(work: Work, batch: number, threads: number, limits: Limits): number {
  const bytes = batch * FLOAT * work.pixels + ADAM * work.parameters;
  return least(batch * work.step, bytes, threads, limits);
}

/**
 * Returns the least time of a prediction.
 *
 * @param work what the network needs
 * @param digits how many digits
 * @param threads threads that share the work
 * @param limits the machine's speeds
 * @returns seconds
 */
export function leastPrediction(
  work: Work,
  digits: number,
  threads: number,
  limits: Limits,
): number {
  const bytes = FLOAT * (digits * work.pixels + work.parameters);
  return least(digits * work.forward, bytes, threads, limits);
}

/** The time of the arithmetic or of the memory, whichever is longer, if all threads share both. */
function least(
  operations: number,
  bytes: number,
  threads: number,
  { cores: { alone, together: [first, second] }, copy }: Limits,
): number {
  const gflops = threads === 1 ? alone : threads * (first + second) / 2;
  return Math.max(operations / gflops, bytes / (threads * copy)) / 1e9;
}
