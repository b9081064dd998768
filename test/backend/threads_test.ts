import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { convReluPool, useWasm } from "../../lib/backend/mod.ts";
import {
  isShared,
  native,
  threadCount,
  type WasmBackend,
} from "../../lib/backend/kernels/native.ts";
import { withSharedMemory } from "../../lib/backend/kernels/shared_binary.ts";
import { splitOverThreads } from "../../lib/backend/kernels/threads.ts";
import { fromBase64 } from "../../lib/base64.ts";
import kernels from "../../lib/backend/kernels/plain.wasm.ts";

/** Starts the backend with shared memory and waits until a number of threads compute. */
async function useThreads(threads: number): Promise<WasmBackend> {
  await useWasm({ threads: 2 }); // the first call must name several
  await useWasm({ threads });
  for (let i = 0; threadCount() < threads; i++) {
    assert(i < 6_000, `after a minute ${threadCount()} of ${threads} threads compute`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return tf.backend() as unknown as WasmBackend;
}

const normal = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, "float32", seed);

/** Compares numbers; a difference is named, not drawn, since there are many. */
function assertSame(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert(Object.is(actual[i], expected[i]), `${what}: ${actual[i]} at ${i}, not ${expected[i]}`);
  }
}

/** Operations that are large enough to be split, each with its gradients. */
const PROGRAMS: Record<string, () => tf.Tensor[]> = {
  "a product and its gradients": () => {
    const inputs = [normal(1, 203, 301), normal(2, 301, 77)];
    const { value, grads } = tf.valueAndGrads((a, b) => tf.matMul(a, b))(
      inputs,
      normal(3, 203, 77),
    );
    return [value, ...grads];
  },
  "a product with many parts of the inner dimension": () => [
    tf.matMul(normal(1, 7, 1300), normal(2, 1300, 600)),
    tf.matMul(normal(1, 1300, 7), normal(2, 1300, 600), true),
  ],
  "a convolution of 3×3 and its gradients": () => convolution([7, 15, 14, 11], [3, 3, 11, 22], 1),
  "a convolution of 5×5 with stride 2 and its gradients": () =>
    convolution([5, 31, 30, 3], [5, 5, 3, 40], 2),
  "a depthwise convolution and its gradients": () => {
    const op = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
    const { value, grads } = tf.valueAndGrads(op)([
      normal(1, 9, 40, 40, 12),
      normal(2, 3, 3, 12, 1),
    ], normal(3, 9, 40, 40, 12));
    return [value, ...grads];
  },
  "a max-pool and its gradient": () => {
    const op = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, 3, 2, "same");
    const { value, grad } = tf.valueAndGrad(op)(
      normal(1, 11, 61, 60, 10),
      normal(3, 11, 31, 30, 10),
    );
    return [value, grad];
  },
  "a block of one channel and its gradients": () => block(37, 1, 20),
  "a block of several channels and its gradients": () => block(13, 9, 36),
};

function convolution(shape: number[], filter: number[], stride: number): tf.Tensor[] {
  const op = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
  const inputs = [normal(1, ...shape), normal(2, ...filter)];
  const dy = normal(3, ...op(inputs[0], inputs[1]).shape);
  const { value, grads } = tf.valueAndGrads(op)(inputs, dy);
  return [value, ...grads];
}

function block(images: number, channels: number, filters: number): tf.Tensor[] {
  const op = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    convReluPool(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, "same");
  const inputs = [
    tf.relu(normal(1, images, 20, 21, channels)), // with zeros, as pictures have
    normal(2, 3, 3, channels, filters),
    normal(4, filters),
  ];
  const alone = op(inputs[0], inputs[1], inputs[2]);
  const { value, grads } = tf.valueAndGrads(op)(inputs, normal(3, ...alone.shape));
  return [alone, value, ...grads];
}

Deno.test("on several threads all results are the same to the last bit", async (t) => {
  for (const [name, program] of Object.entries(PROGRAMS)) {
    await t.step(name, async () => {
      const results = [];
      for (const threads of [1, 2, 5]) {
        await useThreads(threads);
        results.push(tf.tidy(() => program().map((tensor) => tensor.dataSync())));
      }
      const [one, two, five] = results;
      two.forEach((values, i) => assertSame(values, one[i], `result ${i} on two threads`));
      five.forEach((values, i) => assertSame(values, one[i], `result ${i} on five threads`));
    });
  }
  assert(isShared((tf.backend() as unknown as WasmBackend).wasm.asm.memory));
});

