/** The kernels of a convolution, drawn as pictures of their weights. */

import { largestSize } from "./parts/extent.ts";
import type { Figure } from "./parts/figure.ts";
import { colourBar } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { signed } from "./parts/palette.ts";
import { shade, shadesOf, tilePanel } from "./parts/tiles.ts";

/** Options of {@linkcode filters}. */
export interface FiltersOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The input channel whose weights are shown; 0 by default. */
  readonly channel?: number;
  /** Filters per row; 8 by default. */
  readonly columns?: number;
  /** Side of a weight on the page, in pixels; 14 by default. */
  readonly zoom?: number;
  /** The text above each filter; its number by default. */
  readonly names?: readonly string[];
  /** The size of a weight that has the full colour; the largest by default, whatever its sign. */
  readonly limit?: number;
}

/**
 * Draws filters as coloured squares: blue weights are positive, orange ones negative, white is zero.
 *
 * @param weights `[kh × kw × D × C]`, tfjs's layout of a convolution's kernel
 * @param shape `[kh, kw, D, C]`
 * @param options which and how large
 * @returns the figure
 * @throws {RangeError} if the shape does not fit the count of weights, or there is no such channel
 *
 * @example One filter of 2 × 2 weights
 * ```ts
 * import { filters } from "@pixel/convnet/figures";
 *
 * const figure = filters([1, -1, 0.5, 0], [2, 2, 1, 1]);
 * console.assert(figure.description.includes("2 × 2 weights"));
 * ```
 */
export function filters(
  weights: ArrayLike<number>,
  shape: readonly number[],
  options: FiltersOptions = {},
): Figure {
  const { title, channel = 0, columns = 8, zoom = 14 } = options;
  const [height, width, D, C] = shape;
  if (shape.length !== 4 || weights.length !== height * width * D * C) {
    throw new RangeError(`Cannot draw filters: ${weights.length} weights are not [${shape}]`);
  }
  if (!(channel in Array.from({ length: D }))) {
    throw new RangeError(`Cannot draw filters: there is no input channel ${channel} among ${D}`);
  }
  const tiles = Array.from({ length: C }, (_, c) =>
    Array.from(
      { length: height * width },
      (_, p) => weights[(p * D + channel) * C + c],
    ));
  const limit = options.limit ?? largestSize(tiles.flat());
  const shaded = tiles.map((tile) => shade(tile, [-limit, limit]));
  const sheet = tilePanel(shaded, {
    width,
    zoom,
    columns,
    colours: shadesOf(signed),
    captions: tiles.map((_, c) => options.names?.[c] ?? `${c}`),
  });
  const bar = colourBar(signed, [-limit, limit], "weight");
  return page([[sheet], [bar]], {
    title,
    description: `${title ?? "Filters"}: ${C} of ${height} × ${width} weights` +
      (D > 1 ? `, input channel ${channel}` : ""),
  });
}
