import assert from "node:assert/strict";
import { Canvas } from "../../lib/pictures/canvas.ts";

/** The pixels of a text. */
function written(text: string): string {
  const canvas = new Canvas(8 * text.length, 12, [255, 255, 255]);
  canvas.write(text, 0, 0, [0, 0, 0]);
  return String(canvas.data);
}

Deno.test("Canvas writes every digit, letter and sign in a way of its own, and letters as capitals", () => {
  const letters = [..."0123456789abcdefghijklmnopqrstuvwxyz.,>?%|-_ "];
  assert.equal(new Set(letters.map(written)).size, letters.length);
  assert.equal(written("conv1"), written("CONV1"));
});
