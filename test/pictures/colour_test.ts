import assert from "node:assert/strict";
import { inkChannel } from "../../lib/pictures/colour.ts";

/** A checkerboard of two colours, red, green, blue and opacity in [0, 1]. */
function checkers(first: readonly number[], second: readonly number[]) {
  const [width, height] = [8, 6];
  const values = Float32Array.from(
    { length: 4 * width * height },
    (_, i) => {
      const pixel = Math.floor(i / 4), x = pixel % width, y = Math.floor(pixel / width);
      return ((x + y) % 2 ? second : first)[i % 4];
    },
  );
  return { width, height, values };
}

/** The distance between the two colours in the result, as a part of the whole scale. */
function contrast(first: readonly number[], second: readonly number[]): number {
  const { plane: { values } } = inkChannel(checkers(first, second));
  assert.ok(values.every((value) => value >= -1e-6 && value <= 1 + 1e-6), "in [0, 1]");
  return Math.abs(values[0] - values[1]);
}

Deno.test("inkChannel() tells ink from paper of equal grey by their colours", () => {
  for (
    const [ink, paper] of [
      [[0.7, 0.2, 0.3, 1], [0.2, 0.7, 0.3, 1]], // red on green
      [[0.2, 0.3, 0.8, 1], [0.5, 0.6, 0.2, 1]], // blue on yellow
    ]
  ) {
    const sum = (colour: number[]) => colour[0] + colour[1] + colour[2];
    assert.ok(Math.abs(sum(ink) - sum(paper)) < 1e-9, "of equal grey");
    assert.ok(contrast(ink, paper) > 0.35, `${contrast(ink, paper)}`);
  }
});

Deno.test("inkChannel() of grey ink is the difference in grey", () => {
  assert.ok(Math.abs(contrast([0.1, 0.1, 0.1, 1], [0.8, 0.8, 0.8, 1]) - 0.7) < 1e-5);
});

Deno.test("inkChannel() takes opacity where it tells more than colours, and less of it is more ink", () => {
  const { plane, fromOpacity } = inkChannel(checkers([1, 1, 1, 1], [1, 1, 1, 0]));
  assert.ok(fromOpacity);
  assert.deepEqual([...plane.values.subarray(0, 2)], [0, 1], "white ink on nothing");
  assert.ok(!inkChannel(checkers([0, 0, 0, 1], [1, 1, 1, 1])).fromOpacity);
});
