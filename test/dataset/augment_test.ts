import assert from "node:assert/strict";
import { augment, gatherAugmentedFrom } from "../../lib/dataset/augment.ts";
import { random } from "../../lib/random.ts";
import { builtinDigits, gatherAugmented, slice } from "../../lib/dataset/mod.ts";

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

/** The ink's offset from the middle of the picture, in pixels to the right and down. */
function placeOf(out: Float32Array): [right: number, down: number] {
  const mass = out.reduce((sum, grey) => sum + grey, 0);
  const mean = (of: (p: number) => number) =>
    out.reduce((sum, grey, p) => sum + grey * of(p), 0) / mass - 13.5;
  return [mean((p) => p % 28), mean((p) => Math.floor(p / 28))];
}

/** Fails where a point is not where it should be, within a tenth of a pixel. */
function assertAt(out: Float32Array, right: number, down: number): void {
  const found = placeOf(out);
  assert.ok(Math.hypot(found[0] - right, found[1] - down) < 0.15, `${found}, not ${right},${down}`);
}

Deno.test("augment() turns a picture to the left about its middle, by 0.15 radians at most", () => {
  const [cos, sin] = [Math.cos(0.15), Math.sin(0.15)];
  const turned = { 0: 1 - 1e-9 };
  assertAt(dotDrawn(13, 23, turned), 9.5 * cos - 0.5 * sin, -9.5 * sin - 0.5 * cos); // rises
  assertAt(dotDrawn(23, 13, turned), -0.5 * cos + 9.5 * sin, 0.5 * sin + 9.5 * cos); // goes right
  const back = { 0: 0 };
  assertAt(dotDrawn(13, 23, back), 9.5 * cos + 0.5 * sin, 9.5 * sin - 0.5 * cos);
  assertAt(dotDrawn(23, 13, back), -0.5 * cos - 9.5 * sin, -0.5 * sin + 9.5 * cos);
});

Deno.test("augment() shears sideways, and scales and moves each axis by itself", () => {
  const end = 1 - 1e-9;
  assertAt(dotDrawn(23, 13, { 1: end }), -0.5 - 0.95, 9.5); // a tenth of a pixel sideways a row
  assertAt(dotDrawn(13, 23, { 1: end }), 9.5 + 0.05, -0.5);
  assertAt(dotDrawn(23, 23, { 2: end }), 9.5 / 1.1, 9.5);
  assertAt(dotDrawn(23, 23, { 3: end }), 9.5, 9.5 / 1.1);
  assertAt(dotDrawn(23, 23, { 4: end }), 11, 9.5);
  assertAt(dotDrawn(23, 23, { 5: end }), 9.5, 11);
});

Deno.test("augment() has white paper around a picture", () => {
  const black = new Uint8Array(784).fill(255), out = new Float32Array(784);
  let asked = 0;
  augment(black, () => ++asked === 5 ? 1 - 1e-9 : 0.5, out); // 1.5 pixels to the right
  assert.deepEqual([...out.subarray(0, 3)].map((grey) => grey.toFixed(3)), [
    "0.000",
    "0.500",
    "1.000",
  ]);
});

Deno.test("gatherAugmentedFrom() draws each digit of a batch in its own way, by its count in the run", () => {
  const set = slice(builtinDigits({ count: 3, seed: 3 }), 0, 1);
  const { images: drawn } = gatherAugmentedFrom(set, [0, 0, 0], 7, 10);
  const one = (b: number) => drawn.subarray(784 * b, 784 * (b + 1));
  assert.notDeepEqual(one(0), one(1));
  assert.deepEqual(gatherAugmentedFrom(set, [0], 7, 12).images, one(2).slice());
  assert.notDeepEqual(gatherAugmentedFrom(set, [0], 8, 12).images, one(2).slice());
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

Deno.test("gatherAugmented() draws a digit as its number in the run says, in whatever parts", () => {
  const set = builtinDigits({ count: 3, seed: 3 });
  const whole = gatherAugmented(set, [0, 1, 0], 5).images;
  const last = gatherAugmentedFrom(set, [0], 5, 2).images;
  assert.deepEqual(whole.subarray(2 * 784), last);
  assert.notDeepEqual(whole.subarray(0, 784), last);
});

Deno.test("gatherAugmented() refuses positions that the set does not have", () => {
  const set = builtinDigits({ count: 3, seed: 3 });
  for (const position of [3, -1, 0.5, NaN]) {
    assert.throws(() => gatherAugmented(set, [0, position], 1), {
      name: "RangeError",
      message: `Cannot take picture ${position} of built-in: it has 3, from 0 up`,
    });
  }
});
