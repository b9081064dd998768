import assert from "node:assert/strict";
import { builtinDigits, digits, NO_DIGIT, penDigits, worldDigits } from "../../lib/dataset/mod.ts";
import { withOtherPen } from "../../lib/dataset/world.ts";
import { random } from "../../lib/random.ts";

const ORIGINAL = builtinDigits({ count: 200, seed: 9 });

Deno.test("worldDigits() holds the original, other pens, built-in digits and pictures without a digit", () => {
  const { images, labels } = worldDigits(ORIGINAL, 1);
  assert.equal(images.length, 784 * labels.length);
  assert.ok(ORIGINAL.images.every((grey, at) => grey === images[at]));
  const counts = Map.groupBy(labels, (label) => label === NO_DIGIT ? "none" : "digit");
  assert.equal(counts.get("none")!.length, 50);
  assert.equal(counts.get("digit")!.length, 460);
  const pictures = Array.from(labels, (_, n) => images.subarray(784 * n, 784 * (n + 1)));
  const inks = pictures.map((picture) => picture.reduce((sum, grey) => sum + grey, 0) / 255);
  const blank = inks.filter((ink) => ink < 5).length;
  assert.ok(blank <= 5, `${blank} blank pictures`);
});

Deno.test("worldDigits() depends on the seed alone, and redraws no digit beyond recognition", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => worldDigits(ORIGINAL, seed));
  assert.deepEqual(first, again);
  assert.notDeepEqual(first.images, other.images);
  let alike = 0;
  for (let n = 0; n < 200; n++) {
    const before = ORIGINAL.images.subarray(784 * n, 784 * (n + 1));
    const after = first.images.subarray(784 * (200 + n), 784 * (201 + n));
    const product = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, v, p) => sum + v * b[p], 0);
    alike += product(before, after) / Math.sqrt(product(before, before) * product(after, after));
  }
  assert.ok(alike / 200 > 0.6 && alike / 200 < 0.98, `alike by ${alike / 200}`);
});

Deno.test("penDigits() holds the original and each digit once more, as worldDigits() has them", () => {
  const { images, labels, name } = penDigits(ORIGINAL, 1);
  assert.equal(name, `${ORIGINAL.name}, with other pens`);
  assert.deepEqual(labels, Uint8Array.of(...ORIGINAL.labels, ...ORIGINAL.labels));
  const world = worldDigits(ORIGINAL, 1);
  assert.ok(images.length === 784 * 400 && images.every((grey, at) => grey === world.images[at]));
});

Deno.test("penDigits() and worldDigits() refuse pictures that are no digits of 28 × 28 pixels", () => {
  const small = digits("small ones", new Uint8Array(8), Uint8Array.of(1, 2), { shape: [2, 2, 1] });
  const twenty = { ...ORIGINAL, classes: Array.from({ length: 20 }, (_, n) => `${n}`) };
  for (const mix of [penDigits, worldDigits]) {
    assert.throws(() => mix(small, 1), /^RangeError: Cannot mix small ones with other digits/);
    assert.throws(() => mix(twenty, 1), /must be digits of 28 × 28 pixels$/);
  }
});

Deno.test("withOtherPen() draws a quarter of all strokes faintly, and none to nothing", () => {
  const stroke = Float32Array.from(
    { length: 784 },
    (_, p) => p % 28 >= 12 && p % 28 < 16 && p >= 112 && p < 672 ? 1 : 0,
  );
  const darkest = Array.from(
    { length: 400 },
    (_, n) => Math.max(...withOtherPen(stroke, random(1, n))),
  );
  const faint = darkest.filter((grey) => grey < 0.8).length / 400; // 1 − 0.5 · u³ for a uniform u
  assert.ok(Math.abs(faint - 0.26) < 0.08, `${faint}`);
  assert.ok(darkest.every((grey) => grey >= 0.5));
});
