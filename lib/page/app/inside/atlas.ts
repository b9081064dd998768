/** Layout of a view's maps on its canvas, and the number under a point. */

import { indexOf, placeOf } from "./wiring.ts";

/** A rectangle on the canvas, in CSS pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The maps on a canvas. */
export interface Atlas {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The side of a number's square. */
  readonly cell: number;
  /** Rows and columns of a map, and how many maps. */
  readonly map: { readonly height: number; readonly width: number; readonly count: number };
  /** Maps per row. */
  readonly columns: number;
  /** From one map to the next, across and down. */
  readonly pitch: readonly [across: number, down: number];
  /** The shape of the numbers. */
  readonly shape: readonly number[];
}

/**
 * The gap between maps, the margin around all, into which a window on padding reaches, and the side of an
 * output's square at most, in CSS pixels.
 */
const GAP = 6, MARGIN = 6, OUTPUT = 30;

/** The least side of a number's square in a row, in CSS pixels: less could not be pointed at. */
const SMALLEST = 5;

/**
 * Lays maps out in rows.
 *
 * @param shape `[H, W, C]` or `[I]`
 * @param available how wide the canvas may be, in CSS pixels
 * @param rowLength of `[I]`: how many numbers a row has; for flattened maps, how many maps there were,
 *   or fewer if they do not fit
 * @returns where they lie
 */
export function layOut(shape: readonly number[], available: number, rowLength = 10): Atlas {
  if (shape.length === 1) return layOutRow(shape, available, rowLength);
  const [height, width, count] = shape;
  const cell = cellOf(width, count);
  const pitch = [width * cell + GAP, height * cell + GAP] as const;
  const columns = Math.max(
    1,
    Math.min(count, Math.floor((available - 2 * MARGIN + GAP) / pitch[0])),
  );
  return {
    width: columns * pitch[0] - GAP + 2 * MARGIN,
    height: Math.ceil(count / columns) * pitch[1] - GAP + 2 * MARGIN,
    ...{ cell, map: { height, width, count }, columns, pitch, shape },
  };
}

/** The side of a number's square: small maps have larger ones, and a map alone is large. */
function cellOf(width: number, count: number): number {
  if (count === 1) return Math.max(1, Math.floor(170 / width));
  return width >= 20 ? 3 : width >= 10 ? 5 : width >= 5 ? 8 : 14;
}

/** Numbers without maps: squares side by side, each a map of its own. */
function layOutRow(shape: readonly number[], available: number, rowLength: number): Atlas {
  const count = shape[0], most = Math.floor((available - 2 * MARGIN) / (SMALLEST + 1));
  const columns = Math.max(1, Math.min(count, rowLength, most));
  const cell = Math.max(2, Math.min(OUTPUT, Math.floor((available - 2 * MARGIN) / columns) - 1));
  const pitch = [cell + 1, cell + 1] as const;
  return {
    width: columns * pitch[0] - 1 + 2 * MARGIN,
    height: Math.ceil(count / columns) * pitch[1] - 1 + 2 * MARGIN,
    ...{ cell, map: { height: 1, width: 1, count }, columns, pitch, shape },
  };
}

/** The rectangle of a map. */
export function mapAt({ columns, pitch, map, cell }: Atlas, index: number): Rectangle {
  return {
    x: MARGIN + (index % columns) * pitch[0],
    y: MARGIN + Math.floor(index / columns) * pitch[1],
    width: map.width * cell,
    height: map.height * cell,
  };
}

/** The rectangle of a number. */
export function numberAt(atlas: Atlas, at: number): Rectangle {
  const { row, column, map } = placeOf(at, atlas.shape), { x, y } = mapAt(atlas, map);
  const { cell } = atlas;
  return { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
}

/** The number under a point; undefined between the maps. */
export function numberUnder(atlas: Atlas, left: number, top: number): number | undefined {
  const { columns, pitch, map, cell, shape } = atlas, x = left - MARGIN, y = top - MARGIN;
  const across = Math.floor(x / pitch[0]), down = Math.floor(y / pitch[1]);
  const index = down * columns + across;
  const column = Math.floor((x - across * pitch[0]) / cell);
  const row = Math.floor((y - down * pitch[1]) / cell);
  const isInside = x >= 0 && y >= 0 && across < columns && index < map.count &&
    column < map.width && row < map.height;
  return isInside ? indexOf({ row, column, map: index }, shape) : undefined;
}
