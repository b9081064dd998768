import assert from "node:assert/strict";
import { augment } from "../../lib/dataset/augment.ts";
import { random } from "../../lib/random.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";

const { images } = builtinDigits({ count: 200, seed: 3 });
const image = (n: number) => images.subarray(784 * n, 784 * (n + 1));

function drawn(n: number, seed: number): Float32Array {
  const out = new Float32Array(784);
  augment(image(n), random(seed), out);
  return out;
}

Deno.test("augment() with every change in the middle of its range changes nothing", () => {
  const out = new Float32Array(784);
  augment(image(0), () => 0.5, out);
  out.forEach((value, p) => assert.ok(Math.abs(value - image(0)[p] / 255) < 1e-6));
});

Deno.test("augment() draws the same digit for the same seed and another one for another", () => {
  assert.deepEqual(drawn(0, 1), drawn(0, 1));
  assert.notDeepEqual(drawn(0, 1), drawn(0, 2));
});

Deno.test("augment() keeps the ink, on average, and the range of greys", () => {
  let before = 0, after = 0;
  for (let n = 0; n < 200; n++) {
    before += image(n).reduce((sum, grey) => sum + grey / 255, 0);
    const picture = drawn(n, n);
    after += picture.reduce((sum, grey) => sum + grey, 0);
    assert.ok(picture.every((grey) => grey >= 0 && grey <= 1));
  }
  assert.ok(Math.abs(after / before - 1) < 0.05, `${after / before}`);
});

Deno.test("augment() moves a picture to the right by what it is told", () => {
  const dot = new Uint8Array(784);
  dot[14 * 28 + 14] = 255;
  const chances = [0.5, 0.5, 0.5, 0.5, 0.75, 0.5]; // only the move along x: half of 2 pixels
  const out = new Float32Array(784);
  augment(dot, () => chances.shift()!, out);
  assert.ok(Math.abs(out[14 * 28 + 15] - 1) < 1e-6);
});
