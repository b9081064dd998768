import assert from "node:assert/strict";
import { UserError } from "../../lib/errors.ts";
import { useBackend } from "../../lib/backend/mod.ts";

Deno.test("useBackend('webgpu') says so where there is no adapter", async () => {
  const { gpu } = navigator;
  Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  try {
    await assert.rejects(
      useBackend("webgpu"),
      (error) =>
        error instanceof UserError && /no WebGPU adapter; use --backend wasm/.test(error.message),
    );
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  }
});
