/** Growth of cost: of a block over batch and channels, of a training step over pictures and workers. */

import * as tf from "@tensorflow/tfjs";
import { convReluPool } from "../../backend/mod.ts";
import { type Digits, digits as digitsOf, PIXELS, SIDE, slice } from "../../dataset/mod.ts";
import { type Figure, lineChart, type Series } from "../../figures/mod.ts";
import { RECIPES, train } from "../../training/mod.ts";
import { measuredNetwork, SEED, type Setting } from "./bench_folder.ts";
import { inkOf, leastStep, type Limits, workOf } from "./bench_limits.ts";

/** One size and its cost. */
export interface Cost {
  /** Pictures in the batch, channels in and out, pixels of a side, or workers. */
  readonly size: number;
  /** The shortest time of several calls or epochs, in milliseconds. */
  readonly milliseconds: number;
  /** The time at the machine's limit, in milliseconds. */
  readonly limit: number;
  /** Of several workers: the time that one takes for its share of the batch, alone. */
  readonly share?: number;
}

/** Costs along four axes. */
export interface Growth {
  /** Of a block over the batch size, with 32 channels in and 64 out; the limit of the plain formula. */
  readonly batch: readonly Cost[];
  /** Of a block over the channels, as many in as out, with 64 digits; the limit of the plain formula. */
  readonly channels: readonly Cost[];
  /** Of a step of `cnn` over the side of a picture; the limit of `bench_limits.ts`. */
  readonly sides: readonly Cost[];
  /** Of a step of `cnn` over the workers; the limit of `bench_limits.ts`. */
  readonly workers: readonly Cost[];
}

/** The number of calls, of which the shortest counts. */
const CALLS = 7;

/** Pictures per step over the side, digits per step over the workers; steps per epoch. */
const PICTURES = 16, SHARED = 1_024, STEPS = 4;

/**
 * Measures a block of convolution, ReLU and pooling on 13×13 places, forward and backward, and steps of
 * the book's network.
 *
 * @param setting the digits, and how many workers there can be
 * @param limits the machine's limits
 * @returns the costs
 */
export async function growth({ digits, threads }: Setting, limits: Limits): Promise<Growth> {
  const { alone } = limits.cores;
  const sides: Cost[] = [], workers: Cost[] = [];
  for (const side of [28, 56, 112, 224]) {
    const pictures = enlarged(slice(digits, 0, PICTURES * STEPS + 1), side / SIDE);
    const model = await measuredNetwork("cnn", pictures), work = workOf(model, inkOf(pictures));
    model.dispose();
    const milliseconds = await step(pictures, PICTURES, 1);
    sides.push({ size: side, milliseconds, limit: 1e3 * leastStep(work, PICTURES, 1, limits) });
  }
  const model = await measuredNetwork("cnn"), work = workOf(model, inkOf(digits));
  model.dispose();
  for (let size = 1; size <= 64; size *= 2) {
    const share = await step(digits, SHARED / size, 1);
    workers.push({
      size,
      milliseconds: size > 1 && threads.includes(size) ? await step(digits, SHARED, size) : share,
      limit: 1e3 * leastStep(work, SHARED, size, limits),
      share,
    });
  }
  return {
    batch: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((n) => block(n, n, 32, 64, alone)),
    channels: [4, 8, 16, 32, 64, 128, 256].map((c) => block(c, 64, c, c, alone)),
    sides,
    workers,
  };
}

function block(size: number, batch: number, from: number, to: number, limit: number): Cost {
  const x = tf.randomNormal([batch, 13, 13, from]) as tf.Tensor4D;
  const filter = tf.randomNormal([3, 3, from, to]) as tf.Tensor4D;
  const bias = tf.zeros([to]) as tf.Tensor1D;
  const gradients = tf.grads((x, filter, bias) =>
    convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D)
  );
  let least = Infinity;
  for (let call = 0; call < CALLS; call++) {
    const start = performance.now();
    tf.dispose(gradients([x, filter, bias]));
    least = Math.min(least, performance.now() - start);
  }
  tf.dispose([x, filter, bias]);
  // The forward pass and the gradients of the picture and of the filter each take the same work.
  const operations = 3 * 2 * batch * 11 * 11 * 9 * from * to;
  return { size, milliseconds: least, limit: operations / limit / 1e6 };
}

/** Digits with each pixel as a square of several. */
function enlarged({ images, labels }: Digits, times: number): Digits {
  const side = SIDE * times;
  const large = new Uint8Array(labels.length * side * side);
  for (let at = 0; at < large.length; at++) {
    const n = Math.floor(at / (side * side)), y = Math.floor(at / side) % side, x = at % side;
    large[at] = images[n * PIXELS + Math.floor(y / times) * SIDE + Math.floor(x / times)];
  }
  return digitsOf("enlarged", large, labels, { shape: [side, side, 1] });
}

/** The time of a training step of `cnn`, in milliseconds: that of the faster of two epochs. */
async function step(digits: Digits, batchSize: number, workers: number): Promise<number> {
  const training = slice(digits, 0, batchSize * STEPS);
  const model = await measuredNetwork("cnn", training);
  const { epochs } = await train(model, {
    ...{ ...RECIPES.reference, averaging: 0, epochs: 3, batchSize }, // the first epoch warms up
    ...{ seed: SEED, workers, training },
  });
  model.dispose();
  return 1e3 * Math.min(epochs[1].seconds, epochs[2].seconds) / STEPS;
}

const BLOCK = "A block of convolution, ReLU and pooling, with its gradients, on one thread";
const PLAIN = "the plain formula at the machine's limit", SIMD = "the limit of 128-bit SIMD";

/**
 * Draws the costs over batch, channels, sides and workers.
 *
 * @param growth the measured costs
 * @returns the README's pictures by file name
 */
export function growthFigures(
  { batch, channels, sides, workers }: Growth,
): [file: string, figure: Figure][] {
  const simulated = {
    name: "simulated: a worker's share alone",
    points: workers.filter(({ size }) => size > 1).map(({ size, share }) => ({
      x: size,
      y: share!,
    })),
  };
  const ran = workers.filter(({ size, milliseconds, share }) =>
    size === 1 || milliseconds !== share
  );
  return [
    draw("cost-batch.svg", BLOCK, "digits in the batch, 32 → 64 channels", [
      line("this library", batch, "milliseconds"),
      line(PLAIN, batch, "limit"),
    ]),
    draw("cost-channels.svg", BLOCK, "channels in and out, 64 digits", [
      line("this library", channels, "milliseconds"),
      line(PLAIN, channels, "limit"),
    ]),
    draw("cost-sides.svg", "A training step of cnn, 16 pictures, on one thread", "side (pixels)", [
      line("this library", sides, "milliseconds"),
      line(SIMD, sides, "limit"),
    ]),
    draw("cost-workers.svg", "A training step of cnn, 1,024 digits", "workers", [
      line("this library", ran, "milliseconds"),
      simulated,
      line(SIMD, workers, "limit"),
    ]),
  ];
}

function line(name: string, costs: readonly Cost[], key: "milliseconds" | "limit"): Series {
  const points = costs.map((cost) => ({ x: cost.size, y: cost[key] }));
  return { name, points, dashed: key === "limit" };
}

function draw(
  file: string,
  title: string,
  along: string,
  series: readonly Series[],
): [file: string, figure: Figure] {
  return [
    `notebooks/images/${file}`,
    lineChart(series, {
      title,
      x: { label: along, log: true },
      y: { label: "time (ms)", log: true },
      width: 640,
    }),
  ];
}
