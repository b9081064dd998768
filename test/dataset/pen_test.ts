import assert from "node:assert/strict";
import { PIXELS, SIDE } from "../../lib/dataset/digits.ts";
import { draw, type Path } from "../../lib/dataset/pen.ts";

/** A path of strokes through points. */
function path(strokes: [x: number, y: number][][], pressure = 1): Path {
  const points = strokes.flat();
  return {
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    pressure: points.map(() => pressure),
    start: strokes.flatMap((stroke) => stroke.map((_, i) => i === 0)),
  };
}

/** Draws into a fresh image and returns its rows. */
function drawn(strokes: [x: number, y: number][][], width: number, pressure = 1): number[][] {
  const image = new Uint8Array(PIXELS);
  draw(path(strokes, pressure), width, image);
  return Array.from({ length: SIDE }, (_, y) => [...image.subarray(y * SIDE, (y + 1) * SIDE)]);
}

/** First and last of the numbers that are at least half covered. */
function extent(values: number[]): [first: number, last: number] {
  return [values.findIndex((v) => v >= 128), values.findLastIndex((v) => v >= 128)];
}

Deno.test("draw() fits a long line into 20 pixels, in the middle", () => {
  const rows = drawn([[[0, 0], [1000, 0]]], 2);
  assert.deepEqual(extent(rows[13]), [4, 23]);
  assert.deepEqual(extent(rows.map((row) => row[14])), [13, 14]);
  assert.deepEqual(rows[13], rows[14]);
});

Deno.test("draw() keeps proportions", () => {
  const square: [number, number][] = [[5, 5], [6, 5], [6, 7], [5, 7], [5, 5]];
  const rows = drawn([square], 2);
  assert.deepEqual(extent(rows[14]), [8, 19]); // half of 18 between the lines' middles, plus 2
  assert.deepEqual(extent(rows.map((row) => row[9])), [4, 23]);
});

Deno.test("draw() covers the inside of a line whole and its outside not at all", () => {
  const column = drawn([[[0, 0], [100, 0]]], 6).map((row) => row[14]);
  // The line's edge is at 11 and 17. Row 10 has its middle 0.5 outside: 0.5 - 0.5/1.1 is 5 %.
  assert.deepEqual(column.slice(9, 19), [0, 12, 243, 255, 255, 255, 255, 243, 12, 0]);
});

Deno.test("draw() presses a wider line", () => {
  const ink = (pressure: number) =>
    drawn([[[0, 0], [9, 9]]], 2, pressure).flat().filter(Boolean).length;
  assert.ok(ink(2) > ink(1));
});

Deno.test("draw() lifts the pen between strokes", () => {
  const rows = drawn([[[0, 0], [100, 0]], [[0, 100], [100, 100]]], 2);
  assert.ok(rows.slice(8, 20).flat().every((value) => value === 0));
});

Deno.test("draw() moves the centre of mass to the middle, by whole pixels", () => {
  const rows = drawn([[[0, 0], [0, 100]], [[0, 20], [100, 20]], [[0, 80], [100, 80]]], 2); // ⊏
  let mass = 0, sum = 0;
  rows.forEach((row) => row.forEach((value, x) => (mass += value, sum += value * (x + 0.5))));
  assert.ok(Math.abs(sum / mass - SIDE / 2) <= 0.5, `${sum / mass}`);
  assert.deepEqual(extent(rows[14]), [7, 8]); // 3 pixels right of the box's left side
});

Deno.test("draw() never moves ink out of the image", () => {
  // A heavy left side and a thin foot, pressed so that its ink leaves the box: the centre of mass
  // is further from the middle than there is room.
  const heavy = [0, 5, 10, 15, 20].map((x): [number, number][] => [[x, 0], [x, 100]]);
  const rows = drawn([...heavy, [[20, 100], [100, 100]]], 2, 1.5);
  assert.ok(rows.some((row) => row[SIDE - 1] > 0), "the foot reaches the right edge");
  assert.ok(rows.every((row) => row[0] === 0), "nothing runs on at the left edge");
});

Deno.test("draw() draws a dot", () => {
  const rows = drawn([[[3, 3]]], 4);
  assert.deepEqual(extent(rows[14]), [12, 15]);
});
