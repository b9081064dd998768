import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "../properties.ts";
import { useWasm } from "../../lib/backend/mod.ts";
import { compare, numbers, testEachVariant } from "./compare.ts";

const seed = fc.integer({ min: 1, max: 1e6 });
const channels = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 67 }));
/** tfjs's four kinds of padding. */
type Padding = "valid" | "same" | number | [[0, 0], [number, number], [number, number], [0, 0]];

const around = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const padding: fc.Arbitrary<Padding> = fc.oneof(
  fc.constant<Padding>("valid"),
  fc.constant<Padding>("same"),
  fc.integer({ min: 0, max: 2 }),
  fc.tuple(around, around).map(([y, x]): Padding => [[0, 0], y, x, [0, 0]]),
);

/** Padding above and below, or left and right, at least. */
function padded(pad: Padding, axis: 1 | 2): number {
  if (pad === "valid") return 0;
  if (pad === "same") return Infinity;
  return typeof pad === "number" ? 2 * pad : pad[axis][0] + pad[axis][1];
}

/** Sizes of a convolution that tfjs accepts. */
const convolution = fc.record({
  seed,
  n: fc.integer({ min: 1, max: 3 }),
  h: fc.integer({ min: 1, max: 12 }),
  w: fc.integer({ min: 1, max: 12 }),
  c: channels,
  fh: fc.integer({ min: 1, max: 5 }),
  fw: fc.integer({ min: 1, max: 5 }),
  k: channels,
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  pad: padding,
  dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
}).map((sizes) => {
  if (sizes.seed % 3 === 0) { // the most common convolution, for which there is a faster way
    return { ...sizes, fh: 3, fw: 3, strides: [1, 1], dilations: [1, 1] };
  }
  // If the padding is a number, tfjs uses the height's sizes for both axes.
  if (typeof sizes.pad !== "number") return sizes;
  const { fh, strides: [stride], dilations: [dilation] } = sizes;
  return { ...sizes, fw: fh, strides: [stride, stride], dilations: [dilation, dilation] };
}).filter(({ n, h, w, c, fh, fw, k, strides, pad, dilations }) =>
  (Math.max(...strides) === 1 || Math.max(...dilations) === 1) &&
  (fh - 1) * dilations[0] < h + padded(pad, 1) && (fw - 1) * dilations[1] < w + padded(pad, 2) &&
  n * h * w * c * fh * fw * k < 1.5e5 // the cpu backend is slow
) as fc.Arbitrary<Convolution>;

interface Convolution {
  readonly seed: number;
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly fh: number;
  readonly fw: number;
  readonly k: number;
  readonly strides: [number, number];
  readonly pad: Padding;
  readonly dilations: [number, number];
}

Deno.test("matMul() equals the cpu backend's for any sizes and transpositions", async () => {
  const sizes = fc.record({
    seed,
    m: fc.integer({ min: 1, max: 40 }),
    n: fc.integer({ min: 1, max: 40 }),
    k: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(511, 512, 513, 700)),
    batchA: fc.integer({ min: 1, max: 3 }),
    batchB: fc.integer({ min: 1, max: 3 }),
    ta: fc.boolean(),
    tb: fc.boolean(),
  }).filter(({ batchA, batchB }) => batchA === batchB || batchA === 1 || batchB === 1);
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, m, n, k, batchA, batchB, ta, tb }) => {
      const a = numbers(seed, batchA, ...(ta ? [k, m] : [m, k]));
      const b = numbers(seed + 1, batchB, ...(tb ? [n, k] : [k, n]));
      await compare((a, b) => tf.matMul(a, b, ta, tb), [a, b]);
    }),
    { numRuns: 150 },
  );
});

Deno.test("matMul() equals the cpu backend's where a block of B is full", async () => {
  for (const [m, k, n] of [[7, 513, 1030], [1, 3, 600], [50, 1, 1], [1, 1600, 10]]) {
    await compare((a, b) => tf.matMul(a, b), [numbers(1, m, k), numbers(2, k, n)]);
    await compare((a, b) => tf.matMul(a, b, true, true), [numbers(1, k, m), numbers(2, n, k)]);
  }
});

Deno.test("fused.matMul() equals the cpu backend's with bias and every activation", async () => {
  const activations = ["linear", "relu", "relu6", "sigmoid", "elu", "leakyrelu"] as const;
  const sizes = fc.record({
    seed,
    m: fc.integer({ min: 1, max: 20 }),
    n: fc.integer({ min: 1, max: 20 }),
    k: fc.constantFrom(1, 5, 16, 513),
    activation: fc.constantFrom(...activations),
    biased: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, m, n, k, activation, biased }) => {
      await compare(
        (a, b, bias) =>
          tf.fused.matMul({
            a,
            b,
            bias: biased ? bias : undefined,
            activation,
            leakyreluAlpha: 0.1,
          }),
        [numbers(seed, m, k), numbers(seed + 1, k, n), numbers(seed + 2, n)],
      );
    }),
    { numRuns: 60 },
  );
});

testEachVariant("fused.matMul() of int32 applies its bias and its activation", async () => {
  await useWasm();
  tf.tidy(() => {
    const a = tf.tensor2d([[-1, -1], [3, 4]], [2, 2], "int32");
    const b = tf.tensor2d([[1, 2], [3, 4]], [2, 2], "int32"),
      bias = tf.tensor1d([10, -30], "int32");
    const rectified = tf.fused.matMul({ a, b, activation: "relu" });
    assert.deepEqual([...rectified.dataSync()], [0, 0, 15, 22]);
    const biased = tf.fused.matMul({ a, b, bias, activation: "relu" });
    assert.deepEqual([...biased.dataSync()], [6, 0, 25, 0]);
  });
});

