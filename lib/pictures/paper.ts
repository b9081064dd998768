/** Draws pictures of paper with digits on it: what a camera or a scanner would see of a card or a form. */

import { PIXELS, SIDE } from "../dataset/digits.ts";
import { normal, random } from "../random.ts";
import type { Picture } from "./plane.ts";

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A digit on the paper. */
export interface Mark {
  /** `[784]` grey values as MNIST's: 0 paper, 255 ink. */
  readonly image: Uint8Array;
  /** The left edge of its 28 × 28 pixels, in pixels of the picture. */
  readonly x: number;
  /** Their upper edge. */
  readonly y: number;
  /** The side of those 28 × 28 pixels, in pixels of the picture. */
  readonly side: number;
}

/** Flaws of a photograph of the paper. */
export interface Flaws {
  /** The angle by which it is held askew, in degrees; 0 by default. */
  readonly tilt?: number;
  /** The blur: its standard deviation in pixels; 0 by default. */
  readonly blur?: number;
  /** The standard deviation of the noise, in grey values from 0 to 255; 0 by default. */
  readonly noise?: number;
  /** Decides the noise; any whole number, 1 by default. */
  readonly seed?: number;
}

/** A sheet of paper: the things on it, and the flaws of its photograph. */
export interface PaperOptions extends Flaws {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** The digits; none by default. */
  readonly marks?: readonly Mark[];
  /** The ink's colour; nearly black by default. */
  readonly ink?: Rgb;
  /** The colour at each place before anything is written; white by default. */
  readonly paper?: (x: number, y: number) => Rgb;
  /** The light at each place, with which paper and ink are multiplied; 1 by default. */
  readonly light?: (x: number, y: number) => number;
}

/** Usual ink, and usual paper. */
const INK: Rgb = [35, 35, 45], WHITE: Rgb = [245, 245, 240];

/**
 * Draws paper with digits on it.
 *
 * @param options what is on it
 * @returns the picture
 * @throws {RangeError} if a digit's image is not 28 × 28 pixels, or the paper has no size
 *
 * @example A digit on yellow paper, out of focus
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { drawPaper } from "@pixel/convnet/pictures";
 *
 * const marks = [{ image: builtinDigits({ count: 1, seed: 1 }).images, x: 20, y: 20, side: 60 }];
 * const { data } = drawPaper({ width: 100, height: 100, marks, paper: () => [250, 220, 90], blur: 2 });
 * assert.deepEqual([...data.slice(0, 4)], [250, 220, 90, 255]);
 * ```
 */
export function drawPaper(options: PaperOptions): Picture {
  const { width, height, marks = [], ink = INK, paper = () => WHITE, light = () => 1 } = options;
  if (!(width >= 1 && height >= 1)) {
    throw new RangeError(`Cannot draw paper of ${width} × ${height} pixels`);
  }
  const inked = new Float32Array(width * height);
  for (const mark of marks) write(mark, inked, width);
  let colours: Float32Array = new Float32Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const ground = paper(x, y), bright = light(x, y);
      for (let c = 0; c < 3; c++) {
        colours[3 * at + c] = bright * (ground[c] + (ink[c] - ground[c]) * inked[at]);
      }
    }
  }
  if (options.tilt) colours = tilted(colours, width, height, options.tilt);
  if (options.blur) colours = blurred(colours, width, height, options.blur);
  const { noise = 0, seed = 1 } = options, next = random(seed);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    for (let c = 0; c < 3; c++) {
      data[4 * at + c] = colours[3 * at + c] + (noise > 0 ? noise * normal(next) : 0);
    }
    data[4 * at + 3] = 255;
  }
  return { width, height, data };
}

/** Inks a digit, interpolated between its pixels; edges of enlarged strokes stay as sharp as a pen's. */
function write({ image, x, y, side }: Mark, inked: Float32Array, width: number): void {
  if (image.length !== PIXELS) {
    throw new RangeError(`Cannot write a digit of ${image.length} pixels: it must have ${PIXELS}`);
  }
  const height = inked.length / width, zoom = side / SIDE, sharp = Math.max(1, zoom);
  const left = Math.max(0, Math.floor(x)), right = Math.min(width, Math.ceil(x + side));
  const top = Math.max(0, Math.floor(y)), bottom = Math.min(height, Math.ceil(y + side));
  const pixel = (column: number, row: number) =>
    column < 0 || row < 0 || column >= SIDE || row >= SIDE ? 0 : image[row * SIDE + column] / 255;
  for (let py = top; py < bottom; py++) {
    const v = (py + 0.5 - y) / zoom - 0.5, row = Math.floor(v), down = v - row;
    for (let px = left; px < right; px++) {
      const u = (px + 0.5 - x) / zoom - 0.5, column = Math.floor(u), along = u - column;
      const grey =
        (1 - down) * ((1 - along) * pixel(column, row) + along * pixel(column + 1, row)) +
        down * ((1 - along) * pixel(column, row + 1) + along * pixel(column + 1, row + 1));
      const covered = Math.min(1, Math.max(0, (grey - 0.5) * sharp + 0.5));
      inked[py * width + px] = Math.max(inked[py * width + px], covered);
    }
  }
}

/** Turns colours around the middle; what lies beyond the border goes on as the border is. */
function tilted(from: Float32Array, width: number, height: number, degrees: number): Float32Array {
  const angle = degrees * Math.PI / 180, cos = Math.cos(angle), sin = Math.sin(angle);
  const to = new Float32Array(from.length);
  const within = (place: number, size: number) => Math.min(Math.max(place, 0), size - 1.001);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const dx = x - width / 2, dy = y - height / 2;
      const u = within(width / 2 + dx * cos + dy * sin, width);
      const v = within(height / 2 - dx * sin + dy * cos, height);
      const column = Math.floor(u), row = Math.floor(v), along = u - column, down = v - row;
      const p = 3 * (row * width + column);
      for (let c = 0; c < 3; c++) {
        to[at + c] = (1 - down) * ((1 - along) * from[p + c] + along * from[p + 3 + c]) +
          down * ((1 - along) * from[p + 3 * width + c] + along * from[p + 3 * width + 3 + c]);
      }
    }
  }
  return to;
}

/** Blurs colours by a bell curve, rows first, then columns. */
function blurred(from: Float32Array, width: number, height: number, deviation: number) {
  const radius = Math.ceil(3 * deviation);
  const weights = Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (source: Float32Array, count: number, step: number, lines: readonly number[]) => {
    const to = new Float32Array(source.length);
    for (const start of lines) {
      for (let i = 0; i < count; i++) {
        let red = 0, green = 0, blue = 0;
        for (let k = -radius; k <= radius; k++) {
          const p = start + step * Math.min(Math.max(i + k, 0), count - 1);
          const weight = weights[k + radius] / total;
          red += weight * source[p], green += weight * source[p + 1];
          blue += weight * source[p + 2];
        }
        const at = start + step * i;
        to[at] = red, to[at + 1] = green, to[at + 2] = blue;
      }
    }
    return to;
  };
  const rows = Array.from({ length: height }, (_, y) => 3 * y * width);
  const columns = Array.from({ length: width }, (_, x) => 3 * x);
  return along(along(from, width, 3, rows), height, 3 * width, columns);
}
