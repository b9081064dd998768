import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { mlp } from "../../lib/model/mod.ts";
import { RECIPES, train } from "../../lib/training/mod.ts";
import { startAhead } from "../../lib/training/worker_pool.ts";

Deno.test("a training takes the workers that were started ahead, and the rest end", async () => {
  await useWasm();
  const { Worker } = globalThis;
  let started = 0, ended = 0;
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      started++;
    }
    override terminate(): void {
      super.terminate();
      ended++;
    }
  };
  try {
    const training = builtinDigits({ count: 64, seed: 1 });
    const ahead = startAhead(3);
    await train(mlp(1), { ...RECIPES.mlp, training, epochs: 1, seed: 1, workers: 2 });
    assert.deepEqual([started, ended], [3, 2]);
    ahead[Symbol.dispose]();
    assert.deepEqual([started, ended], [3, 3]);
  } finally {
    globalThis.Worker = Worker;
  }
});
