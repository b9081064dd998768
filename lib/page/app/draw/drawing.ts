/// <reference lib="dom" />
/** The reader's drawing as strokes: they make the pad's picture and the one that is read. */

/** A point of a stroke. */
export interface Point {
  /** Parts of the pad's side from the left. */
  readonly x: number;
  /** Parts of the pad's side from the top. */
  readonly y: number;
  /** The pen's width here, in parts of the pad's side. */
  readonly width: number;
}

/** The pen from where it is put down to where it is lifted. */
export type Stroke = readonly Point[];

/** A picture under the strokes, and how many pixels it has. */
export interface Photo {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** All that is on the pad. Drawings do not change: each stroke makes a new one. */
export interface Drawing {
  readonly strokes: readonly Stroke[];
  readonly photo?: Photo;
}

/** An empty pad. */
export const BLANK: Drawing = { strokes: [] };

/** The pen's usual width, in parts of the pad's side. */
export const PEN = 0.065;

/**
 * Tells whether the pad is empty.
 *
 * @param drawing what is on it
 * @returns whether it is blank
 */
export function isBlank({ strokes, photo }: Drawing): boolean {
  return strokes.length === 0 && !photo;
}

/**
 * The rectangle that holds all ink, the pen's width included.
 *
 * @param strokes the strokes, with at least one point
 * @returns its sides, in parts of the pad's side
 */
export function extent(
  strokes: readonly Stroke[],
): { left: number; top: number; right: number; bottom: number } {
  let left = 1, top = 1, right = 0, bottom = 0;
  for (const { x, y, width } of strokes.flat()) {
    left = Math.min(left, x - width / 2), right = Math.max(right, x + width / 2);
    top = Math.min(top, y - width / 2), bottom = Math.max(bottom, y + width / 2);
  }
  return { left, top, right, bottom };
}
