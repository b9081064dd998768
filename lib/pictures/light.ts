/** Evens out light and shadow: every pixel is compared with the paper around it. */

import { type Plane, quantile } from "./plane.ts";
import { reduced } from "./resize.ts";

/** The pixels that the square is wide at least where paper is estimated: light changes slowly. */
const SQUARE = 25;

/**
 * How much ink is at each pixel: 1 − brightness / brightness of the paper there. Paper is what a
 * morphological closing leaves (Serra, 1982): the brightest of the surroundings, then the darkest of
 * those, which fills everything dark that is narrower than the square and keeps the edges of wide
 * shadows. Light multiplies what paper reflects, so a ratio takes it out.
 *
 * @param plane brightness, ink darker than paper, in [0, 1]
 * @param widest the square's side in pixels: wider than the strokes, narrower than shadows
 * @returns ink: 0 for paper, up to 1
 */
export function evenLight(plane: Plane, widest: number): Plane {
  const { width, height, values } = plane;
  const factor = Math.max(1, Math.floor(widest / SQUARE));
  const small = reduced(plane, factor);
  const radius = Math.ceil(widest / factor / 2);
  const paper = closing(small, radius);
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
  for (let i = 0; i < ink.length; i++) ink[i] = Math.max(0, (ink[i] - offset) * scale);
  return { width, height, values: ink };
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
  return extreme(extreme(plane, radius, 1), radius, -1);
}

/** The largest (`sign` 1) or smallest (−1) value of the square around each pixel, inside the picture. */
function extreme({ width, height, values }: Plane, radius: number, sign: 1 | -1): Plane {
  const rows = new Float32Array(values.length), result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) slide(values, rows, y * width, 1, width, radius, sign);
  for (let x = 0; x < width; x++) slide(rows, result, x, width, height, radius, sign);
  return { width, height, values: result };
}

/** The running extreme of a line, by a queue of candidates (Lemire, 2006, arXiv:cs/0610046). */
function slide(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  sign: number,
): void {
  const queue = new Int32Array(count);
  let head = 0, tail = 0;
  for (let i = 0; i < count + radius; i++) {
    if (i < count) {
      const value = sign * from[start + i * step];
      while (tail > head && sign * from[start + queue[tail - 1] * step] <= value) tail--;
      queue[tail++] = i;
    }
    const middle = i - radius;
    if (middle < 0) continue;
    while (queue[head] < middle - radius) head++;
    to[start + middle * step] = from[start + queue[head] * step];
  }
}
