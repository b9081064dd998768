/**
 * Ink as MNIST has it: its pen's width, fitted into 20 × 20 pixels, its centre of mass in the middle of
 * 28 × 28.
 */

import { PIXELS, SIDE } from "../dataset/digits.ts";
import { BOX, towardsMiddle } from "../dataset/pen.ts";
import type { Plane } from "./plane.ts";

/** The width of MNIST's strokes, and the least that is left as it is, as parts of the digit's size. */
const PEN = 0.11, THIN = 0.08;

/** A digit prepared for a network. */
export interface Fitted {
  /** `[784]` grey values as MNIST's: 0 paper, 255 ink. */
  readonly image: Uint8Array;
  /** The pen's width before it was widened, as a part of the digit's longer side. */
  readonly pen: number;
}

/**
 * Prepares cut-out ink.
 *
 * @param ink how much of each pixel is ink, 0 to 1; some of it
 * @param widen whether a thin pen is widened
 * @returns the digit
 */
export function fit(ink: Plane, widen: boolean): Fitted {
  const pen = penWidth(ink) / Math.max(ink.width, ink.height);
  const size = Math.max(ink.width, ink.height);
  const wide = widen && pen < THIN ? widened(ink, (PEN - pen) * size / 2 / (1 - PEN)) : ink;
  return { image: asMnist(cropped(wide)), pen };
}

/**
 * Pixels to the nearest paper inside ink, or to the nearest ink outside: 1 for the first. Two passes
 * with steps of 1 and √2 (Rosenfeld and Pfaltz, 1968; Borgefors, "Distance Transformations in Digital
 * Images", 1986). Beyond the border is paper.
 *
 * @param plane 0.5 and more is ink
 * @param to which of both the distance is to
 * @returns `[height × width]` the distances, 0 in what they are to
 */
export function distances({ width, height, values }: Plane, to: "ink" | "paper"): Float32Array {
  const across = Math.SQRT2, far = width + height, wide = width + 2; // with a margin of a pixel
  const found = new Float32Array(wide * (height + 2)).fill(to === "paper" ? 0 : far);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = (values[y * width + x] >= 0.5) === (to === "ink");
      found[(y + 1) * wide + x + 1] = near ? 0 : far;
    }
  }
  const pass = (start: number, end: number, step: 1 | -1) => {
    const back = -step, above = -step * wide;
    for (let i = start; i !== end; i += step) {
      let least = found[i];
      if (least === 0) continue;
      least = Math.min(least, found[i + back] + 1, found[i + above] + 1);
      found[i] = Math.min(least, found[i + above - 1] + across, found[i + above + 1] + across);
    }
  };
  for (let y = 1; y <= height; y++) pass(y * wide + 1, y * wide + 1 + width, 1);
  for (let y = height; y >= 1; y--) pass(y * wide + width, y * wide, -1);
  const inner = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * wide + 1;
    inner.set(found.subarray(from, from + width), y * width);
  }
  return inner;
}

/**
 * The mean width of strokes: four times the mean distance from the edge, less a pixel's own half.
 *
 * @param ink 0.5 and more is ink
 * @returns the width, in pixels; 0 where there is no ink
 */
export function penWidth(ink: Plane): number {
  let sum = 0, count = 0;
  distances(ink, "paper").forEach((distance) => {
    if (distance > 0) sum += distance - 0.5, count++;
  });
  return count === 0 ? 0 : Math.max(1, 4 * sum / count - 1);
}

/** Ink wider by `by` pixels on every side. */
function widened(ink: Plane, by: number): Plane {
  const margin = Math.ceil(by) + 1;
  const width = ink.width + 2 * margin, height = ink.height + 2 * margin;
  const values = new Float32Array(width * height);
  for (let y = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++) {
      values[(y + margin) * width + x + margin] = ink.values[y * ink.width + x];
    }
  }
  const near = distances({ width, height, values }, "ink");
  const wide = values.map((value, i) =>
    Math.max(value, Math.min(Math.max(by + 1 - near[i], 0), 1))
  );
  return { width, height, values: wide };
}

/** The part that has ink. */
function cropped({ width, height, values }: Plane): Plane {
  let left = width, right = -1, top = height, bottom = -1;
  values.forEach((value, p) => {
    if (value < 0.5) return;
    const x = p % width, y = Math.floor(p / width);
    left = Math.min(left, x), right = Math.max(right, x);
    top = Math.min(top, y), bottom = Math.max(bottom, y);
  });
  const size = { width: right - left + 1, height: bottom - top + 1 };
  const part = new Float32Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const from = (top + y) * width + left;
    part.set(values.subarray(from, from + size.width), y * size.width);
  }
  return { ...size, values: part };
}

/** Fits ink into the box, in the middle of the picture, and moves its centre of mass there. */
function asMnist(ink: Plane): Uint8Array {
  const scale = BOX / Math.max(ink.width, ink.height);
  const left = (SIDE - ink.width * scale) / 2, top = (SIDE - ink.height * scale) / 2;
  const fitted = Float32Array.from({ length: PIXELS }, (_, p) => {
    const x = (p % SIDE - left) / scale, y = (Math.floor(p / SIDE) - top) / scale;
    return meanInk(ink, x, x + 1 / scale, y, y + 1 / scale);
  });
  const most = fitted.reduce((a, b) => Math.max(a, b));
  const [right, down] = towardsMiddle(fitted);
  return Uint8Array.from({ length: PIXELS }, (_, p) => {
    const x = p % SIDE - right, y = Math.floor(p / SIDE) - down;
    const inside = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
    return inside ? Math.round(255 * fitted[y * SIDE + x] / most) : 0;
  });
}

/** The mean ink of a rectangle, whose sides may lie within pixels; beyond the picture is paper. */
function meanInk(
  { width, height, values }: Plane,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  let sum = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
    const down = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      sum += values[y * width + x] * down * (Math.min(right, x + 1) - Math.max(left, x));
    }
  }
  return sum / ((right - left) * (bottom - top));
}
