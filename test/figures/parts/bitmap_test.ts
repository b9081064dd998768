import assert from "node:assert/strict";
import sharp from "sharp";
import { bitmapUri, colourUri, encodePng } from "../../../lib/figures/parts/bitmap.ts";
import { decodeUri } from "../decode.ts";

Deno.test("encodePng() writes a PNG that another program reads to the same colours", async () => {
  const colours = [[255, 0, 0], [0, 255, 0], [1, 2, 3]] as const;
  const png = encodePng(Uint8Array.of(0, 1, 2, 2, 1, 0), 3, colours);
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [3, 2]);
  assert.deepEqual([...data], [0, 1, 2, 2, 1, 0].flatMap((place) => colours[place]));
});

Deno.test("bitmapUri() is the same PNG as a data URI", () => {
  const pixels = Uint8Array.of(0, 1), colours = [[0, 0, 0], [9, 9, 9]] as const;
  assert.deepEqual(decodeUri(bitmapUri(pixels, 2, colours)), encodePng(pixels, 2, colours));
});

Deno.test("colourUri() is a PNG whose colours are off by two at most, black and white by nothing", async () => {
  const pixels = Uint8Array.from({ length: 4 * 300 }, (_, i) => i % 4 === 3 ? 255 : (37 * i) % 256);
  pixels.set([0, 0, 0, 255, 255, 255, 255, 255]);
  const { data, info } = await sharp(decodeUri(colourUri(pixels, 20)))
    .ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [20, 15]);
  assert.deepEqual([...data.subarray(0, 8)], [...pixels.subarray(0, 8)]);
  assert.ok(data.every((value, i) => Math.abs(value - pixels[i]) <= 2));
});
