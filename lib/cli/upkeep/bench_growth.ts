/** Cost of a convolution and its gradients over the batch size and over the number of channels. */

import * as tf from "@tensorflow/tfjs";
import { convReluPool } from "../../backend/mod.ts";
import { type Figure, lineChart, type Series } from "../../figures/mod.ts";

/** One size and its cost. */
export interface Cost {
  /** Digits in the batch, or channels in and out. */
  readonly size: number;
  /** The shortest time of several calls, in milliseconds. */
  readonly milliseconds: number;
  /** The time of the plain formula at the machine's limit, in milliseconds. */
  readonly limit: number;
}

/** Costs along two axes. */
export interface Growth {
  /** Over the batch size, with 32 channels in and 64 out. */
  readonly batch: readonly Cost[];
  /** Over the channels, as many in as out, with 64 digits. */
  readonly channels: readonly Cost[];
}

/** The number of calls, of which the shortest counts. */
const CALLS = 7;

/**
 * Measures a block of convolution, ReLU and pooling on 13×13 places, forward and backward.
 *
 * @param limit the machine's limit in GFLOPS, as `kernelSpeeds` measures it
 * @returns the costs
 */
export function growth(limit: number): Growth {
  return {
    batch: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((n) => cost(n, n, 32, 64, limit)),
    channels: [4, 8, 16, 32, 64, 128, 256].map((c) => cost(c, 64, c, c, limit)),
  };
}

function cost(size: number, batch: number, from: number, to: number, limit: number): Cost {
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

/**
 * Draws the costs over batch size and over channels.
 *
 * @param growth the measured costs
 * @returns the README's pictures by file name
 */
export function growthFigures({ batch, channels }: Growth): [file: string, figure: Figure][] {
  return [
    ["notebooks/images/cost-batch.svg", draw(batch, "digits in the batch, 32 → 64 channels")],
    ["notebooks/images/cost-channels.svg", draw(channels, "channels in and out, 64 digits")],
  ];
}

function draw(costs: readonly Cost[], along: string): Figure {
  const series: Series[] = [
    {
      name: "this library",
      points: costs.map(({ size, milliseconds }) => ({ x: size, y: milliseconds })),
    },
    {
      name: "the plain formula at the machine's limit",
      points: costs.map(({ size, limit }) => ({ x: size, y: limit })),
      dashed: true,
    },
  ];
  return lineChart(series, {
    title: "A block of convolution, ReLU and pooling, with its gradients, on one thread",
    x: { label: along, log: true },
    y: { label: "time (ms)", log: true },
    width: 640,
  });
}
