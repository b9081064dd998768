/** Memory that tfjs could not get: its own allocator does not look. */

import assert from "node:assert/strict";
import { output, type WasmBackend } from "../../lib/backend/kernels/native.ts";
import { UserError } from "../../lib/errors.ts";

/** tfjs's backend as it is when its allocator has no more memory, or no room in its own book. */
function exhausted(makeOutput: () => void) {
  const disposed: object[] = [];
  const backend = {
    dataIdMap: { get: () => ({ memoryOffset: 0 }) },
    makeOutput: (shape: number[], dtype: string) => {
      makeOutput();
      return { dataId: {}, shape, dtype };
    },
    disposeData: (dataId: object) => disposed.push(dataId) > 0,
  };
  return { backend: backend as unknown as WasmBackend, disposed };
}

Deno.test("output() refuses a tensor that tfjs left at address 0, and frees its entry", () => {
  const { backend, disposed } = exhausted(() => {});
  assert.throws(() => output(backend, [1_000, 1_000]), (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^Cannot allocate 4000000 bytes in tfjs's WebAssembly memory/);
    return true;
  });
  assert.equal(disposed.length, 1);
});

Deno.test("output() tells a trap of tfjs's allocator in a sentence, and other errors as they are", () => {
  const trap = exhausted(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  assert.throws(() => output(trap.backend, [2]), /^UserError: Cannot allocate 8 bytes/);
  const other = exhausted(() => {
    throw new TypeError("x");
  });
  assert.throws(() => output(other.backend, [2]), TypeError);
});
