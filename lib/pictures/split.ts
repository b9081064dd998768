/** Parts digits that touch. */

import type { Plane } from "./plane.ts";

/** A digit is hardly wider than this part of its height; wider ink may be several. */
const WIDE = 0.9;

/** Digits that are looked for in one piece of ink, at most. */
const MOST = 4;

/** The farthest that a cut may be from even shares, as a part of a share. */
const ASTRAY = 0.35;

/** The number of places that are tried for the cut between two digits. */
const PLACES = 3;

/**
 * Ways to part a piece of ink into digits side by side: where columns have least ink (Casey and Lecolinet,
 * "A Survey of Methods and Strategies in Character Segmentation", 1996). Which way is right, if any, the
 * network tells.
 *
 * @param ink how much of each pixel is ink, 0 to 1
 * @returns the ways, each a list of planes from left to right; none for ink that is narrow
 */
export function waysToSplit(ink: Plane): Plane[][] {
  const { width, height } = ink;
  if (width < WIDE * height) return [];
  const columns = Float32Array.from({ length: width }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += ink.values[y * width + x];
    return sum;
  });
  const most = Math.min(MOST, Math.floor(width / height / 0.45));
  const ways: number[][] = lowest(columns, 0.5 * width, ASTRAY * width / 2, PLACES).map((x) => [x]);
  for (let count = 3; count <= most; count++) {
    const share = width / count;
    ways.push(
      Array.from(
        { length: count - 1 },
        (_, i) => lowest(columns, share * (i + 1), ASTRAY * share, 1)[0],
      ),
    );
  }
  return ways.map((cuts) => [0, ...cuts].map((from, i) => slice(ink, from, cuts[i] ?? width)));
}

/** The places with least ink around a middle, the least first, no two side by side. */
function lowest(columns: Float32Array, middle: number, reach: number, count: number): number[] {
  const from = Math.max(1, Math.round(middle - reach));
  const to = Math.min(columns.length - 2, Math.round(middle + reach));
  const places = Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i)
    .sort((a, b) => columns[a] - columns[b] || Math.abs(a - middle) - Math.abs(b - middle));
  const chosen: number[] = [];
  for (const place of places) {
    if (chosen.length === count) break;
    if (chosen.every((other) => Math.abs(other - place) > columns.length / 20)) chosen.push(place);
  }
  return chosen;
}

/** The columns from one to before another. */
function slice({ width, height, values }: Plane, from: number, to: number): Plane {
  const columns = to - from;
  return {
    width: columns,
    height,
    values: Float32Array.from(
      { length: columns * height },
      (_, p) => values[Math.floor(p / columns) * width + from + p % columns],
    ),
  };
}
