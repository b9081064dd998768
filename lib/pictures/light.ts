/** Evens out light and shadow: every pixel is compared with the paper around it. */

import { type Plane, quantile } from "./plane.ts";
import { reduced } from "./resize.ts";

/** The pixels that the square is wide at least where paper is estimated: light changes slowly. */
const SQUARE = 50;

/** A dark stretch along the picture's border is ink if it is shorter than this part of the side. */
const BORDER = 0.8;

/** Ink on even paper, and the paper that it was on. */
export interface Evened {
  /** Ink: about 0 for paper, which noise makes brighter at times, up to 1. */
  readonly ink: Plane;
  /** The brightness of the paper, with `factor` times fewer pixels each way. */
  readonly paper: Plane;
  /** The number of pixels, each way, that one of the paper's stands for. */
  readonly factor: number;
}

/**
 * Computes the ink at each pixel: 1 − brightness / brightness of the paper there. Paper is what a
 * morphological closing leaves (Serra, 1982): the brightest of the surroundings, then the darkest
 * of those, which fills everything dark that is narrower than the square and keeps the edges of
 * wide shadows. Light multiplies what paper reflects, so a ratio takes it out.
 *
 * @param plane brightness, ink darker than paper, in [0, 1]
 * @param widest the square's side in pixels: wider than the strokes, narrower than shadows
 * @returns the ink and the paper
 */
export function evenLight(plane: Plane, widest: number): Evened {
  const { width, height, values } = plane;
  const factor = Math.max(1, Math.floor(widest / SQUARE));
  const small = reduced(plane, factor);
  const radius = Math.ceil(widest / factor / 2);
  const closed = closing(small, radius);
  // Pixels on a shadow's edge are a mixture; the darker neighbour tells what is in the shadow.
  const paper = factor > 1 ? extreme(closed, 1, -1) : closed;
  const ink = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const level = Math.max(
        between(paper, (x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5),
        0.02,
      );
      ink[at] = 1 - values[at] / level;
    }
  }
  const offset = quantile(ink, 0.3); // the brightest of noisy paper is brighter than paper
  const scale = 1 / (1 - Math.min(offset, 0.5));
  for (let i = 0; i < ink.length; i++) ink[i] = (ink[i] - offset) * scale;
  return { ink: { width, height, values: ink }, paper, factor };
}

function between({ width, height, values }: Plane, x: number, y: number): number {
  const cx = Math.min(Math.max(x, 0), width - 1), cy = Math.min(Math.max(y, 0), height - 1);
  const left = Math.floor(cx), top = Math.floor(cy);
  const right = Math.min(left + 1, width - 1), bottom = Math.min(top + 1, height - 1);
  const along = cx - left, down = cy - top;
  return (1 - down) *
      ((1 - along) * values[top * width + left] + along * values[top * width + right]) +
    down * ((1 - along) * values[bottom * width + left] + along * values[bottom * width + right]);
}

function closing(plane: Plane, radius: number): Plane {
  const { width, height } = plane;
  const wide = extreme(extreme(padded(plane, radius), radius, 1), radius, -1);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + radius) * wide.width + radius;
    values.set(wide.values.subarray(from, from + width), y * width);
  }
  return { width, height, values };
}

/** The picture with a margin that goes on with the paper at its border, so that a shadow goes on too. */
function padded({ width, height, values }: Plane, margin: number): Plane {
  const columns = width + 2 * margin, rows = height + 2 * margin;
  const top = alongBorder(values.subarray(0, width));
  const bottom = alongBorder(values.subarray((height - 1) * width));
  const column = (x: number) =>
    Float32Array.from({ length: height }, (_, y) => values[y * width + x]);
  const left = alongBorder(column(0)), right = alongBorder(column(width - 1));
  const result = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const row = Math.min(Math.max(y - margin, 0), height - 1);
    for (let x = 0; x < columns; x++) {
      const col = Math.min(Math.max(x - margin, 0), width - 1);
      const above = y < margin, below = y >= margin + height;
      const before = x < margin, after = x >= margin + width;
      const across = above ? top[col] : below ? bottom[col] : -1;
      const down = before ? left[row] : after ? right[row] : -1;
      const outside = Math.max(across, down); // in a corner the brighter
      result[y * columns + x] = outside >= 0 ? outside : values[row * width + col];
    }
  }
  return { width: columns, height: rows, values: result };
}

/** A border's brightness without the ink on it: a closing along it. */
function alongBorder(border: Float32Array): Float32Array {
  const radius = Math.floor(border.length * BORDER / 2);
  const line = new Float32Array(border.length + 2 * radius);
  line.fill(border[0], 0, radius);
  line.set(border, radius);
  line.fill(border[border.length - 1], radius + border.length);
  const dilated = largestOfLines(line, 1, line.length, radius);
  const closed = negative(largestOfLines(negative(dilated), 1, line.length, radius));
  return closed.subarray(radius, radius + border.length);
}

/** The largest (`sign` 1) or smallest (−1) value of the square around each pixel, inside the picture. */
function extreme({ width, height, values }: Plane, radius: number, sign: 1 | -1): Plane {
  const signed = sign > 0 ? values : negative(values);
  const down = largestOfLines(signed, width, height, radius);
  const across = largestOfLines(transposed(down, width, height), height, width, radius);
  const result = transposed(across, height, width);
  return { width, height, values: sign > 0 ? result : negative(result) };
}

/** `[height × width]` to `[width × height]`, or a plane's own turned back. */
function transposed(values: Float32Array, width: number, height: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = values[y * width + x];
  }
  return turned;
}

function negative(values: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = -values[i];
  return result;
}

/**
 * The largest of as many lines above and below each pixel, in three comparisons for any radius: the
 * lines are parted into blocks as high as the window, and a window's largest is that of the end of
 * one block and the start of the next (van Herk, 1992, and Gil and Werman, 1993).
 */
function largestOfLines(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const block = 2 * radius + 1;
  const starts = values.slice(), ends = values.slice();
  for (let y = 1; y < height; y++) {
    if ((y + radius) % block !== 0) raise(starts, y * width, starts, (y - 1) * width, width);
  }
  for (let y = height - 2; y >= 0; y--) {
    if ((y + 1 + radius) % block !== 0) raise(ends, y * width, ends, (y + 1) * width, width);
  }
  // The first block starts `radius` lines above the picture, so that line 0 is its middle.
  const result = new Float32Array(values.length), last = height - 1;
  const blockOf = (y: number) => Math.floor((y + radius) / block);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius), bottom = Math.min(last, y + radius);
    result.set(ends.subarray(top * width, (top + 1) * width), y * width);
    if (blockOf(bottom) === blockOf(y + radius)) {
      raise(result, y * width, starts, bottom * width, width);
    }
  }
  return result;
}

/** Raises a line to another where that is higher. */
function raise(
  line: Float32Array,
  at: number,
  other: Float32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = other[from + i];
    if (value > line[at + i]) line[at + i] = value;
  }
}
