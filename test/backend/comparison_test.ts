/**
 * A few generated cases of every kernel that is registered for the wasm backend; `deno task compare`
 * runs as many as are wanted.
 */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { currentWasm, view } from "../../lib/backend/kernels/native.ts";
import { useWasm } from "../../lib/backend/mod.ts";
import { SEED } from "../properties.ts";
import { Guards } from "./comparison/guards.ts";
import { compareKernel, LEFT_OUT, SPECS } from "./comparison/run.ts";

Deno.test("every kernel that the wasm backend has is compared, or it is said why not", async () => {
  await useWasm();
  const names = tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName);
  const missing = names.filter((name) => !(name in SPECS) && !(name in LEFT_OUT));
  assert.deepEqual(missing, []);
  for (const name of [...Object.keys(SPECS), ...Object.keys(LEFT_OUT)]) {
    assert.ok(names.includes(name), `${name} is not a kernel`);
  }
});

Deno.test("generated cases of every kernel are right, forward and backward", async (t) => {
  for (const name of Object.keys(SPECS)) {
    await t.step(name, async () => {
      const tally = await compareKernel(name, 3 * SEED, 9);
      assert.ok(tally.compared > 0, "all cases were refused");
    });
  }
});

Deno.test("the canary notices a kernel that writes beyond its tensor", async () => {
  await useWasm();
  const guards = new Guards();
  guards.grow();
  guards.check();
  const numbers = view(currentWasm()!, guards.tensors[0]), [before] = numbers;
  numbers[0] = -1;
  assert.throws(() => guards.check(), /memory is damaged: -1 instead of/);
  numbers[0] = before;
  guards.check();
  guards.dispose();
});