testEachVariant("a sum of nothing is zero, or the bias, wherever nothing is summed", async () => {
  await useWasm();
  tf.tidy(() => {
    tf.fill([1000], 7).dispose(); // what memory holds from before
    const a = tf.zeros([2, 0]) as tf.Tensor2D, b = tf.zeros([0, 2]) as tf.Tensor2D;
    const bias = tf.tensor1d([3, -4]);
    const image = tf.zeros([1, 1, 2, 0]) as tf.Tensor4D;
    const filter = tf.zeros([1, 1, 0, 2]) as tf.Tensor4D;
    const convolution = { x: image, filter, strides: 1, pad: "valid", bias } as const;
    const results: Record<string, [tf.Tensor, number[]]> = {
      matMul: [tf.matMul(a, b), [0, 0, 0, 0]],
      "fused.matMul": [tf.fused.matMul({ a, b, bias, activation: "relu" }), [3, 0, 3, 0]],
      conv2d: [tf.conv2d(image, filter, 1, "valid"), [0, 0, 0, 0]],
      "fused.conv2d": [tf.fused.conv2d({ ...convolution, activation: "relu" }), [3, 0, 3, 0]],
      sum: [tf.sum(a, 1), [0, 0]],
      prod: [tf.prod(a, 1), [1, 1]],
      cumsum: [tf.cumsum(a, 1), []],
    };
    for (const [name, [result, right]] of Object.entries(results)) {
      assert.deepEqual([...result.dataSync()], right, name);
    }
  });
});

testEachVariant("matMul() broadcasts the leading sizes of each matrix", async () => {
  await useWasm();
  tf.tidy(() => {
    const a = tf.tensor([1, 2, 3, 4], [2, 2, 1, 1]), b = tf.tensor([10, 100], [2, 1, 1, 1]);
    // tfjs's cpu backend counts b's matrices off: 10, 200, 30, 400.
    assert.deepEqual([...tf.matMul(a, b).dataSync()], [10, 20, 300, 400]);
    const gradient = tf.grads((a, b) => tf.matMul(a, b))([a, b])[1];
    assert.deepEqual([...gradient.dataSync()], [3, 7]);
  });
});

Deno.test("conv2d() equals the cpu backend's for any sizes", async () => {
  await fc.assert(
    fc.asyncProperty(convolution, async (c) => {
      await compare(
        (x, w) =>
          tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, c.strides, c.pad, "NHWC", c.dilations),
        [numbers(c.seed, c.n, c.h, c.w, c.c), numbers(c.seed + 1, c.fh, c.fw, c.c, c.k)],
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("fused.conv2d() equals the cpu backend's with bias and every activation", async () => {
  const activation = fc.constantFrom("linear", "relu", "relu6", "sigmoid", "elu", "leakyrelu");
  await fc.assert(
    fc.asyncProperty(convolution, activation, async (c, activation) => {
      await compare(
        (x, filter, bias) =>
          tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            bias,
            activation: activation as "relu",
            leakyreluAlpha: 0.1,
            strides: c.strides,
            pad: c.pad,
            dilations: c.dilations,
          }),
        [
          numbers(c.seed, c.n, c.h, c.w, c.c),
          numbers(c.seed + 1, c.fh, c.fw, c.c, c.k),
          numbers(c.seed + 2, c.k),
        ],
      );
    }),
    { numRuns: 100 },
  );
});

Deno.test("conv2d()'s gradients equal the cpu backend's for any sizes", async () => {
  const undilated = convolution.filter(({ dilations }) => Math.max(...dilations) === 1);
  await fc.assert(
    fc.asyncProperty(undilated, async (c) => {
      const gradients = tf.grads((x, w) =>
        tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, c.strides, c.pad).square().sum()
      );
      await compare(
        (x, w) => gradients([x, w]),
        [numbers(c.seed, c.n, c.h, c.w, c.c), numbers(c.seed + 1, c.fh, c.fw, c.c, c.k)],
      );
    }),
    { numRuns: 400 },
  );
});

Deno.test("conv2d() and its gradients take more channels than a block holds", async () => {
  const gradients = tf.grads((x, w) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same").square().sum()
  );
  await compare((x, w) => gradients([x, w]), [numbers(1, 1, 3, 3, 600), numbers(2, 3, 3, 600, 5)]);
  await compare((x, w) => gradients([x, w]), [numbers(3, 1, 3, 3, 5), numbers(4, 3, 3, 5, 600)]);
});

Deno.test("maxPool() and its gradient equal the cpu backend's for any sizes", async () => {
  const sizes = fc.record({
    seed,
    n: fc.integer({ min: 1, max: 3 }),
    h: fc.integer({ min: 3, max: 12 }),
    w: fc.integer({ min: 3, max: 12 }),
    c: channels,
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom<"valid" | "same">("valid", "same"),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, n, h, w, c, window, strides, pad }) => {
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, window, strides, pad);
      const gradient = tf.grad((x) => pool(x).square().sum());
      await compare((x) => [pool(x), gradient(x)], [numbers(seed, n, h, w, c)]);
    }),
    { numRuns: 150 },
  );
});

Deno.test("maxPool()'s gradient goes to the first of equal values", async () => {
  const equal = { shape: [1, 4, 4, 5], values: new Float32Array(80).fill(2) };
  const gradient = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 1, "same").square().sum());
  await compare(gradient, [equal]);
});
