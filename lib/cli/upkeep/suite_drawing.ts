/** Digits of 28 × 28 pixels as shapes that can be drawn at any size and with any pen. */

import { SIDE } from "../../dataset/mod.ts";
import { distances } from "../../pictures/fit.ts";
import type { Picture } from "../../pictures/plane.ts";

/** Samples per pixel of a digit, each way. */
const FINE = 8;

/** Samples a side. */
const SAMPLES = SIDE * FINE;

/** A shape: how far each place is inside its edge, in a digit's pixels; below 0 it is outside. */
export type Shape = (u: number, v: number) => number;

/**
 * The outline of a digit: where its grey, interpolated between its pixels (Catmull and Rom's cubic), is
 * half of the darkest.
 *
 * @param image `[784]` grey values, 255 for ink
 * @returns its shape, in pixels of the digit from its upper left corner
 */
export function shapeOf(image: Uint8Array): Shape {
  return shapeOfMask(maskOf(image));
}

/**
 * A digit written with another pen: its middle line (Zhang and Suen, "A Fast Parallel Algorithm for
 * Thinning Digital Patterns", 1984), with so much ink around it.
 *
 * @param image `[784]` grey values, 255 for ink
 * @param width the pen's width, in pixels of the digit
 * @returns its shape
 */
export function writtenWith(image: Uint8Array, width: number): Shape {
  const line = thinned(maskOf(image));
  const near = distances({ width: SAMPLES, height: SAMPLES, values: line }, "ink");
  return between(near.map((distance) => width / 2 - distance / FINE));
}

function maskOf(image: Uint8Array): Float32Array {
  const weights = (t: number) => [
    ((-0.5 * t + 1) * t - 0.5) * t,
    (1.5 * t - 2.5) * t * t + 1,
    ((-1.5 * t + 2) * t + 0.5) * t,
    (0.5 * t - 0.5) * t * t,
  ];
  const mask = new Float32Array(SAMPLES * SAMPLES);
  for (let y = 0; y < SAMPLES; y++) {
    const v = (y + 0.5) / FINE - 0.5, row = Math.floor(v), down = weights(v - row);
    for (let x = 0; x < SAMPLES; x++) {
      const u = (x + 0.5) / FINE - 0.5, column = Math.floor(u), along = weights(u - column);
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        for (let i = 0; i < 4; i++) {
          const px = column + i - 1, py = row + j - 1;
          if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) continue;
          sum += down[j] * along[i] * image[py * SIDE + px];
        }
      }
      mask[y * SAMPLES + x] = sum >= 127 ? 1 : 0;
    }
  }
  return mask;
}

function shapeOfMask(values: Float32Array): Shape {
  const plane = { width: SAMPLES, height: SAMPLES, values };
  const inside = distances(plane, "paper"), outside = distances(plane, "ink");
  return between(inside.map((depth, i) => (depth > 0 ? depth - 0.5 : 0.5 - outside[i]) / FINE));
}

/** A shape from its samples, by bilinear interpolation; far outside it grows ever less. */
function between(samples: Float32Array): Shape {
  return (u, v) => {
    const x = Math.min(Math.max(u * FINE - 0.5, 0), SAMPLES - 1.001);
    const y = Math.min(Math.max(v * FINE - 0.5, 0), SAMPLES - 1.001);
    const left = Math.floor(x), top = Math.floor(y), along = x - left, down = y - top;
    const at = top * SAMPLES + left;
    const beyond = Math.hypot(u * FINE - 0.5 - x, v * FINE - 0.5 - y) / FINE;
    return (1 - down) * ((1 - along) * samples[at] + along * samples[at + 1]) +
      down * ((1 - along) * samples[at + SAMPLES] + along * samples[at + SAMPLES + 1]) - beyond;
  };
}

/** Takes pixels from the edge of a mask until lines one pixel wide are left. */
function thinned(mask: Float32Array): Float32Array {
  const line = mask.slice();
  for (let changed = true; changed;) {
    changed = false;
    for (const second of [false, true]) {
      const gone: number[] = [];
      for (let y = 1; y + 1 < SAMPLES; y++) {
        for (let x = 1; x + 1 < SAMPLES; x++) {
          const at = y * SAMPLES + x;
          if (!line[at]) continue;
          const up = at - SAMPLES, down = at + SAMPLES;
          const ring = [
            ...[line[up], line[up + 1], line[at + 1], line[down + 1]],
            ...[line[down], line[down - 1], line[at - 1], line[up - 1]],
          ];
          const count = ring.reduce((sum, value) => sum + value, 0);
          if (count < 2 || count > 6) continue;
          const steps = ring.filter((value, i) => value === 0 && ring[(i + 1) % 8] === 1).length;
          if (steps !== 1) continue;
          const [north, , east, , south, , west] = ring;
          const stays = second
            ? north * east * west !== 0 || north * south * west !== 0
            : north * east * south !== 0 || east * south * west !== 0;
          if (!stays) gone.push(at);
        }
      }
      for (const at of gone) line[at] = 0, changed = true;
    }
  }
  return line;
}

/** A colour: red, green, blue and opacity, 0 to 255. */
export type Colour = readonly [number, number, number, number];

/**
 * Paints a picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colourAt the colour of each pixel
 * @returns the picture
 */
export function paint(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Picture {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), 4 * (y * width + x));
  }
  return { width, height, data };
}

/**
 * Returns the part of a pixel that a shape covers.
 *
 * @param inside how far the pixel's middle is inside the shape, in pixels of the picture
 * @returns 0 to 1
 */
export function coverage(inside: number): number {
  return Math.min(Math.max(inside + 0.5, 0), 1);
}
