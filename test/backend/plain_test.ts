/** The variant of the kernels without relaxed SIMD, which few machines still need. */

import * as tf from "@tensorflow/tfjs";
import { convReluPool } from "../../lib/backend/mod.ts";
import { loadKernels } from "../../lib/backend/kernels/native.ts";
import { compare, numbers } from "./compare.ts";

await loadKernels(false); // the first to load decides

Deno.test("the kernels without relaxed SIMD equal the cpu backend", async () => {
  const block = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
    convReluPool(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D);
  const gradients = tf.grads((x, filter, bias) => block(x, filter, bias).square().sum());
  const program = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) => {
    const convolved = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
    const flat = x.reshape([-1, x.shape[3]!]);
    return [convolved, tf.matMul(flat, flat, true), ...gradients([x, filter, bias])];
  };
  for (const [c, k] of [[1, 8], [9, 12]]) {
    await compare(program, [numbers(1, 2, 8, 9, c), numbers(2, 3, 3, c, k), numbers(3, k)]);
  }
});
