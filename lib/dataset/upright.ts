/**
 * Upright digits: each picture centred and freed of its slant, so that a network need not learn either.
 *
 * A picture's ink has a centre and second moments, as masses have. Rows are moved sideways in proportion
 * to their height until the ink's height and place sideways are uncorrelated (LeCun, Bottou, Bengio and
 * Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section III.A, compare
 * networks on such "deslanted" digits). Nothing of it is learned: it has no weights.
 */

import { greyBetween } from "./augment.ts";
import { type Digits, PIXELS, shapeOf, SIDE } from "./digits.ts";

const MIDDLE = (SIDE - 1) / 2;

/** The largest slant that is taken away, in pixels sideways per pixel down: 45°. */
const STEEPEST = 1;

/**
 * Makes all digits of a set upright.
 *
 * @param set digits of 28 × 28 pixels, one channel; it stays as it is
 * @returns the set, its pictures centred and without slant, to the nearest of 256 greys
 * @throws {RangeError} if its pictures are not 28 × 28 × 1
 *
 * @example A slanted stroke
 * ```ts
 * import assert from "node:assert/strict";
 * import { upright } from "@pixel/convnet/dataset";
 *
 * const images = new Uint8Array(784);
 * for (let row = 4; row < 24; row++) images[row * 28 + 20 - Math.floor(row / 2)] = 255;
 * const { images: [...straight] } = upright({ name: "stroke", images, labels: Uint8Array.of(1) });
 * const columns = straight.flatMap((ink, i) => ink > 128 ? [i % 28] : []);
 * assert(Math.max(...columns) - Math.min(...columns) <= 1);
 * ```
 */
export function upright(set: Digits): Digits {
  const shape = shapeOf(set).join(" × ");
  if (shape !== `${SIDE} × ${SIDE} × 1`) {
    throw new RangeError(
      `Cannot make pictures of ${shape} upright: only those of ${SIDE} × ${SIDE} × 1 can be`,
    );
  }
  const images = new Uint8Array(set.images.length); // [N × 784]
  for (let from = 0; from < images.length; from += PIXELS) {
    straighten(set.images.subarray(from, from + PIXELS), images.subarray(from, from + PIXELS));
  }
  return { ...set, images };
}

/** Redraws a picture, centred and without slant; a blank one stays blank. */
function straighten(image: Uint8Array, into: Uint8Array): void {
  const { centre: [row, column], slant } = momentsOf(image);
  for (let i = 0; i < SIDE; i++) {
    const down = i - MIDDLE, y = row + down;
    for (let j = 0; j < SIDE; j++) {
      into[i * SIDE + j] = Math.round(greyBetween(image, column + j - MIDDLE + slant * down, y));
    }
  }
}

/** The ink's centre, [row, column], and how far it goes sideways per pixel down. */
function momentsOf(image: Uint8Array): { centre: [number, number]; slant: number } {
  let ink = 0, rows = 0, columns = 0, squares = 0, together = 0; // Σ grey · 1, row, column, row², row · column
  for (let row = 0; row < SIDE; row++) {
    let inkHere = 0, columnsHere = 0;
    for (let column = 0; column < SIDE; column++) {
      const grey = image[row * SIDE + column];
      inkHere += grey;
      columnsHere += grey * column;
    }
    ink += inkHere;
    rows += inkHere * row;
    columns += columnsHere;
    squares += inkHere * row * row;
    together += columnsHere * row;
  }
  if (ink === 0) return { centre: [MIDDLE, MIDDLE], slant: 0 };
  const centre: [number, number] = [rows / ink, columns / ink];
  const height = squares - rows * centre[0]; // the second moments about the centre
  const slant = height > 0 ? (together - rows * centre[1]) / height : 0;
  return { centre, slant: Math.max(-STEEPEST, Math.min(STEEPEST, slant)) };
}
