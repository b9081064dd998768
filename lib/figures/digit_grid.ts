/** Digits, side by side. */

import type { Figure } from "./parts/figure.ts";
import { countOf } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { DIGIT, type Domain, pictureTiles, type Shape, tilePanel } from "./parts/tiles.ts";

/** Digits as `lib/dataset` has them, or any pictures of one shape. */
export interface Pictures {
  /** `[N × height × width × channels]` row by row; of a grey picture 0 is paper. */
  readonly images: ArrayLike<number>;
  /** The shape of one picture, `[height, width]` or with its channels; `[28, 28, 1]` by default. */
  readonly shape?: Shape;
  /** `[N]` the text above each; none by default. */
  readonly labels?: ArrayLike<number | string>;
  /** The classes' names, written for labels that are numbers; the numbers by default. */
  readonly classes?: readonly string[];
}

/** Options of {@linkcode digitGrid}. */
export interface DigitGridOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The number of pictures shown, from the first on; 40 by default, or all if there are fewer. */
  readonly count?: number;
  /** Pictures per row; 10 by default. */
  readonly columns?: number;
  /** Side of a picture's pixel on the page; 2 by default. */
  readonly zoom?: number;
  /** The numbers for paper and for full ink; 0 and 255 by default. */
  readonly domain?: Domain;
}

/**
 * Draws a grid of digits, ink on paper, each with its label above.
 *
 * @param pictures the digits
 * @param options how many and how large
 * @returns the figure
 * @throws {RangeError} if the images are not whole pictures of that shape
 *
 * @example Ten digits that the library draws
 * ```ts
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { digitGrid } from "@pixel/convnet/figures";
 *
 * const figure = digitGrid(builtinDigits({ count: 10, seed: 1 }));
 * console.assert(figure.description.includes("10 pictures of 28 × 28 pixels"));
 * ```
 */
export function digitGrid(pictures: Pictures, options: DigitGridOptions = {}): Figure {
  const { title, columns = 10, zoom = 2, domain = [0, 255] } = options;
  const { images, labels, shape = DIGIT, classes } = pictures;
  const [height, width, channels = 1] = shape;
  const count = Math.min(options.count ?? 40, images.length / (height * width * channels));
  const indices = Array.from({ length: Math.floor(count) }, (_, i) => i);
  const captions = labels && indices.map((i) => `${classes?.[Number(labels[i])] ?? labels[i]}`);
  const { tiles, ...looks } = pictureTiles(images, shape, indices, domain);
  const sheet = tilePanel(tiles, { ...looks, zoom, columns, captions });
  return page([[sheet]], {
    title,
    description:
      `${title ?? (classes && !classes.includes("0") ? "Pictures" : "Handwritten digits")}: ${
        countOf(count, "picture")
      } of ${height} × ${width} pixels` +
      (captions ? `, labelled ${captions.join(", ")}` : ""),
  });
}
