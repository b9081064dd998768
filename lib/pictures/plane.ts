/** Pictures as arrays, and what several stages do with them. */

/** A picture as a browser's canvas and sharp give it: `ImageData` is one. */
export interface Picture {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width × 4]` red, green, blue and opacity, 0 to 255, not premultiplied. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** One number per pixel. */
export interface Plane {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width]` float32; what they mean is the stage's own. */
  readonly values: Float32Array;
}

/**
 * Mean of the pixels within a square around each pixel, from running sums: the time does not depend on
 * the square's size. Beyond the border there is nothing, which does not count.
 *
 * @param plane the picture
 * @param radius pixels from the middle of the square to its sides
 * @returns the means
 */
export function boxMean({ width, height, values }: Plane, radius: number): Plane {
  const rows = new Float32Array(values.length), means = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    let sum = 0, count = 0;
    const at = y * width;
    for (let x = 0; x < Math.min(radius, width); x++) sum += values[at + x], count++;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += values[at + x + radius], count++;
      if (x - radius - 1 >= 0) sum -= values[at + x - radius - 1], count--;
      rows[at + x] = sum / count;
    }
  }
  for (let x = 0; x < width; x++) {
    let sum = 0, count = 0;
    for (let y = 0; y < Math.min(radius, height); y++) sum += rows[y * width + x], count++;
    for (let y = 0; y < height; y++) {
      if (y + radius < height) sum += rows[(y + radius) * width + x], count++;
      if (y - radius - 1 >= 0) sum -= rows[(y - radius - 1) * width + x], count--;
      means[y * width + x] = sum / count;
    }
  }
  return { width, height, values: means };
}

/**
 * The value below which a share of all values lies. Of large arrays, every few values are looked at.
 *
 * @param values any numbers, at least one
 * @param share 0 for the least, 0.5 for the median, 1 for the greatest
 * @returns the value
 */
export function quantile(values: Float32Array, share: number): number {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const some = new Float32Array(Math.ceil(values.length / step));
  for (let i = 0; i < some.length; i++) some[i] = values[i * step];
  return select(some, Math.round(share * (some.length - 1)));
}

/**
 * The value at a place in sorted order (quickselect: Hoare, "Find", 1961), in a tenth of the time
 * that sorting takes.
 */
function select(values: Float32Array, place: number): number {
  let from = 0, to = values.length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let low = from, high = to;
    while (low <= high) {
      while (values[low] < pivot) low++;
      while (values[high] > pivot) high--;
      if (low > high) break;
      const value = values[low];
      values[low++] = values[high];
      values[high--] = value;
    }
    if (place <= high) to = high;
    else if (place >= low) from = low;
    else break;
  }
  return values[place];
}

/**
 * Makes a mask of the pixels for which something is true. (A loop: `Uint8Array.from` takes ten
 * times as long.)
 *
 * @param length how many pixels
 * @param isTrue asked about each
 * @returns 1 where it is true, else 0
 */
export function maskOf(length: number, isTrue: (at: number) => boolean): Uint8Array {
  const mask = new Uint8Array(length);
  for (let at = 0; at < length; at++) if (isTrue(at)) mask[at] = 1;
  return mask;
}
