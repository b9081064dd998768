import assert from "node:assert/strict";
import { type BackendName, useBackend } from "../../lib/backend/mod.ts";
import { pixels } from "../../lib/backend/ops.ts";

for (const backend of ["wasm", "cpu"] as const satisfies readonly BackendName[]) {
  Deno.test(`pixels() divides every byte by 255, as JavaScript does (${backend})`, async () => {
    await useBackend(backend);
    for (const count of [256, 7, 1]) { // 7: not a multiple of four
      const bytes = Uint8Array.from({ length: count }, (_, i) => 255 - i);
      const tensor = pixels(bytes, [1, count]);
      assert.deepEqual(tensor.shape, [1, count]);
      assert.deepEqual(tensor.dataSync(), Float32Array.from(bytes, (grey) => grey / 255));
      tensor.dispose();
    }
  });

  Deno.test(`pixels() takes floats as they are (${backend})`, async () => {
    await useBackend(backend);
    const floats = Float32Array.of(0, 0.1, 1);
    assert.deepEqual(pixels(floats, [3]).dataSync(), floats);
  });
}
