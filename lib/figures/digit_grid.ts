/** Digits, side by side. */

import type { Figure } from "./parts/figure.ts";
import { countOf } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { ink } from "./parts/palette.ts";
import { type Domain, pictureAt, shade, shadesOf, tilePanel } from "./parts/tiles.ts";

/** Digits as `lib/dataset` has them, or any grey pictures of one square size. */
export interface Pictures {
  /** `[N × side × side]` grey values, row by row; 0 is paper. */
  readonly images: ArrayLike<number>;
  /** `[N]` the text above each; none by default. */
  readonly labels?: ArrayLike<number | string>;
}

/** Options of {@linkcode digitGrid}. */
export interface DigitGridOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The number of pictures shown, from the first on; 40 by default, or all if there are fewer. */
  readonly count?: number;
  /** Pictures per row; 10 by default. */
  readonly columns?: number;
  /** Side of a picture in its own pixels; 28 by default. */
  readonly side?: number;
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
 * @throws {RangeError} if the images are not a whole number of pictures of that side
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
  const { title, columns = 10, side = 28, zoom = 2, domain = [0, 255] } = options;
  const { images, labels } = pictures;
  const there = images.length / side ** 2;
  if (!Number.isInteger(there) || there === 0) {
    throw new RangeError(
      `Cannot draw digits: ${images.length} pixels are not whole pictures of ${side} × ${side}`,
    );
  }
  const count = Math.min(options.count ?? 40, there);
  const tiles = Array.from(
    { length: count },
    (_, i) => shade(pictureAt(images, i, side), domain),
  );
  const captions = labels && tiles.map((_, i) => `${labels[i]}`);
  const sheet = tilePanel(tiles, {
    width: side,
    zoom,
    columns,
    colours: shadesOf(ink),
    captions,
  });
  return page([[sheet]], {
    title,
    description:
      `${title ?? "Handwritten digits"}: ${countOf(count, "picture")} of ${side} × ${side} pixels` +
      (captions ? `, labelled ${captions.join(", ")}` : ""),
  });
}
