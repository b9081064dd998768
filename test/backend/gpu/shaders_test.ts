/** Our shaders beside the same operations of tfjs's cpu backend; left out where there is no adapter. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { UserError } from "../../../lib/errors.ts";
import { useBackend } from "../../../lib/backend/mod.ts";
import { currentGpu } from "../../../lib/backend/gpu/launch.ts";
import { readAll } from "../../../lib/backend/gpu/read.ts";
import { sumRows } from "../../../lib/backend/gpu/sums.ts";
import {
  batchNorm,
  convReluPool,
  dropout,
  pixels,
  softmaxCrossEntropy,
} from "../../../lib/backend/ops.ts";
import { assertClose, type Numbers, numbers, type Program } from "../compare.ts";
import { testWithGpu } from "./with_gpu.ts";

async function run(
  backend: "cpu" | "webgpu",
  program: Program,
  inputs: readonly Numbers[],
): Promise<Numbers[]> {
  await useBackend(backend);
  const before = tf.memory().numTensors;
  const outputs = [
    tf.tidy(() =>
      program(...inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape, "float32")))
    ),
  ].flat();
  const results = await Promise.all(
    outputs.map(async (output) => ({
      shape: output.shape,
      values: Float32Array.from(await output.data()),
    })),
  );
  tf.dispose(outputs);
  assert.equal(tf.memory().numTensors, before, `${backend}: tensors are left behind`);
  return results;
}

async function compare(program: Program, inputs: readonly Numbers[], what = ""): Promise<void> {
  assertClose(await run("webgpu", program, inputs), await run("cpu", program, inputs), what);
}

/** A program's result and its gradients, each number of the result with a weight of its own. */
function withGradients(program: (...inputs: tf.Tensor[]) => tf.Tensor): Program {
  return (...inputs) => {
    const { grads } = tf.valueAndGrads((...inputs) => {
      const y = program(...inputs);
      return tf.mean(tf.mul(tf.add(y, tf.mul(y, y)), tf.reshape(tf.range(1, y.size + 1), y.shape)));
    })(inputs);
    return [program(...inputs), ...grads];
  };
}

testWithGpu("bytes become pixels, also if they fill no whole words", async () => {
  const bytes = Uint8Array.from({ length: 2 * 3 * 5 }, (_, i) => 8 * i);
  await compare(() => pixels(bytes, [2, 3, 5, 1]), []);
});

testWithGpu("the GPU drops the numbers that the other backends drop", async () => {
  await compare(
    withGradients((x) => dropout(x, 0.4, [1, 2, 3], 7)),
    [numbers(1, 5, 77)],
  );
});

testWithGpu("cross-entropy is right with smoothing and with pictures of no class", async () => {
  for (const smoothing of [0, 0.1]) {
    await compare(
      withGradients((z) => softmaxCrossEntropy(z as tf.Tensor2D, [1, 0, 3, 10, 9], smoothing)),
      [numbers(1, 5, 10)],
    );
  }
  const labels = Array.from({ length: 700 }, (_, n) => n % 3); // more than the workgroup has threads
  await compare(
    withGradients((z) => softmaxCrossEntropy(z as tf.Tensor2D, labels)),
    [numbers(2, 700, 3)],
  );
});

for (const pad of ["valid", "same"] as const) {
  testWithGpu(
    `a block with padding ${pad} is right for odd sizes, and so are its gradients`,
    async () => {
      for (const [n, channels, filters] of [[4, 1, 8], [3, 5, 20], [2, 6, 70]]) {
        await compare(
          withGradients((x, filter, bias) =>
            convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, pad)
          ),
          [
            numbers(1, n, 11, 9, channels),
            numbers(2, 3, 3, channels, filters),
            numbers(3, filters),
          ],
          `${channels} → ${filters}`,
        );
      }
    },
  );
}

testWithGpu("a convolution's gradients are right, and tfjs's own for other strides", async () => {
  const pads = [[1, "valid"], [1, "same"], [2, "same"]] as const;
  for (const [stride, pad] of pads) {
    await compare(
      withGradients((x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad)),
      [numbers(1, 2, 11, 9, 3), numbers(2, 5, 3, 3, 6)],
      `stride ${stride}, padding ${pad}`,
    );
  }
});

testWithGpu("batch normalisation is right for equal groups and for others", async () => {
  for (const here of [[6], [3, 3], [2, 4]]) {
    const normal = (...[x, gamma, beta]: tf.Tensor[]) =>
      batchNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, 0.001, { here });
    const inputs = [numbers(1, 6, 20, 20, 21), numbers(2, 21), numbers(3, 21)];
    await compare(withGradients((...inputs) => normal(...inputs).y), inputs, `[${here}]`);
    await compare((...inputs) => {
      const { mean, variance } = normal(...inputs);
      // The means are near 0: their rounding is that of the numbers that they are the means of.
      return [tf.add(mean, 1), variance];
    }, inputs);
  }
});

testWithGpu("sums of more columns than a row of workgroups has room for are right", async () => {
  await useBackend("webgpu");
  const gpu = currentGpu()!, columns = 16 * 65_535 + 100;
  const x = tf.range(0, 2 * columns).reshape([2, columns]);
  const sums = gpu.makeTensorInfo([columns], "float32");
  sumRows(gpu, x, 2, sums);
  const [numbers] = await readAll(gpu, [sums]);
  assert.deepEqual([numbers[0], numbers.at(-1)], [columns, 3 * columns - 2]);
  assert.ok(numbers.every((sum, i) => sum === columns + 2 * i));
  gpu.disposeData(sums.dataId);
  x.dispose();
});

testWithGpu("what the device could not do is said when something is read", async () => {
  await useBackend("webgpu");
  const gpu = currentGpu()!;
  gpu.device.createShaderModule({ code: "no shader" });
  await assert.rejects(
    readAll(gpu, [tf.zeros([1])]),
    (error) =>
      error instanceof UserError && /WebGPU could not compute: .*parsing/s.test(error.message),
  );
  tf.removeBackend("webgpu"); // the device is of no use any more
});
