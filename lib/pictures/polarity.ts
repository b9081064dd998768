/** Tells whether the ink is dark or light. */

import { boxMean, type Plane } from "./plane.ts";
import { reduced } from "./resize.ts";

/** The longer side on which polarity is decided, in pixels. */
const SMALL = 128;

/**
 * Tells whether a picture is light ink on dark paper, by two signs. Ink covers less than paper does, so
 * what differs most from its surroundings is ink: the third moment (skewness) of the differences from the
 * mean of the surroundings has its sign. And the border of a picture is paper rather than ink. Slow
 * changes of light cancel out in both.
 *
 * @param plane brightness
 * @returns positive for light ink on dark paper: the skewness, less the border's mean difference in
 *   standard deviations
 */
export function polarity(plane: Plane): number {
  const small = reduced(plane, Math.ceil(Math.max(plane.width, plane.height) / SMALL));
  const { width, height } = small;
  const around = boxMean(small, Math.ceil(Math.max(width, height) / 3));
  let square = 0, cube = 0, border = 0, borderCount = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const difference = small.values[at] - around.values[at];
      square += difference ** 2, cube += difference ** 3;
      const outer = x === 0 || y === 0 || x === width - 1 || y === height - 1;
      if (outer) border += difference, borderCount++;
    }
  }
  const deviation = Math.sqrt(square / small.values.length);
  if (deviation === 0) return 0;
  return cube / small.values.length / deviation ** 3 - border / borderCount / deviation;
}
