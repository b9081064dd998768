/** Skeletons as numbers, and the path of a pen that follows one. */

import type { Path } from "./pen.ts";

/** Straight pieces between two points of a skeleton. */
const PIECES = 6;

/** A skeleton as numbers: strokes of smooth pieces of points `[x, y, x, y, …]`. */
export type Drawing = readonly (readonly number[][])[];

/**
 * Reads a drawing of `skeletons.ts`.
 *
 * @param drawing its text
 * @returns its strokes
 */
export function parse(drawing: string): Drawing {
  return drawing.split(" | ").map((stroke) => {
    const pieces = stroke.split(" / ").map((piece) => piece.split(/[ ,]/).map(Number));
    // A piece after a corner starts where the one before it ended.
    return pieces.map((piece, i) => i === 0 ? piece : [...pieces[i - 1].slice(-2), ...piece]);
  });
}

/**
 * The pen's path through the points of all strokes.
 *
 * @param strokes as {@linkcode parse} returns them
 * @returns the path, smooth between the points, in the skeleton's units
 */
export function trace(strokes: readonly (readonly number[][])[]): Path {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  for (const stroke of strokes) {
    for (const [p, piece] of stroke.entries()) curve(piece, path, p === 0);
  }
  return path;
}

/** Appends a smooth curve through the points (Catmull and Rom, 1974) to the path. */
function curve(points: readonly number[], path: Path, lifted: boolean): void {
  const n = points.length / 2;
  if (lifted) add(points[0], points[1], true);
  for (let i = 0; i + 1 < n; i++) {
    for (let k = 1; k <= PIECES; k++) {
      const t = k / PIECES;
      add(spline(0, i, t), spline(1, i, t), false);
    }
  }
  function add(x: number, y: number, start: boolean): void {
    path.x.push(x);
    path.y.push(y);
    path.pressure.push(1);
    path.start.push(start);
  }
  function spline(axis: number, i: number, t: number): number {
    const b = points[2 * i + axis], c = points[2 * i + 2 + axis];
    const a = i > 0 ? points[2 * i - 2 + axis] : b;
    const d = i + 2 < n ? points[2 * i + 4 + axis] : c;
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
}
