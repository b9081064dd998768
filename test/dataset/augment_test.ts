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

/** A point of ink, augmented with these chances; what is not said is in the middle of its range. */
function dotDrawn(row: number, column: number, chances: Record<number, number>): Float32Array {
  const dot = new Uint8Array(784);
  dot[row * 28 + column] = 255;
  const out = new Float32Array(784);
  let asked = 0;
  augment(dot, () => chances[asked++] ?? 0.5, out);
  return out;
}

Deno.test("augment() moves a picture to the right by what it is told", () => {
  const out = dotDrawn(14, 14, { 4: 5 / 6 }); // only the move along x: two thirds of 1.5 pixels
  assert.ok(Math.abs(out[14 * 28 + 15] - 1) < 1e-6);
});

Deno.test("augment() bends the paper at a knot, less further on, and not beyond the next knot", () => {
  const knot = 6; // the first of the grid that bends along x: the corner at the top left
  const bent = (row: number, column: number) => {
    const out = dotDrawn(row, column, { [knot]: 0 }); // −0.4 pixels: the ink moves to the right
    return out[row * 28 + column + 1] / (out[row * 28 + column] + out[row * 28 + column + 1]);
  };
  assert.ok(bent(0, 1) > 0.25 && bent(0, 1) < 0.35);
  assert.ok(bent(0, 4) > 0.1 && bent(0, 4) < bent(0, 1) && bent(3, 4) < bent(0, 4));
  assert.equal(bent(0, 8), 0);
  assert.equal(bent(8, 0), 0);
});
