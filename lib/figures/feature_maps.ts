/** Feature maps: the output of a layer, channel by channel. */

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
  /** The number of maps shown, from the first on; all by default. */
  readonly count?: number;
  /** Maps per row; 8 by default. */
  readonly columns?: number;
  /** Side of one number on the page, in pixels; by default a map is about 75 pixels wide. */
  readonly zoom?: number;
  /** The text above each map; its number by default. */
  readonly names?: readonly string[];
  /** Gives each map a scale of its own, which shows shapes and hides sizes; false by default. */
  readonly ownScale?: boolean;
  /** The quantity that the maps show; "activation" by default. */
  readonly label?: string;
}

/**
 * Draws the channels of a layer's output as pictures. If no number is negative, as after ReLU, pale
 * is zero and dark is large; otherwise blue is positive and orange negative.
 *
 * @param activations `[H × W × C]`, the output of a layer for one picture
 * @param shape `[H, W, C]`
 * @param options which and how
 * @returns the figure
 * @throws {RangeError} if the shape does not fit the count of numbers
 *
 * @example Two maps of 2 × 2 numbers
 * ```ts
 * import { featureMaps } from "@pixel/convnet/figures";
 *
 * const activations = [0, 1, 2, 0, 0, 3, 1, 1]; // [2 × 2 × 2]
 * const figure = featureMaps(activations, [2, 2, 2]);
 * console.assert(figure.description.includes("2 maps"));
 * ```
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

/**
 * Puts single maps one behind the other, as the channels of one output that {@linkcode featureMaps}
 * draws side by side.
 *
 * @param maps each `[H × W]`, all of one size
 * @returns `[H × W × C]`, a channel for each map
 * @throws {RangeError} if the maps differ in size
 *
 * @example Two maps of two numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { stackMaps } from "@pixel/convnet/figures";
 *
 * assert.deepEqual(stackMaps([[1, 2], [3, 4]]), [1, 3, 2, 4]);
 * ```
 */
export function stackMaps(maps: readonly ArrayLike<number>[]): number[] {
  const size = maps[0]?.length ?? 0;
  const other = maps.find((map) => map.length !== size);
  if (other) {
    throw new RangeError(`Cannot stack maps of ${size} numbers and of ${other.length}`);
  }
  return Array.from({ length: size }, (_, p) => maps.map((map) => map[p])).flat();
}
