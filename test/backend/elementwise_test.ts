import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/mod.ts";
import fc from "../properties.ts";
import { compare, numbers } from "./compare.ts";

const seed = fc.integer({ min: 1, max: 1e6 });
const shape = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

Deno.test("add() of a bias and its gradients equal the cpu backend's", async () => {
  await fc.assert(
    fc.asyncProperty(seed, shape, async (seed, shape) => {
      const gradients = tf.grads((x, bias) => tf.add(x, bias).square().sum());
      const inputs = [numbers(seed, ...shape), numbers(seed + 1, shape.at(-1)!)];
      await compare(
        (x, bias) => [tf.add(x, bias), tf.add(bias, x), ...gradients([x, bias])],
        inputs,
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("sum() over any axes equals the cpu backend's", async () => {
  const axes = fc.array(fc.integer({ min: 0, max: 3 }));
  await fc.assert(
    fc.asyncProperty(seed, shape, axes, fc.boolean(), async (seed, shape, axes, keep) => {
      const axis = [...new Set(axes.filter((axis) => axis < shape.length))];
      await compare((x) => tf.sum(x, axis, keep), [numbers(seed, ...shape)]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("sum() of many rows keeps its precision", async () => {
  const ones = { shape: [100_000, 3], values: new Float32Array(300_000).fill(0.1) };
  await compare((x) => tf.sum(x, 0), [ones]);
});

Deno.test("relu()'s first and second gradients equal the cpu backend's", async () => {
  const f = (x: tf.Tensor) => tf.relu(x).mul(x).square().sum() as tf.Scalar;
  const first = tf.grad(f);
  const second = tf.grad((x) => first(x).square().sum());
  await compare((x) => [first(x), second(x)], [numbers(1, 7, 9)]);
});

Deno.test("clone() and cast() share memory that lives as long as any of them", async () => {
  await compare((x) => {
    const copy = x.clone(), same = x.cast("float32"), integers = x.cast("int32");
    x.dispose();
    const squared = copy.square();
    copy.dispose();
    return [squared, same, integers.cast("float32")];
  }, [numbers(1, 5, 5)]);
});

Deno.test("functions of whole numbers and booleans are the cpu backend's, and damage no memory", async () => {
  const names = [
    ...["abs", "acos", "asinh", "atan", "atanh", "expm1", "isFinite", "isInf", "isNaN", "log1p"],
    ...["neg", "reciprocal", "relu", "round", "selu", "sign", "square", "step"],
  ];
  const functions = tf as unknown as Record<string, (x: tf.Tensor) => tf.Tensor>;
  const contents = async (backend: "cpu" | "wasm") => {
    await useBackend(backend);
    const found: unknown[] = [];
    tf.tidy(() => {
      const guard = tf.range(0, 40);
      for (const type of ["int32", "bool"] as const) {
        const x = tf.tensor1d([1, 0, 0, 1, 1, 0, 1], type);
        const results = [...names.map((name) => functions[name](x)), tf.topk(x).values, guard];
        found.push(...results.map((y) => [y.dtype, ...y.dataSync()]));
      }
    });
    return found;
  };
  assert.deepEqual(await contents("wasm"), await contents("cpu"));
});
