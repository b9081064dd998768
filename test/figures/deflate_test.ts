import assert from "node:assert/strict";
import { deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { deflate } from "../../lib/figures/deflate.ts";
import { random } from "../../lib/random.ts";

const inflate = (data: Uint8Array) => new Uint8Array(inflateSync(data));

Deno.test("deflate() writes what zlib reads back", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (data) => {
    assert.deepEqual(inflate(deflate(data)), data);
  }));
});

Deno.test("deflate() writes repetitions of every length and distance", () => {
  // Few different bytes, so that there is much to repeat; long gaps, so that it lies far back.
  const piece = fc.record({ byte: fc.nat(3), times: fc.integer({ min: 1, max: 600 }) });
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    const data = Uint8Array.from(pieces.flatMap(({ byte, times }) => Array(times).fill(byte)));
    assert.deepEqual(inflate(deflate(data)), data);
  }));
});

Deno.test("deflate() writes short ends that repeat what came before", () => {
  for (let length = 0; length < 12; length++) {
    const data = new Uint8Array(length);
    assert.deepEqual(inflate(deflate(data)), data, `${length} zeros`);
  }
});

Deno.test("deflate() looks back as far as the window and no farther", () => {
  const next = random(1);
  const block = Uint8Array.from({ length: 300 }, () => Math.floor(next() * 256));
  for (const gap of [32_400, 32_468, 32_469, 33_000]) {
    const data = new Uint8Array(2 * block.length + gap);
    data.set(block);
    data.set(block, block.length + gap);
    assert.deepEqual(inflate(deflate(data)), data, `gap ${gap}`);
  }
});

Deno.test("deflate() makes a picture smaller, and not much larger than zlib does", () => {
  const picture = Uint8Array.from({ length: 28 * 280 }, (_, p) => {
    const x = p % 28 - 14, y = Math.floor(p / 28) % 28 - 14;
    return Math.max(0, 60 - Math.abs(Math.hypot(x, y) - 8) * 20);
  });
  const size = deflate(picture).length;
  assert.ok(size < picture.length / 10, `${size} of ${picture.length} bytes`);
  assert.ok(size < 2 * deflateSync(picture).length);
});