Deno.test("fit() on threads learns the same weights, though memory grows meanwhile", async () => {
  const weights: ArrayLike<number>[][] = [];
  for (const threads of [1, 3]) {
    await useThreads(threads);
    const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
    const { conv2d, dense, flatten } = tf.layers;
    const model = tf.sequential({
      layers: [
        conv2d({
          inputShape: [28, 28, 1],
          filters: 24,
          kernelSize: 3,
          activation: "relu",
          kernelInitializer: initializer(1),
        }),
        conv2d({ filters: 16, kernelSize: 3, kernelInitializer: initializer(2) }),
        flatten(),
        dense({ units: 10, activation: "softmax", kernelInitializer: initializer(3) }),
      ],
    });
    model.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
    const images = normal(1, 600, 28, 28, 1);
    const labels = tf.oneHot(Array.from({ length: 600 }, (_, i) => i % 10), 10);
    await model.fit(images, labels, { batchSize: 300, epochs: 1, shuffle: false, verbose: 0 });
    weights.push(model.getWeights().map((weight) => weight.dataSync()));
    model.dispose();
    tf.dispose([images, labels]);
  }
  weights[1].forEach((values, i) => assertSame(values, weights[0][i], `weight ${i}`));
});

Deno.test("a thread that gives no answer is given up, and one thread goes on", async () => {
  const backend = await useThreads(1);
  const { memory } = backend.wasm.asm;
  const module = new WebAssembly.Module(withSharedMemory(fromBase64(kernels)));
  const newWorkspace = () => backend.wasm._malloc(native(backend).workspaceBytes());
  const [a, b, c, d] = [1, 2, 3, 4].map((seed) => normal(seed, 400, 400));
  const [aAt, bAt, cAt, dAt] = [a, b, c, d].map((tensor) =>
    backend.dataIdMap.get(tensor.dataId).memoryOffset
  );
  native(backend).multiply(aAt, false, bAt, false, 0, cAt, 400, 400, 400, 0);
  const own = native(backend);
  const threads = splitOverThreads(own, {
    threads: 8, // more than there are cores, so that this one is done first
    module,
    memory,
    newWorkspace,
    patience: 1e-3,
  });
  while (threads.count() < 8) await new Promise((resolve) => setTimeout(resolve, 10));
  const multiply = () => threads.kernels.multiply(aAt, false, bAt, false, 0, dAt, 400, 400, 400, 0);
  assert.throws(
    () => {
      for (let i = 0; i < 100; i++) multiply();
    },
    /Cannot compute on 8 threads: one gave no answer/,
  );
  assert.equal(threads.count(), 1);
  await new Promise((resolve) => setTimeout(resolve, 500)); // until the slow ones are done after all
  multiply();
  assert.ok(tf.equal(c, d).all().dataSync()[0]);
  threads.end();
  tf.dispose([a, b, c, d]);
});

Deno.test("withSharedMemory() refuses what is not a module with one bounded memory", () => {
  const head = [0, 97, 115, 109, 1, 0, 0, 0];
  const refused = [
    [],
    head,
    [1, 2, 3, 4, 5, 6, 7, 8, 5, 3, 1, 1, 1],
    [...head, 5, 3, 1, 0, 1], // without a maximum
    [...head, 5, 3, 1, 4, 1], // of 64 bits
  ];
  for (const bytes of refused) {
    assert.throws(
      () => withSharedMemory(Uint8Array.from(bytes)),
      /Cannot share the memory of a WebAssembly module/,
    );
  }
  const binary = Uint8Array.from([...head, 5, 4, 1, 1, 1, 2]);
  const shared = withSharedMemory(binary);
  assert.deepEqual(Array.from(shared), [...head, 5, 4, 1, 3, 1, 2]);
  assert.equal(binary[11], 1);
  assert(WebAssembly.validate(shared));
});

Deno.test("useWasm() refuses numbers of threads that make no sense", async () => {
  for (const threads of [0, -1, 1.5, NaN, 65]) {
    await assert.rejects(useWasm({ threads }), {
      name: "RangeError",
      message: new RegExp(`Cannot compute on ${threads} threads`),
    });
  }
});
