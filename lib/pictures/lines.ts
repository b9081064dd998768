/** Takes away what was on the paper before the pen: ruled lines, squares, frames. */

/** The steepest line that counts as level, as rise over run: 7°. */
const STEEPEST = 0.12;

/** The part of the picture's width (or height) that a ruled line covers at least. */
const SPAN = 0.6;

/** The thickest line, as a part of the picture's longer side. */
const THICKEST = 0.03;

/** At most so many lines each way. */
const MOST = 80;

/** Ink without lines. */
export interface Unruled {
  /** `[height × width]` 1 for ink. */
  readonly mask: Uint8Array;
  /** The number of lines that were taken away. */
  readonly lines: number;
}

/**
 * Finds long thin straight lines, level or upright, by Hough's transform (Duda and Hart, "Use of the Hough
 * Transformation to Detect Lines and Curves in Pictures", 1972), and takes them away where they are no
 * thicker than elsewhere: what crosses a line is thicker there and stays. A single line that ends inside
 * the picture at both ends is a stroke, such as one of a large V, and stays.
 *
 * @param mask `[height × width]` 1 for ink
 * @param width pixels per row
 * @param height rows
 * @returns the ink that stays
 */
export function removeLines(mask: Uint8Array, width: number, height: number): Unruled {
  const level = removeLevel(mask, width, height, Math.max(width, height));
  const turned = transposed(level.mask, width, height);
  const upright = removeLevel(turned, height, width, Math.max(width, height));
  const lines = level.lines + upright.lines;
  if (lines === 1 && !level.atEdge && !upright.atEdge) return { mask, lines: 0 };
  return { mask: transposed(upright.mask, height, width), lines };
}

function transposed(mask: Uint8Array, width: number, height: number): Uint8Array {
  const turned = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = mask[y * width + x];
  }
  return turned;
}

/** A vertical run of ink in a column. */
interface Run {
  readonly x: number;
  readonly top: number;
  readonly length: number;
}

/** Ink without level lines, and whether one of them reached the picture's left or right edge. */
function removeLevel(
  mask: Uint8Array,
  width: number,
  height: number,
  longer: number,
): Unruled & { readonly atEdge: boolean } {
  const thickest = Math.max(3, Math.round(THICKEST * longer));
  const left = mask.slice();
  let lines = 0, atEdge = false;
  for (; lines < MOST; lines++) {
    const runs = thinRuns(left, width, height, thickest);
    const line = strongest(runs, width, height);
    if (!line) break;
    const { slope, offset } = line;
    const near = (run: Run) =>
      Math.abs(run.top + (run.length - 1) / 2 - offset - slope * (run.x - width / 2)) <=
        1 + run.length / 2;
    const own = runs.filter(near);
    atEdge ||= own[0].x === 0 || own[own.length - 1].x === width - 1; // runs are sorted by column
    const lengths = own.map((run) => run.length).sort((a, b) => a - b);
    const thickness = lengths[lengths.length >> 1];
    for (const run of own) {
      if (run.length > 1.6 * thickness + 1) continue; // a stroke crosses here
      for (let y = run.top; y < run.top + run.length; y++) left[y * width + run.x] = 0;
    }
  }
  return { mask: left, lines, atEdge };
}

function thinRuns(mask: Uint8Array, width: number, height: number, thickest: number): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!mask[y * width + x]) continue;
      const top = y;
      while (y < height && mask[y * width + x]) y++;
      if (y - top <= thickest) runs.push({ x, top, length: y - top });
    }
  }
  return runs;
}

/** The line on which most columns have a thin run, where they are enough. */
function strongest(runs: readonly Run[], width: number, height: number) {
  if (runs.length < SPAN * width) return undefined;
  const steps = Math.ceil(STEEPEST * width / 3); // each step moves the line's ends by 1.5 pixels
  const margin = Math.ceil(STEEPEST * width / 2) + 1, places = height + 2 * margin;
  const votes = new Uint16Array(places);
  let most = 0, slope = 0, offset = 0;
  for (let s = -steps; s <= steps; s++) {
    votes.fill(0);
    const rise = s * STEEPEST / steps;
    for (const { x, top, length } of runs) {
      votes[Math.round(top + (length - 1) / 2 - rise * (x - width / 2)) + margin]++;
    }
    for (let i = 1; i + 1 < places; i++) {
      const sum = votes[i - 1] + votes[i] + votes[i + 1];
      if (sum > most) most = sum, slope = rise, offset = i - margin;
    }
  }
  return most >= SPAN * width ? { slope, offset } : undefined;
}
