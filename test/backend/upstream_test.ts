/**
 * tfjs-core's own tests of the operations that our kernels take part in, as its package ships them,
 * against the wasm backend with our kernels.
 */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs";
import jasmineRequire from "jasmine-core";
import { useBackend } from "../../lib/backend/mod.ts";

/** The test files, in the package's folder `dist`. */
const FILES = [
  "gradients_test",
  "ops/add_test",
  "ops/arithmetic_test",
  "ops/avg_pool_test",
  "ops/batchnorm_test",
  "ops/clone_test",
  "ops/conv1d_test",
  "ops/conv2d_separable_test",
  "ops/conv2d_test",
  "ops/conv2d_transpose_test",
  "ops/depthwise_conv2d_test",
  "ops/fused/fused_conv2d_test",
  "ops/fused/fused_depthwise_conv2d_test",
  "ops/fused/fused_mat_mul_test",
  "ops/mat_mul_test",
  "ops/max_pool_test",
  "ops/moments_test",
  "ops/pool_test",
  "ops/relu_test",
  "ops/softmax_test",
  "ops/sum_test",
  "optimizers/adadelta_optimizer_test",
  "optimizers/adagrad_optimizer_test",
  "optimizers/adam_optimizer_test",
  "optimizers/adamax_optimizer_test",
  "optimizers/momentum_optimizer_test",
  "optimizers/optimizer_test",
  "optimizers/rmsprop_optimizer_test",
  "optimizers/sgd_optimizer_test",
];

const NO_COMPLEX = "tfjs's wasm backend has no complex numbers";

/** The tests that cannot pass, and why. */
const SKIPPED: Readonly<Record<string, string>> = {
  "add complex number addition": NO_COMPLEX,
  "add complex number reshape and then addition": NO_COMPLEX,
  "add complex number broadcasting addition": NO_COMPLEX,
  "add upcasts when dtypes dont match": NO_COMPLEX,
  "mul complex number multiplication": NO_COMPLEX,
  "mul complex number broadcasting multiplication": NO_COMPLEX,
  "clone 1D complex64 dtype": NO_COMPLEX,
  "clone 2D complex64 dtype": NO_COMPLEX,
  "clone 3D complex64 dtype": NO_COMPLEX,
  "clone 4D complex64 dtype": NO_COMPLEX,
};

interface Spec {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** Runs the files' tests on a backend, but for those that are skipped. */
async function run(backendName: string, skipped: (name: string) => boolean): Promise<Spec[]> {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  env.configure({
    random: false,
    specFilter: (spec: { getFullName(): string }) => !skipped(spec.getFullName()),
  });
  Object.assign(globalThis, jasmineRequire.interface(jasmine, env)); // describe, it, expect
  const specs: Spec[] = [];
  env.addReporter({ specDone: (spec: Spec) => specs.push(spec) });

  // What tfjs's jasmine_util does for each backend under test.
  const describeWithFlags = (name: string, _constraints: unknown, tests: () => void) =>
    env.describe(name, () => {
      const engine = tf.engine();
      env.beforeAll(async () => {
        engine.reset();
        tf.env().set("IS_TEST", true); // fails where a kernel leaves memory behind
        await engine.setBackend(backendName);
      });
      env.beforeEach(() => engine.startScope());
      env.afterEach(() => {
        engine.endScope();
        engine.disposeVariables();
      });
      env.afterAll(() => engine.reset());
      tests();
    });

  const require = createRequire(import.meta.resolve("@tensorflow/tfjs"));
  const dist = new URL("./", `file://${require.resolve("@tensorflow/tfjs-core")}`);
  const { Optimizer, SGDOptimizer, backend } = tf;
  const { expectArraysClose, expectArraysEqual } = tf.test_util;
  const imported: Record<string, unknown> = {
    ...{ tf, backend, ENGINE: tf.engine(), Optimizer, SGDOptimizer },
    ...{ ALL_ENVS: {}, describeWithFlags, expectArraysClose, expectArraysEqual },
  };
  for (const file of ["ops/identity_pool_test", ...FILES]) {
    const source = await Deno.readTextFile(new URL(`${file}.js`, dist));
    const [, name] = /^export function (\w+)/m.exec(source) ?? [];
    const body = source.replaceAll(/^import [^;]+;$/gm, "").replaceAll(/^export /gm, "");
    const result = new Function(...Object.keys(imported), name ? `${body}\nreturn ${name};` : body)(
      ...Object.values(imported),
    );
    if (name) imported[name] = result;
  }
  await env.execute();
  return specs;
}

Deno.test("tfjs-core's own tests pass on the wasm backend with our kernels", async () => {
  await useBackend("wasm");
  const specs = await run("wasm", (name) => name in SKIPPED);
  const failures = specs.filter(({ status }) => status === "failed").map((spec) =>
    `${spec.fullName}: ${spec.failedExpectations.map(({ message }) => message).join("; ")}`
  );
  assert.deepEqual(failures, []);
  const skipped = specs.filter(({ status }) => status === "excluded");
  assert.equal(skipped.length, Object.keys(SKIPPED).length, "a test to be skipped is not there");
  assert.ok(specs.length > 600, `only ${specs.length} tests were found`);
});
