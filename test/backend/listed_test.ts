/** Products of matrices that are mostly zeros, whose other numbers the kernels list. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { loadKernels } from "../../lib/backend/kernels/native.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { random } from "../../lib/random.ts";

const bits = (y: tf.Tensor) => [...new Uint32Array(y.dataSync().slice().buffer)];

/** Random numbers, of which a share is other than zero. */
function some(seed: number, size: number, share = 1): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: size }, () => next() < share ? next() - 0.5 : 0);
}

for (const relaxed of [true, false]) {
  const variant = relaxed ? "relaxed" : "plain";

  Deno.test(`products of lists have the bits that tiles have (${variant})`, async () => {
    await useWasm();
    await loadKernels(relaxed);
    for (const share of [0, 0.1, 0.3, 0.5]) {
      for (
        const [m, n, k] of [
          [1, 128, 784],
          [1, 10, 65],
          [2, 4, 30],
          [2, 10, 65],
          [3, 12, 17],
          [1, 7, 50],
          [16, 16, 16],
          [30, 128, 784],
          [37, 100, 61],
          [17, 60, 530],
          [1_030, 24, 70], // more columns of a transposed A than are listed at a time
        ]
      ) {
        for (const transposed of [false, true]) {
          for (const activation of ["linear", "relu"] as const) {
            const a = tf.tensor2d(some(1, m * k, share), transposed ? [k, m] : [m, k]);
            const b = tf.tensor2d(some(2, k * n), [k, n]);
            const options = {
              a,
              transposeA: transposed,
              bias: tf.tensor1d(some(3, n)),
              activation,
            };
            const listed = tf.fused.matMul({ ...options, b });
            // A transposed B is never multiplied from lists.
            const tiled = tf.fused.matMul({ ...options, b: tf.transpose(b), transposeB: true });
            assert.deepEqual(bits(listed), bits(tiled), `${share} of ${[m, n, k]}, ${transposed}`);
          }
        }
      }
    }
  });
}

Deno.test("products of lists pass infinity and NaN on, from either matrix", async () => {
  await useWasm();
  await loadKernels(true);
  const digits = tf.tensor2d(builtinDigits({ count: 20, seed: 1 }).images, [20, 784]).div(255);
  const b = some(1, 784 * 32);
  for (const odd of [NaN, Infinity]) {
    for (const place of [0, 784 * 32 - 1]) { // of pixels that are blank
      const values = b.slice();
      values[place] = odd;
      const column = tf.matMul(digits, tf.tensor2d(values, [784, 32])).slice([0, place % 32], [
        20,
        1,
      ]);
      assert(column.dataSync().every(Number.isNaN), `${odd} at ${place}`);
    }
  }
  const x = digits.dataSync().slice();
  x[784] = NaN; // the second digit's first pixel
  const y = tf.matMul(tf.tensor2d(x, [20, 784]), tf.tensor2d(b, [784, 32])).dataSync();
  y.forEach((value, i) => assert.equal(Number.isNaN(value), i >= 32 && i < 64, `${i}`));
});
