/**
 * Any picture in a size that the other stages are made for: small ones are enlarged so that a pen is
 * several pixels wide, large ones reduced so that they take no longer than others.
 */

import type { Picture, Plane } from "./plane.ts";

/** A picture whose numbers are 0 to 1, on white paper where it was transparent. */
export interface Colours {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width × 4]` float32 in [0, 1]: red, green, blue, opacity. */
  readonly values: Float32Array;
}

/**
 * Brings a picture to a size: by the mean of the area that becomes a pixel where it shrinks, by
 * bilinear interpolation where it grows.
 *
 * @param picture the picture
 * @param least the longer side is at least about this, in pixels; grows by whole factors only
 * @param most the longer side is at most this
 * @returns the picture as colours on white paper
 */
export function resize(picture: Picture, least: number, most: number): Colours {
  const longer = Math.max(picture.width, picture.height);
  if (longer > most) return shrink(picture, most / longer);
  return grow(picture, Math.max(1, Math.ceil(least / longer)));
}

/** Red, green or blue on white paper. */
function onWhite(value: number, opacity: number): number {
  return (255 + (value - 255) * opacity / 255) / 255;
}

function shrink({ width, height, data }: Picture, scale: number): Colours {
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const xs = coverage(width, columns), ys = coverage(height, rows);
  const values = new Float32Array(rows * columns * 4);
  const line = new Float32Array(columns * 4);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let x = 0, at = 4 * y * width; x < width; x++, at += 4) {
      const opacity = data[at + 3] / 255, paper = 1 - opacity, ink = opacity / 255;
      const red = paper + data[at] * ink, green = paper + data[at + 1] * ink;
      const blue = paper + data[at + 2] * ink;
      const to = 4 * xs.first[x], share = xs.share[x];
      line[to] += share * red, line[to + 1] += share * green;
      line[to + 2] += share * blue, line[to + 3] += share * opacity;
      const rest = xs.rest[x];
      if (rest === 0) continue;
      line[to + 4] += rest * red, line[to + 5] += rest * green;
      line[to + 6] += rest * blue, line[to + 7] += rest * opacity;
    }
    const to = ys.first[y] * columns * 4;
    for (let i = 0; i < line.length; i++) values[to + i] += ys.share[y] * line[i];
    if (ys.rest[y] === 0) continue;
    for (let i = 0; i < line.length; i++) values[to + line.length + i] += ys.rest[y] * line[i];
  }
  return { width: columns, height: rows, values };
}

/** Into which of `to` parts each of `from` pixels falls, and with what weight; what is left goes into the next. */
function coverage(from: number, to: number) {
  const first = new Int32Array(from), share = new Float32Array(from), rest = new Float32Array(from);
  for (let i = 0; i < from; i++) {
    const start = i * to / from, end = (i + 1) * to / from; // less than 1 apart
    first[i] = Math.min(to - 1, Math.floor(start));
    share[i] = Math.min(end, first[i] + 1) - start;
    rest[i] = first[i] + 1 < to ? Math.max(0, end - (first[i] + 1)) : 0;
  }
  return { first, share, rest };
}

function grow({ width, height, data }: Picture, factor: number): Colours {
  const columns = width * factor, rows = height * factor;
  const values = new Float32Array(columns * rows * 4);
  const colour = (x: number, y: number, channel: number) => {
    const at = 4 * (y * width + x);
    return channel === 3 ? data[at + 3] / 255 : onWhite(data[at + channel], data[at + 3]);
  };
  for (let y = 0; y < rows; y++) {
    const [top, bottom, down] = neighbours((y + 0.5) / factor - 0.5, height);
    for (let x = 0; x < columns; x++) {
      const [left, right, along] = neighbours((x + 0.5) / factor - 0.5, width);
      for (let channel = 0; channel < 4; channel++) {
        const upper = factor === 1 ? colour(left, top, channel) : (1 - down) *
            ((1 - along) * colour(left, top, channel) + along * colour(right, top, channel)) +
          down *
            ((1 - along) * colour(left, bottom, channel) + along * colour(right, bottom, channel));
        values[4 * (y * columns + x) + channel] = upper;
      }
    }
  }
  return { width: columns, height: rows, values };
}

/** The two pixels around a place, and how far it is from the first. */
function neighbours(place: number, size: number): [first: number, second: number, part: number] {
  const within = Math.min(Math.max(place, 0), size - 1);
  const first = Math.floor(within);
  return [first, Math.min(first + 1, size - 1), within - first];
}

/**
 * A plane reduced by a whole factor, by the mean of each square; what is left over at the right and
 * at the bottom makes smaller rectangles.
 *
 * @param plane the plane
 * @param factor how many pixels become one, each way
 * @returns the small plane
 */
export function reduced({ width, height, values }: Plane, factor: number): Plane {
  if (factor <= 1) return { width, height, values };
  const columns = Math.ceil(width / factor), rows = Math.ceil(height / factor);
  const sums = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const to = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) sums[to + Math.floor(x / factor)] += values[y * width + x];
  }
  for (let y = 0; y < rows; y++) {
    const high = Math.min(factor, height - y * factor);
    for (let x = 0; x < columns; x++) {
      sums[y * columns + x] /= high * Math.min(factor, width - x * factor);
    }
  }
  return { width: columns, height: rows, values: sums };
}
