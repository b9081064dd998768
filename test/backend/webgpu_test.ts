import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { UserError } from "../../lib/errors.ts";
import { useBackend } from "../../lib/backend/mod.ts";
import { batchNorm, convReluPool, softmaxCrossEntropy } from "../../lib/backend/ops.ts";
import { assertClose, type Numbers, numbers } from "./compare.ts";

Deno.test("useBackend('webgpu') says so where there is no adapter", async () => {
  const { gpu } = navigator;
  Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  try {
    await assert.rejects(
      useBackend("webgpu"),
      (error) =>
        error instanceof UserError && /no WebGPU adapter; use --backend wasm/.test(error.message),
    );
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  }
});

Deno.test("webgpu computes a step as cpu does, where there is an adapter", async (test) => {
  const adapter = await navigator.gpu?.requestAdapter();
  await test.step({ name: "equal", ignore: !adapter, fn: stepEquals, ...LOOSE });
});

// The device, once made, stays for as long as the program runs.
const LOOSE = { sanitizeResources: false, sanitizeOps: false };

const channels = (seed: number) => numbers(seed, 8);

async function stepEquals(): Promise<void> {
  const inputs = [numbers(1, 4, 10, 10, 1), numbers(2, 3, 3, 1, 8), ...[3, 4, 5].map(channels)];
  const labels = [1, 0, 3, 2];
  const step = async (backend: "cpu" | "webgpu"): Promise<Numbers[]> => {
    await useBackend(backend);
    const [x, ...weights] = inputs.map(({ values, shape }) => tf.tensor(values.slice(), shape));
    const { value, grads } = tf.valueAndGrads((filter, ...rest) => {
      const [bias, gamma, beta] = rest as tf.Tensor1D[];
      const block = convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias);
      const { y } = batchNorm(block, gamma, beta, 0.001, { here: [2, 2] });
      return softmaxCrossEntropy(y.reshape([4, 128]), labels);
    })(weights);
    return await Promise.all(
      [value, ...grads].map(async (tensor) => ({
        shape: tensor.shape,
        values: await tensor.data() as Float32Array,
      })),
    );
  };
  assertClose(await step("webgpu"), await step("cpu"));
  tf.removeBackend("webgpu"); // frees the adapter's memory before the program ends
}
