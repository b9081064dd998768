import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../../lib/backend/mod.ts";
import { leastPrediction, leastStep, workOf } from "../../../lib/cli/upkeep/bench_limits.ts";

await useWasm();
const { conv2d, maxPooling2d, flatten, dense } = tf.layers;

Deno.test("dense layers need three products per weight, the first two, and only where there is ink", () => {
  const model = tf.sequential({
    layers: [dense({ inputShape: [6], units: 5 }), dense({ units: 4 })],
  });
  const { forward, step, parameters, pixels } = workOf(model, 0.5);
  assert.equal(pixels, 6);
  assert.equal(forward, 0.5 * 2 * 6 * 5 + 2 * 5 * 4);
  assert.equal(step, forward + 0.5 * 2 * 6 * 5 + 2 * 2 * 5 * 4);
  assert.equal(parameters, 6 * 5 + 5 + 5 * 4 + 4);
});

Deno.test("a first convolution is plain; pooling leaves it a quarter of its gradient", () => {
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [7, 7, 1], filters: 3, kernelSize: 3 }), // 5×5 places, of which 4×4 are pooled
      maxPooling2d({ poolSize: 2 }), // 2×2 places
      flatten(),
      dense({ units: 2 }),
    ],
  });
  const head = 2 * 12 * 2;
  const { forward, step } = workOf(model, 0.25);
  assert.equal(forward, 0.25 * 16 * 2 * 9 * 3 + head);
  assert.equal(step - forward, 0.25 * 4 * 2 * 9 * 3 + 2 * head);
});

Deno.test("later convolutions go by Winograd, or plainly over what pooling left, whichever is less", () => {
  const layers = (pool: boolean) => [
    conv2d({ inputShape: [10, 10, 1], filters: 64, kernelSize: 3 }), // 8×8 places
    conv2d({ filters: 64, kernelSize: 3, padding: "same" }),
    ...(pool ? [maxPooling2d({ poolSize: 2 })] : []),
    flatten(),
    dense({ units: 1 }),
  ];
  const tiles = 64 / 16 * (2 * 36 * 64 * 64 + (156 + 90) * 64); // Lavin and Gray's F(4×4, 3×3)
  const plain = 2 * 9 * 64 * 64; // per place
  const whole = workOf(tf.sequential({ layers: layers(false) }), 0);
  assert.equal(whole.forward, tiles + 2 * 64 * 64);
  assert.equal(whole.step - whole.forward, 2 * tiles + 2 * 2 * 64 * 64);
  const pooled = workOf(tf.sequential({ layers: layers(true) }), 0);
  assert.equal(pooled.forward, tiles + 2 * 16 * 64);
  assert.equal(pooled.step - pooled.forward, 2 * 16 * plain + 2 * 2 * 16 * 64);
  assert.ok(16 * plain < tiles);
});

const LIMITS = { cores: { alone: 50, together: [30, 20] }, copy: 100 } as const;

Deno.test("the least time is that of the arithmetic or of the memory, shared by all threads", () => {
  const work = { forward: 1e6, step: 3e6, parameters: 1_000, pixels: 784 };
  assert.equal(leastStep(work, 100, 1, LIMITS), 100 * 3e6 / 50e9);
  assert.equal(leastStep(work, 100, 2, LIMITS), 100 * 3e6 / 50e9); // two of 25 GFLOPS
  assert.equal(leastPrediction(work, 1_000, 1, LIMITS), 1_000 * 1e6 / 50e9);
  const large = { ...work, parameters: 1e9 }; // Adam reads and writes three numbers each
  assert.equal(leastStep(large, 1, 1, LIMITS), (24e9 + 4 * 784) / 100e9);
  assert.equal(leastStep(large, 1, 2, LIMITS), (24e9 + 4 * 784) / 200e9);
  assert.equal(leastPrediction(large, 1, 1, LIMITS), (4e9 + 4 * 784) / 100e9);
});
