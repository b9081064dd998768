/**
 * Draws a pen's path the way MNIST's digits were made: fitted into a box of 20 × 20 pixels with its
 * proportions kept, anti-aliased, and moved by whole pixels until the centre of mass is in the
 * middle of 28 × 28.
 */

import { PIXELS, SIDE } from "./digits.ts";

/** Side of the box into which a digit is fitted, in pixels. */
export const BOX = 20;

/** Width of a line's soft edge, in pixels; MNIST's own are a little softer than one pixel. */
const EDGE = 1.1;

/** A pen's path: straight pieces between points, in any unit. */
export interface Path {
  /** The pen's place, to the right. */
  readonly x: number[];
  /** The pen's place, downwards. */
  readonly y: number[];
  /** Its pressure; 1 is normal. */
  readonly pressure: number[];
  /** True for each point that starts a stroke: the pen is lifted before it. */
  readonly start: boolean[];
}

/**
 * Reads strokes of straight pieces, such as "0,0 35,100 | 20,50 50,50".
 *
 * @param text points to the right and down; ` | ` lifts the pen
 * @returns the pen's path
 */
export function strokePath(text: string): Path {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  for (const stroke of text.split(" | ")) {
    for (const [i, point] of stroke.split(" ").entries()) {
      const [x, y] = point.split(",").map(Number);
      path.x.push(x), path.y.push(y), path.pressure.push(1), path.start.push(i === 0);
    }
  }
  return path;
}

/**
 * Draws a path into an image.
 *
 * @param path the pen's path; its points are moved into the box
 * @param width the width of the line, in pixels of the image
 * @param image `[784]` bytes, 0 before; the drawing has 255 in pixels that the ink covers
 */
export function draw(path: Path, width: number, image: Uint8Array): void {
  fit(path, width);
  const ink = new Float32Array(PIXELS); // covered part of each pixel, 0 to 1
  for (let i = 0; i < path.x.length; i++) {
    const from = path.start[i] ? i : i - 1; // a dot at the start of a stroke
    line(path, from, i, width / 2, ink);
  }
  const [right, down] = towardsMiddle(ink);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const value = ink[y * SIDE + x];
      if (value > 0) image[(y + down) * SIDE + x + right] = Math.round(255 * value);
    }
  }
}

/** Scales and moves a path so that its ink fills the box. */
function fit(path: Path, width: number): void {
  const left = Math.min(...path.x), right = Math.max(...path.x);
  const top = Math.min(...path.y), bottom = Math.max(...path.y);
  const scale = (BOX - width) / (Math.max(right - left, bottom - top) || 1); // a dot has no size
  for (let i = 0; i < path.x.length; i++) {
    path.x[i] = SIDE / 2 + (path.x[i] - (left + right) / 2) * scale;
    path.y[i] = SIDE / 2 + (path.y[i] - (top + bottom) / 2) * scale;
  }
}

/** Inks a straight piece: a pixel is covered by as much as the line's edge lies beyond its middle. */
function line(path: Path, from: number, to: number, radius: number, ink: Float32Array): void {
  const x0 = path.x[from], y0 = path.y[from];
  const dx = path.x[to] - x0, dy = path.y[to] - y0;
  const length2 = dx * dx + dy * dy;
  const r0 = radius * path.pressure[from], dr = radius * path.pressure[to] - r0;
  const reach = Math.max(r0, r0 + dr) + EDGE / 2;
  const left = Math.max(0, Math.floor(Math.min(x0, x0 + dx) - reach));
  const right = Math.min(SIDE - 1, Math.floor(Math.max(x0, x0 + dx) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y0 + dy) - reach));
  const bottom = Math.min(SIDE - 1, Math.floor(Math.max(y0, y0 + dy) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0, py = y + 0.5 - y0;
      const along = length2 === 0 ? 0 : (px * dx + py * dy) / length2;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const distance = Math.sqrt((px - t * dx) ** 2 + (py - t * dy) ** 2);
      const covered = (r0 + t * dr - distance) / EDGE + 0.5;
      const i = y * SIDE + x;
      if (covered > ink[i]) ink[i] = covered < 1 ? covered : 1;
    }
  }
}

/**
 * Finds the shift, in whole pixels, that brings the ink's centre of mass to the middle without moving
 * ink out of the image.
 *
 * @param ink `[784]`
 * @returns pixels to the right, and down
 */
export function towardsMiddle(ink: Float32Array): [right: number, down: number] {
  let mass = 0, sumX = 0, sumY = 0;
  let left = SIDE, right = 0, top = SIDE, bottom = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const value = ink[y * SIDE + x];
      if (value === 0) continue;
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
      left = Math.min(left, x), right = Math.max(right, x);
      top = Math.min(top, y), bottom = Math.max(bottom, y);
    }
  }
  const within = (shift: number, low: number, high: number) =>
    Math.max(-low, Math.min(SIDE - 1 - high, Math.round(shift)));
  return [
    within(SIDE / 2 - sumX / mass, left, right),
    within(SIDE / 2 - sumY / mass, top, bottom),
  ];
}
