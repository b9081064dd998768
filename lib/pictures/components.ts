/** Connected ink. */

import type { Plane } from "./plane.ts";

/** A rectangle of pixels: from its upper left corner. */
export interface Box {
  /** Pixels from the left. */
  readonly x: number;
  /** Pixels from the top. */
  readonly y: number;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** A connected piece of ink. */
export interface Component extends Box {
  /** Its number in the labels, from 1. */
  readonly label: number;
  /** The number of its pixels. */
  readonly area: number;
  /** Its darkness: the mean ink of its darker half. */
  readonly strength: number;
}

/** Every pixel's component. */
export interface Labelled {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width]` 0 for paper, else the component's number. */
  readonly labels: Int32Array;
  /** The components; number `n` stands at `n − 1`. */
  readonly components: readonly Component[];
}

/**
 * Finds connected ink: pixels that touch, at corners too (Rosenfeld and Pfaltz, "Sequential Operations
 * in Digital Picture Processing", 1966): a first pass gives every pixel a neighbour's number and notes
 * which numbers meet, a second one gives all that met the same.
 *
 * @param mask `[height × width]` 1 for ink
 * @param ink how much ink each pixel has
 * @returns the labels and the components
 */
export function components(mask: Uint8Array, ink: Plane): Labelled {
  const { width, height, values } = ink;
  const labels = new Int32Array(mask.length);
  const parent: number[] = [0];
  const root = (n: number) => {
    while (parent[n] !== n) n = parent[n] = parent[parent[n]];
    return n;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!mask[at]) continue;
      let label = x > 0 ? labels[at - 1] : 0;
      if (y > 0) {
        for (let dx = x > 0 ? -1 : 0; dx <= (x + 1 < width ? 1 : 0); dx++) {
          const above = labels[at - width + dx];
          if (above === 0) continue;
          if (label === 0) label = above;
          else if (label !== above) {
            const [a, b] = [root(label), root(above)];
            parent[Math.max(a, b)] = Math.min(a, b);
          }
        }
      }
      if (label === 0) parent.push(label = parent.length);
      labels[at] = label;
    }
  }
  const numbers = new Int32Array(parent.length);
  let count = 0;
  for (let n = 1; n < parent.length; n++) {
    const r = root(n);
    numbers[n] = r === n ? ++count : numbers[r];
  }
  const left = new Int32Array(count).fill(width), right = new Int32Array(count).fill(-1);
  const top = new Int32Array(count).fill(height), bottom = new Int32Array(count).fill(-1);
  const area = new Int32Array(count), sum = new Float64Array(count);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (labels[at] === 0) continue;
      const i = (labels[at] = numbers[labels[at]]) - 1;
      left[i] = Math.min(left[i], x), right[i] = Math.max(right[i], x);
      top[i] = Math.min(top[i], y), bottom[i] = Math.max(bottom[i], y);
      area[i]++, sum[i] += values[at];
    }
  }
  const darker = new Float64Array(count), dark = new Int32Array(count);
  for (let at = 0; at < labels.length; at++) {
    const i = labels[at] - 1;
    if (i >= 0 && values[at] * area[i] >= sum[i]) darker[i] += values[at], dark[i]++;
  }
  const found = Array.from({ length: count }, (_, i): Component => ({
    label: i + 1,
    x: left[i],
    y: top[i],
    width: right[i] - left[i] + 1,
    height: bottom[i] - top[i] + 1,
    area: area[i],
    strength: darker[i] / Math.max(1, dark[i]),
  }));
  return { width, height, labels, components: found };
}
