/** Parts digits that touch. */

import type { Plane } from "./plane.ts";

/** Ink that is narrower than this part of its height is one digit: two 1s are as wide. */
const NARROW = 0.6;

/** The lean of a cut to the right at its top, as a part of its height: as handwriting leans. */
const SLANTS = [0, 0.3];

/** Digits that are looked for in one piece of ink, at most. */
const MOST = 4;

/** The farthest that a cut may be from even shares, as a part of a share. */
const ASTRAY = 0.35;

/** The number of places that are tried for the cut between two digits. */
const PLACES = 3;

/** A part of a piece of ink. */
export interface Part {
  /** Its ink. */
  readonly plane: Plane;
  /** Its start in the piece, in pixels from the left. */
  readonly x: number;
}

/**
 * Ways to part a piece of ink into digits side by side: along lines, upright or leaning, that have least
 * ink (Casey and Lecolinet, "A Survey of Methods and Strategies in Character Segmentation", 1996). Which
 * way is right, if any, the network tells.
 *
 * @param ink how much of each pixel is ink, 0 to 1
 * @returns the ways, each a list of parts from left to right; none for ink that is narrow
 */
export function waysToSplit(ink: Plane): Part[][] {
  const { width, height } = ink;
  if (width < NARROW * height) return [];
  const most = Math.min(MOST, Math.max(2, Math.floor(width / height / 0.45)));
  return SLANTS.flatMap((slant) => {
    const astray = Int32Array.from(
      { length: height },
      (_, y) => Math.round(slant * (height / 2 - y)),
    );
    const columns = new Float32Array(width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const along = x - astray[y];
        if (along >= 0 && along < width) columns[along] += ink.values[y * width + x];
      }
    }
    const ways = lowest(columns, 0.5 * width, ASTRAY * width / 2, PLACES).map((x) => [x]);
    for (let count = 3; count <= most; count++) {
      const share = width / count;
      ways.push(
        Array.from(
          { length: count - 1 },
          (_, i) => lowest(columns, share * (i + 1), ASTRAY * share, 1)[0],
        ),
      );
    }
    return ways.map((cuts) =>
      [-Infinity, ...cuts].map((from, i) => slice(ink, astray, from, cuts[i] ?? Infinity))
    ).filter((parts) => parts.every(({ plane }) => plane.width > 0));
  });
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

/** The ink from one cut up to the next, without empty columns at its sides. */
function slice(
  { width, height, values }: Plane,
  astray: Int32Array,
  from: number,
  to: number,
): Part {
  const own = (x: number, y: number) => x - astray[y] >= from && x - astray[y] < to;
  let left = width, right = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] < 0.5 || !own(x, y)) continue;
      left = Math.min(left, x), right = Math.max(right, x);
    }
  }
  const columns = Math.max(0, right + 1 - left);
  const part = new Float32Array(columns * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      if (own(left + x, y)) part[y * columns + x] = values[y * width + left + x];
    }
  }
  return { plane: { width: columns, height, values: part }, x: left };
}
