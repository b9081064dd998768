import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { convReluPool, softmaxCrossEntropy } from "../../lib/backend/mod.ts";
import { compare, numbers } from "./compare.ts";

Deno.test("convReluPool() and its gradients equal the composed operation's for any sizes", async () => {
  const sizes = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    n: fc.integer({ min: 1, max: 5 }),
    h: fc.integer({ min: 4, max: 15 }),
    w: fc.integer({ min: 4, max: 15 }),
    c: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 48)),
    k: fc.oneof(fc.integer({ min: 1, max: 12 }).map((k) => 4 * k), fc.integer({ min: 1, max: 20 })),
    pad: fc.constantFrom<"valid" | "same">("valid", "same"),
  }).filter(({ n, h, w, c, k }) => n * h * w * c * k < 3e4);
  await fc.assert(
    fc.asyncProperty(sizes, async ({ seed, n, h, w, c, k, pad }) => {
      const op = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
        convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, pad);
      const gradients = tf.grads((x, filter, bias) => op(x, filter, bias).square().sum());
      await compare(
        (x, filter, bias) => [op(x, filter, bias), ...gradients([x, filter, bias])],
        [numbers(seed, n, h, w, c), numbers(seed + 1, 3, 3, c, k), numbers(seed + 2, k)],
      );
    }),
    { numRuns: 200 },
  );
});

Deno.test("softmaxCrossEntropy() and its gradient equal the composed operation's", async () => {
  const labels = Uint8Array.from({ length: 33 }, (_, n) => n * 7 % 10);
  const op = (logits: tf.Tensor) => softmaxCrossEntropy(logits.mul(30) as tf.Tensor2D, labels);
  const gradient = tf.grad((logits) => op(logits).mul(0.5));
  await compare((logits) => [op(logits), gradient(logits)], [numbers(1, 33, 10)]);
});

Deno.test("softmaxCrossEntropy() says which label is wrong", () => {
  const logits = tf.zeros([2, 10]) as tf.Tensor2D;
  assert.throws(() => softmaxCrossEntropy(logits, [1]), /2 rows of logits with 1 labels/);
  assert.throws(() => softmaxCrossEntropy(logits, [1, 10]), /label 10: it must be from 0 to 9/);
  logits.dispose();
});
