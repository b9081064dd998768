import fc from "../properties.ts";
import assert from "node:assert/strict";
import { averagePool, receptiveFields, type Volume, zeros } from "../../lib/reference/mod.ts";

Deno.test("receptiveFields() of the book's network are 3, 4, 8 and 10 pixels wide", () => {
  assert.deepEqual(
    receptiveFields([{ size: 3 }, { size: 2, stride: 2 }, { size: 3 }, { size: 2, stride: 2 }]),
    [
      { size: 3, jump: 1 },
      { size: 4, jump: 2 },
      { size: 8, jump: 2 },
      { size: 10, jump: 4 },
    ],
  );
});

Deno.test("receptiveFields() are as wide as the pixels on which an output depends", () => {
  const layer = fc.record({
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
  });
  fc.assert(fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), (layers) => {
    const { size, jump } = receptiveFields(layers).at(-1)!;
    const side = size + jump; // room for two outputs side by side
    const seen = [0, 1].map((output) => pixelsSeen(layers, side, output));
    // The strides may skip pixels between the first and the last that are seen.
    assert.equal(seen[0].at(-1)! - seen[0][0] + 1, size);
    assert.equal(seen[1][0] - seen[0][0], jump);
  }));
});

/** The columns of the first row to which an output of the first row answers. */
function pixelsSeen(
  layers: readonly { size: number; stride: number }[],
  side: number,
  output: number,
): number[] {
  return Array.from({ length: side }, (_, column) => column).filter((column) => {
    let x: Volume = zeros([side, side, 1]);
    x.data[column] = 1;
    for (const layer of layers) x = averagePool(x, layer);
    return x.data[output] > 0;
  });
}

Deno.test("receptiveFields() rejects sizes and strides that are not whole numbers from 1 up", () => {
  assert.throws(() => receptiveFields([{ size: 0 }]), RangeError);
  assert.throws(() => receptiveFields([{ size: 2, stride: 1.5 }]), {
    name: "RangeError",
    message: "Cannot slide a window: 1.5 is not a size or stride",
  });
});
