// @ts-nocheck This is AssemblyScript.
/** Sums of rows by segment. */
import { accumulate, clear, F } from "./simd.ts";

/**
 * sums[id] = Σ of the rows of x that have this id; x: `[rows, columns]`, ids: `[rows]` int32, sums:
 * `[segments, columns]`. Rows with an id out of range belong to no segment.
 */
export function sumSegments(
  x: usize,
  ids: usize,
  sums: usize,
  rows: i32,
  columns: i32,
  segments: i32,
): void {
  clear(sums, segments * columns);
  for (let r = 0; r < rows; r++, x += columns * F, ids += 4) {
    const id = load<i32>(ids);
    if (<u32> id < <u32> segments) accumulate(sums + id * columns * F, x, columns);
  }
}
