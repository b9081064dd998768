import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "../properties.ts";
import { useBackend, useWasm } from "../../lib/backend/mod.ts";

const DTYPES = ["float32", "int32", "bool"] as const;

/** A tensor with a different number in each place, as far as its type allows. */
function numbered(shape: number[], dtype: typeof DTYPES[number]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => dtype === "bool" ? i * i % 7 % 2 : i),
    shape,
    dtype,
  );
}

Deno.test("gather() and slice() of rows equal the cpu backend's, for any type and shape", async () => {
  const cases = fc.record({
    dtype: fc.constantFrom(...DTYPES),
    shape: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
    places: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
    run: fc.nat({ max: 5 }), // neighbours in order, as in a batch that is not shuffled
    first: fc.nat(),
    count: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ dtype, shape, places, run, first, count }) => {
      const [rows] = shape;
      const indices = places.flatMap((place) =>
        Array.from({ length: run + 1 }, (_, i) => (place + i) % rows)
      );
      const from = first % rows, most = rows - from;
      const results = [];
      for (const backend of ["cpu", "wasm"] as const) {
        await useBackend(backend);
        results.push(tf.tidy(() => {
          const x = numbered(shape, dtype);
          return [
            tf.gather(x, tf.tensor1d(indices, "int32")),
            tf.gather(x, tf.tensor2d(indices, [places.length, run + 1], "int32")),
            tf.slice(x, from, 1 + count % most),
          ].map((y) => ({ shape: y.shape, dtype: y.dtype, values: y.dataSync() }));
        }));
      }
      assert.deepEqual(results[1], results[0]);
    }),
    { numRuns: 150 },
  );
});

Deno.test("gather() says which index is out of range", async () => {
  await useWasm();
  const x = tf.ones([5, 100]);
  for (const index of [5, -1]) {
    assert.throws(
      () => tf.gather(x, tf.tensor1d([0, index], "int32")),
      new RegExp(`the index value ${index} is not in \\[0, 4\\]`),
    );
  }
  x.dispose();
});
