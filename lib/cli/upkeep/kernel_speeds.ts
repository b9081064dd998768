/** Measures the kernels' speed, and the limit that this machine sets. */

import * as tf from "@tensorflow/tfjs";
import { convReluPool } from "../../backend/ops.ts";
import { currentWasm, native } from "../../backend/kernels/native.ts";
import { useWasm } from "../../backend/wasm.ts";

/** A kernel's speed at one size. */
export interface KernelSpeed {
  /** The operation. */
  readonly name: string;
  /** The shapes it was measured at. */
  readonly shapes: string;
  /** The least time of a call, in milliseconds. */
  readonly milliseconds: number;
  /**
   * Billions of operations per second, counting those of the plain formula (a
   * multiplication and an addition each): an algorithm that needs fewer can pass the limit.
   */
  readonly gflops: number;
  /** The same as a share of the machine's limit, measured at the same time. */
  readonly share: number;
}

/** A kernel to be measured. */
interface Case {
  readonly name: string;
  readonly shapes: string;
  /** Operations of the plain formula. */
  readonly operations: number;
  run(): tf.Tensor | tf.Tensor[];
}

/** Images a call: so few that a call takes a millisecond or two, and is seldom interrupted. */
const BATCH = 16;

/** Multiply-adds in registers that the limit is measured with: 96 operations each. */
const LIMIT_ROUNDS = 20_000;

/**
 * Measures the kernels on the shapes of the reference network, one thread.
 *
 * The machine's limit (multiply-adds in registers alone) is measured in turn with each kernel, so
 * that a change of the machine's pace meets both alike.
 *
 * @param milliseconds how long each kernel is measured
 * @returns the speeds, and the limit in GFLOPS as it was measured
 */
export async function kernelSpeeds(
  milliseconds = 300,
): Promise<{ readonly speeds: KernelSpeed[]; readonly limit: number }> {
  await useWasm();
  let limit = 0;
  const speeds: KernelSpeed[] = [];
  tf.tidy(() => {
    for (const { name, shapes, operations, run } of cases()) {
      const [least, limitHere] = measured(() => tf.dispose(run()), milliseconds);
      const gflops = operations / least / 1e6;
      limit = Math.max(limit, limitHere);
      speeds.push({ name, shapes, milliseconds: least, gflops, share: gflops / limitHere });
    }
  });
  return { speeds, limit };
}

/** The least time of a call, in milliseconds, and the machine's limit at the time, in GFLOPS. */
function measured(call: () => void, milliseconds: number): [least: number, limit: number] {
  const { multiplyAdds } = native(currentWasm()!);
  for (let i = 0; i < 50; i++) call(); // until the engine has compiled it for good
  let least = Infinity, leastLimit = Infinity;
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    leastLimit = Math.min(leastLimit, timed(() => multiplyAdds(LIMIT_ROUNDS, 0.5, 0.25)));
    least = Math.min(least, timed(call));
  }
  return [least, 96 * LIMIT_ROUNDS / leastLimit / 1e6];
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** The reference network's operations, forward and backward. */
function cases(): Case[] {
  const normal = (...shape: number[]) => tf.randomNormal(shape);
  const images = normal(BATCH, 28, 28, 1) as tf.Tensor4D,
    x = normal(BATCH, 13, 13, 32) as tf.Tensor4D;
  const filter1 = normal(3, 3, 1, 32) as tf.Tensor4D, filter2 = normal(3, 3, 32, 64) as tf.Tensor4D;
  const bias1 = normal(32) as tf.Tensor1D, bias2 = normal(64) as tf.Tensor1D;
  const features = normal(BATCH, 1600) as tf.Tensor2D, dense = normal(1600, 10) as tf.Tensor2D;
  const square = normal(512, 512) as tf.Tensor2D;
  const dy = normal(BATCH, 11, 11, 64) as tf.Tensor4D;
  const dy1 = normal(BATCH, 13, 13, 32), dy2 = normal(BATCH, 5, 5, 64);
  const convolution1 = 2 * 9 * 26 * 26 * 32 * BATCH,
    convolution2 = 2 * 9 * 32 * 11 * 11 * 64 * BATCH;
  const shapes1 = "28×28×1 → 13×13×32",
    shapes2 = "13×13×32 → 5×5×64",
    plain2 = "13×13×32 → 11×11×64";
  const { conv2DBackpropInput, conv2DBackpropFilter } = gradientKernels();
  return [
    {
      name: "matrix product",
      shapes: "512×512 · 512×512",
      operations: 2 * 512 ** 3,
      run: () => tf.matMul(square, square),
    },
    {
      name: "dense layer",
      shapes: "1600 → 10",
      operations: 2 * 1600 * 10 * BATCH,
      run: () => tf.matMul(features, dense),
    },
    {
      name: "convolution 3×3",
      shapes: plain2,
      operations: convolution2,
      run: () => tf.conv2d(x, filter2, 1, "valid"),
    },
    {
      name: "… gradient of the input",
      shapes: plain2,
      operations: convolution2,
      run: () => conv2DBackpropInput(x.shape, dy, filter2),
    },
    {
      name: "… gradient of the filter",
      shapes: plain2,
      operations: convolution2,
      run: () => conv2DBackpropFilter(x, dy, filter2.shape),
    },
    {
      name: "block (convolution, ReLU, pool)",
      shapes: shapes1,
      operations: convolution1,
      run: () => convReluPool(images, filter1, bias1),
    },
    {
      name: "… with its gradients, but the input's",
      shapes: shapes1,
      operations: 2 * convolution1,
      run: () =>
        tf.grads((filter, bias) =>
          convReluPool(images, filter as tf.Tensor4D, bias as tf.Tensor1D)
        )([filter1, bias1], dy1),
    },
    {
      name: "block (convolution, ReLU, pool)",
      shapes: shapes2,
      operations: convolution2,
      run: () => convReluPool(x, filter2, bias2),
    },
    {
      name: "… with its gradients",
      shapes: shapes2,
      operations: 3 * convolution2,
      run: () =>
        tf.grads((x, filter, bias) =>
          convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D)
        )([x, filter2, bias2], dy2),
    },
  ];
}

/** tfjs's kernels for a convolution's gradients, which it exports under no name. */
function gradientKernels() {
  const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC" };
  const run = (kernel: string, inputs: tf.NamedTensorMap, more: Record<string, number[]>) =>
    tf.engine().runKernel(kernel, inputs, { ...attrs, ...more }) as tf.Tensor;
  return {
    conv2DBackpropInput: (inputShape: number[], dy: tf.Tensor, filter: tf.Tensor) =>
      run("Conv2DBackpropInput", { dy, filter }, { inputShape }),
    conv2DBackpropFilter: (x: tf.Tensor, dy: tf.Tensor, filterShape: number[]) =>
      run("Conv2DBackpropFilter", { x, dy }, { filterShape }),
  };
}
