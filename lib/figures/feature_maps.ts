/** What the filters of a layer make of a picture. */

import { largestSize } from "./parts/extent.ts";
import type { Figure } from "./parts/figure.ts";
import { countOf } from "./parts/format.ts";
import { colourBar } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { amount, signed } from "./parts/palette.ts";
import { type Domain, shade, shadesOf, tilePanel } from "./parts/tiles.ts";

/** Options of {@linkcode featureMaps}. */
export interface FeatureMapsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** How many maps are shown, from the first on; all by default. */
  readonly count?: number;
  /** Maps a row; 8 by default. */
  readonly columns?: number;
  /** Side of a map's number on the page, in pixels; about 75 pixels a map by default. */
  readonly zoom?: number;
  /** What stands above each map; its number by default. */
  readonly names?: readonly string[];
  /** Each map with a scale of its own, which shows shapes and hides sizes; false by default. */
  readonly ownScale?: boolean;
  /** What the numbers are; "activation" by default. */
  readonly label?: string;
}

/**
 * The channels of a layer's output as pictures. Where no number is negative, as after ReLU, pale is
 * zero and dark is much; otherwise blue is positive and orange negative.
 *
 * @param activations `[H × W × C]`, the output of a layer for one picture
 * @param shape `[H, W, C]`
 * @param options which and how
 * @returns the figure
 * @throws {RangeError} where the shape does not hold as many numbers
 */
export function featureMaps(
  activations: ArrayLike<number>,
  shape: readonly number[],
  options: FeatureMapsOptions = {},
): Figure {
  const { title, columns = 8, ownScale = false, label = "activation" } = options;
  const [height, width, C] = shape;
  if (shape.length !== 3 || activations.length !== height * width * C) {
    throw new RangeError(
      `Cannot draw feature maps: ${activations.length} numbers are not [${shape}]`,
    );
  }
  const zoom = options.zoom ?? Math.max(1, Math.round(75 / width));
  const tiles = Array.from(
    { length: Math.min(options.count ?? C, C) },
    (_, c) => Array.from({ length: height * width }, (_, p) => activations[p * C + c]),
  );
  const hasNegative = tiles.flat().some((value) => value < 0);
  const range = (values: readonly number[]): Domain => {
    const most = largestSize(values);
    return [hasNegative ? -most : 0, most];
  };
  const scale = hasNegative ? signed : amount;
  const captions = tiles.map((_, c) => options.names?.[c] ?? `${c}`);
  const common = range(tiles.flat());
  const shaded = tiles.map((tile) => shade(tile, ownScale ? range(tile) : common));
  const colours = shadesOf(scale);
  const rows = [[tilePanel(shaded, { width, zoom, columns, colours, captions })]];
  if (!ownScale) rows.push([colourBar(scale, common, label)]);
  const silent = tiles.filter((tile) => tile.every((value) => value === 0)).length;
  return page(rows, {
    title,
    notes: ownScale ? ["Each map has a scale of its own."] : [],
    description:
      `${title ?? "Feature maps"}: ${
        countOf(tiles.length, "map")
      } of ${height} × ${width} numbers` +
      (silent ? `, ${silent} of them zero everywhere` : ""),
  });
}
