/** From colours to one number per pixel: the mixture of colours in which ink stands out most. */

import type { Plane } from "./plane.ts";
import type { Colours } from "./resize.ts";

/** One number per pixel, and where it came from. */
export interface Channel {
  /** Brightness in [0, 1], or transparency where opacity is the ink. */
  readonly plane: Plane;
  /** True if the picture's opacity tells more than its colours: ink on transparency. */
  readonly fromOpacity: boolean;
  /** Parts of red, green and blue; a negative part counts the colour's absence. */
  readonly weights: readonly [number, number, number];
}

/**
 * Mixes red, green and blue so that neighbouring pixels differ as much as possible: edges of ink do,
 * while light and shadow change slowly. It is the first principal component (Pearson, 1901) of the
 * differences between neighbours, as Di Zenzo measures edges in colour ("A Note on the Gradient of a
 * Multi-Image", 1986). Ink and paper of equal grey come apart by it. Opacity is taken instead where
 * it has the stronger edges, and more ink means less of the result then too.
 *
 * @param colours the picture
 * @param options whether to choose the mixture, or take grey; whether to look at opacity
 * @returns the mixture
 */
export function inkChannel(
  { width, height, values }: Colours,
  options: { readonly colour: boolean; readonly opacity: boolean } = {
    colour: true,
    opacity: true,
  },
): Channel {
  const c = [0, 0, 0, 0, 0, 0]; // Σ of products of differences: rr gg bb rg rb gb
  let opacity = 0;
  const add = (p: number, q: number) => {
    const red = values[p] - values[q], green = values[p + 1] - values[q + 1];
    const blue = values[p + 2] - values[q + 2], alpha = values[p + 3] - values[q + 3];
    c[0] += red * red, c[1] += green * green, c[2] += blue * blue;
    c[3] += red * green, c[4] += red * blue, c[5] += green * blue;
    opacity += alpha * alpha;
  };
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = 4 * (y * width + x);
      add(at, at + 4);
      add(at, at + 4 * width);
    }
  }
  const weights = options.colour ? principal(c) : [0.3, 0.59, 0.11] as const; // luma
  const strength = Math.abs(weights[0]) + Math.abs(weights[1]) + Math.abs(weights[2]);
  const plane = { width, height, values: new Float32Array(width * height) };
  const fromOpacity = options.opacity && opacity > Math.max(c[0], c[1], c[2]) * 1.05; // equal for black ink: colours then
  for (let i = 0; i < plane.values.length; i++) {
    if (fromOpacity) {
      plane.values[i] = 1 - values[4 * i + 3];
      continue;
    }
    let sum = 0;
    for (let k = 0; k < 3; k++) {
      sum += weights[k] >= 0
        ? weights[k] * values[4 * i + k]
        : weights[k] * (values[4 * i + k] - 1);
    }
    plane.values[i] = sum / strength;
  }
  return { plane, fromOpacity, weights };
}

/** The eigenvector of the largest eigenvalue, by power iteration from grey; its sum is positive. */
function principal(c: readonly number[]): [number, number, number] {
  let v: [number, number, number] = [1, 1.01, 0.98]; // near grey; exactly grey may be orthogonal
  for (let i = 0; i < 30; i++) {
    const next: [number, number, number] = [
      c[0] * v[0] + c[3] * v[1] + c[4] * v[2],
      c[3] * v[0] + c[1] * v[1] + c[5] * v[2],
      c[4] * v[0] + c[5] * v[1] + c[2] * v[2],
    ];
    const length = Math.hypot(...next);
    if (length === 0) return [1, 1, 1]; // no edge anywhere
    v = [next[0] / length, next[1] / length, next[2] / length];
  }
  return v[0] + v[1] + v[2] < 0 ? [-v[0], -v[1], -v[2]] : v;
}
