/** Saliency: how much each pixel matters to a decision, laid over the digit. */

import type { Figure } from "./parts/figure.ts";
import { colourBar } from "./parts/legend.ts";
import { around } from "./parts/number_cells.ts";
import { page } from "./parts/page.ts";
import { amount, type Rgb, signed } from "./parts/palette.ts";
import { DIGIT, type Domain, shade, type Shape, tilePanel } from "./parts/tiles.ts";

/** A digit and how much each of its pixels matters. */
export interface SaliencyMap {
  /** `[height × width × channels]` from 0 to 255. */
  readonly digit: ArrayLike<number>;
  /** `[height × width]` how much each pixel matters. */
  readonly map: ArrayLike<number>;
  /** The text above; none by default. */
  readonly caption?: string;
}

/** Options of {@linkcode saliency}. */
export interface SaliencyOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The quantity that the maps measure, with its unit; "how much the pixel matters" by default. */
  readonly label?: string;
  /** Digits per row; 5 by default. */
  readonly columns?: number;
  /** Gives each digit a scale of its own; false by default. */
  readonly ownScale?: boolean;
  /** The digits' shape, `[height, width]` or with its channels; `[28, 28, 1]` by default. */
  readonly shape?: Shape;
}

/** Shades of the digit, and of the map; all pairs must fit into one palette. */
const GREYS = 7, COLOURS = 33;

/** The darkness of the digit's ink under the colours, from 0 to 1. */
const STRENGTH = 0.45;

/**
 * Lays maps over digits: the digit in grey, and over it the map in colour, stronger where the map is
 * larger. Maps without negative numbers go from white to dark blue; others are orange below zero and
 * blue above.
 *
 * @param maps the digits and their maps
 * @param options heading and scale
 * @returns the figure
 * @throws {RangeError} if a map and its digit are not of the shape
 *
 * @example A digit whose ink matters
 * ```ts
 * import { builtinDigits } from "@pixel/convnet/dataset";
 * import { saliency } from "@pixel/convnet/figures";
 *
 * const digit = builtinDigits({ count: 1, seed: 1 }).images;
 * const figure = saliency([{ digit, map: Array.from(digit, (grey) => grey / 255) }]);
 * console.assert(figure.description.includes("1 digit"));
 * ```
 */
export function saliency(
  maps: readonly SaliencyMap[],
  options: SaliencyOptions = {},
): Figure {
  const { title, label = "how much the pixel matters", columns = 5, ownScale = false } = options;
  const [height, width, channels = 1] = options.shape ?? DIGIT;
  const all = maps.flatMap(({ map }) => Array.from(map));
  const hasNegative = all.some((value) => value < 0);
  const scale = hasNegative ? signed : amount;
  const domain = (values: readonly number[]): Domain => {
    const [low, high] = around(values);
    return [hasNegative ? low : 0, high];
  };
  const common = domain(all);

  // The place of a pixel's colour says both its grey and its place in the map's scale.
  const colours = Array.from({ length: GREYS * COLOURS }, (_, place): Rgb => {
    const grey = 1 - STRENGTH * Math.floor(place / COLOURS) / (GREYS - 1);
    const t = place % COLOURS / (COLOURS - 1);
    const strength = hasNegative ? Math.abs(2 * t - 1) : t;
    const opacity = Math.min(1, 2.5 * strength);
    const mix = (colour: number) => Math.round(255 * grey * (1 - opacity) + colour * opacity);
    const [red, green, blue] = scale(t);
    return [mix(red), mix(green), mix(blue)];
  });
  const tiles = maps.map(({ digit, map }) => {
    if (digit.length !== height * width * channels || map.length !== height * width) {
      throw new RangeError(
        `Cannot draw a map of ${map.length} numbers over ${digit.length} pixels: the picture must be ` +
          `${height} × ${width} × ${channels}, the map ${height} × ${width}`,
      );
    }
    const greys = shade(
      Array.from(map, (_, p) => meanOf(digit, p * channels, channels)),
      [0, 255],
      GREYS,
    );
    const places = shade(map, ownScale ? domain(Array.from(map)) : common, COLOURS);
    return places.map((place, p) => greys[p] * COLOURS + place);
  });
  const sheet = tilePanel(tiles, {
    width,
    zoom: 4,
    columns,
    colours,
    captions: maps.some(({ caption }) => caption)
      ? maps.map(({ caption }) => caption ?? "")
      : undefined,
  });
  const bar = colourBar(scale, ownScale ? [hasNegative ? -1 : 0, 1] : common, label);
  return page([[sheet], [bar]], {
    title,
    notes: ownScale ? ["Each digit has a scale of its own, up to its largest number."] : [],
    description: `${title ?? "What the decision depends on"}: ${maps.length} digits` +
      `, coloured by ${label}`,
  });
}

/** The mean of some numbers in a row. */
function meanOf(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum / count;
}
