import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { kernelSpeeds } from "../../../lib/cli/upkeep/kernel_speeds.ts";

Deno.test("kernelSpeeds() measures every kernel and the limit, and cleans up", async () => {
  const { speeds, limit } = await kernelSpeeds(5);
  assert.ok(limit > 0.1 && speeds.length > 5);
  for (const { name, milliseconds, gflops, share } of speeds) {
    assert.ok(milliseconds > 0 && gflops > 0 && share > 0, name);
  }
  assert.equal(tf.memory().numTensors, 0);
});
