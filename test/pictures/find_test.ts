import assert from "node:assert/strict";
import { findInk } from "../../lib/pictures/mod.ts";
import { digit, inkAt, likeness, painted } from "./paper.ts";

type Colour = readonly number[];
type Ink = (x: number, y: number) => number;

function between(paper: Colour, ink: Colour, share: number): number[] {
  return paper.map((value, i) => Math.round(value + (ink[i] - value) * share));
}

const WIDTH = 400, HEIGHT = 300;

/** Conditions between a digit and its reader: each paints a pixel from the ink there. */
const CAUSES: Readonly<Record<string, (ink: Ink) => (x: number, y: number) => Colour>> = {
  "dark on light": (ink) => (x, y) => between([240, 238, 230], [30, 30, 60], ink(x, y)),
  "light on dark": (ink) => (x, y) => between([20, 40, 30], [230, 230, 230], ink(x, y)),
  "white ink on transparency": (ink) => (x, y) => [255, 255, 255, Math.round(255 * ink(x, y))],
  "red ink as bright as its green paper": (ink) => (x, y) =>
    between([100, 160, 110], [215, 103, 100], ink(x, y)),
  "a shadow with a sharp edge": (ink) => (x, y) =>
    between([230, 230, 230], [40, 40, 40], ink(x, y)).map((v) => x + y < 330 ? v : v * 0.45),
  "light that falls off": (ink) => (x, y) =>
    between([240, 240, 240], [60, 60, 60], ink(x, y)).map((v) => v * (1 - 0.6 * x / WIDTH)),
  "ruled paper": (ink) => (x, y) =>
    y % 60 < 2 ? [50, 60, 120] : between([245, 245, 245], [40, 40, 40], ink(x, y)),
  "a frame": (ink) => (x, y) =>
    Math.min(x - 20, WIDTH - 20 - x, y - 12, HEIGHT - 12 - y) >= 0 &&
      Math.min(x - 20, WIDTH - 20 - x, y - 12, HEIGHT - 12 - y) < 4
      ? [0, 0, 0]
      : between([245, 245, 245], [90, 90, 90], ink(x, y)),
};

for (const [cause, paint] of Object.entries(CAUSES)) {
  Deno.test(`findInk() finds a digit in spite of this: ${cause}`, () => {
    for (let n = 0; n < 5; n++) {
      const picture = painted(WIDTH, HEIGHT, paint(inkAt(digit(n), 8, 110, 35)));
      const likest = Math.max(
        ...findInk(picture).candidates.map(({ image }) => likeness(image, digit(n))),
      );
      assert.ok(likest > 0.8, `digit ${n}: alike by ${likest.toFixed(3)}`);
    }
  });
}

Deno.test("findInk() tells where the ink is, in pixels of the picture", () => {
  const bar = painted(
    1_000,
    700,
    (x, y) => x >= 400 && x < 440 && y >= 200 && y < 500 ? [0, 0, 0] : [255, 255, 255],
  );
  const [{ box, image, pen }] = findInk(bar).candidates;
  for (const [found, truth] of [[box.x, 400], [box.y, 200], [box.width, 40], [box.height, 300]]) {
    assert.ok(Math.abs(found - truth) <= 2, JSON.stringify(box));
  }
  assert.ok(Math.abs(pen - 40 / 300) < 0.02, `${pen}`);
  const rows = Array.from({ length: 28 }, (_, y) => image.subarray(28 * y, 28 * (y + 1)));
  assert.deepEqual(rows.flatMap((row, y) => row.some((grey) => grey > 127) ? [y] : []), [
    ...Array.from({ length: 20 }, (_, i) => 4 + i),
  ]);
});

Deno.test("findInk() widens a thin pen to MNIST's width", () => {
  const thin = painted(
    400,
    400,
    (x, y) => Math.abs(Math.hypot(x - 200, y - 200) - 120) < 1 ? [0, 0, 0] : [255, 255, 255],
  );
  const [{ image, pen }] = findInk(thin).candidates;
  assert.ok(pen < 0.02);
  const across = image.subarray(28 * 14, 28 * 14 + 14).reduce((sum, grey) => sum + grey, 0) / 255;
  assert.ok(across > 1.6 && across < 2.8, `${across} pixels wide`);
});

Deno.test("findInk() finds nothing on blank paper, white, grey or uneven", () => {
  const papers: ((x: number, y: number) => Colour)[] = [
    () => [255, 255, 255],
    () => [90, 90, 90],
    (x, y) => between([240, 240, 240], [120, 120, 120], (x + y) / 500),
    () => [0, 0, 0, 0],
  ];
  for (const paint of papers) {
    assert.deepEqual(findInk(painted(200, 150, paint)).candidates, []);
  }
});

Deno.test("findInk() finds a digit of 28 × 28 pixels, and one pixel of picture is no trouble", () => {
  for (let n = 0; n < 10; n++) {
    const picture = painted(28, 28, (x, y) => Array(3).fill(digit(n)[28 * y + x]));
    assert.ok(likeness(findInk(picture).candidates[0].image, digit(n)) > 0.8, `digit ${n}`);
  }
  assert.deepEqual(findInk(painted(1, 1, () => [0, 0, 0])).candidates, []);
  findInk(painted(2, 900, (x, y) => [x + y % 2, 0, 0]));
});
