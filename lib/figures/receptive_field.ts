/** Receptive fields: the part of a picture that a number of each layer sees. */

import * as Plot from "@observablehq/plot";
import { bitmapUri } from "./parts/bitmap.ts";
import type { Figure } from "./parts/figure.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FRAME, ink } from "./parts/palette.ts";
import { canvas, type Panel } from "./parts/panel.ts";
import { shade, shadesOf } from "./parts/tiles.ts";

/** A layer and the receptive field of its numbers. */
export interface NamedField {
  /** The layer's name. */
  readonly name: string;
  /** Side of the square, in pixels of the picture. */
  readonly size: number;
  /** Distance between the squares of two neighbours, in pixels of the picture. */
  readonly jump: number;
}

/** Options of {@linkcode receptiveFieldFigure}. */
export interface ReceptiveFieldOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Width of the picture, in pixels; 28 by default. */
  readonly width?: number;
  /** Side of a picture's pixel on the page; 5 by default. */
  readonly zoom?: number;
}

/** Height of the two lines above a picture, in pixels. */
const HEAD = 40;

/** The colours of a number's square and of its neighbour's. */
const OWN = CATEGORIES[1], NEIGHBOUR = CATEGORIES[0];

/**
 * Draws the picture once per layer, with the square that a number near its middle sees and, dashed,
 * the square of the number to its right.
 *
 * @param picture `[H × W]` grey values, row by row
 * @param fields the layers, as `receptiveFields` in `lib/reference` computes them, without padding
 * @param options heading and sizes
 * @returns the figure
 * @throws {RangeError} if the pixels do not make whole rows
 *
 * @example A convolution on a picture of 4 × 4 pixels
 * ```ts
 * import { receptiveFieldFigure } from "@pixel/convnet/figures";
 *
 * const picture = Array.from({ length: 16 }, (_, i) => i);
 * const figure = receptiveFieldFigure(picture, [{ name: "conv1", size: 3, jump: 1 }], { width: 4 });
 * console.assert(figure.description.includes("conv1 3 × 3"));
 * ```
 */
export function receptiveFieldFigure(
  picture: ArrayLike<number>,
  fields: readonly NamedField[],
  options: ReceptiveFieldOptions = {},
): Figure {
  const { title, width = 28, zoom = 5 } = options;
  const height = picture.length / width;
  if (!Number.isInteger(height) || height === 0) {
    throw new RangeError(
      `Cannot draw a picture: ${picture.length} pixels do not make whole rows of ${width}`,
    );
  }
  const pale = shade(picture, [0, 2 * Math.max(...Array.from(picture), 1e-9)]); // lines stand out
  const uri = bitmapUri(pale, width, shadesOf(ink));
  const panels = fields.map((field) => fieldPanel(field, uri, width, height, zoom));
  return page([panels], {
    title,
    notes: ["Solid: what one number of the layer sees. Dashed: what the number to its right sees."],
    description: `${title ?? "Receptive fields"}: ` +
      fields.map(({ name, size, jump }) => `${name} ${size} × ${size}, jump ${jump}`).join("; "),
  });
}

function fieldPanel(
  { name, size, jump }: NamedField,
  uri: string,
  width: number,
  height: number,
  zoom: number,
): Panel {
  // Without padding, the squares begin at whole multiples of the jump.
  const nearMiddle = (length: number) => Math.max(0, Math.round((length - size) / 2 / jump)) * jump;
  const top = nearMiddle(height), left = nearMiddle(width);
  const square = (column: number, inset: number, stroke: string, strokeDasharray?: string) =>
    Plot.rect([0], {
      x1: 1 + column * zoom + inset,
      x2: 1 + (column + size) * zoom - inset,
      y1: HEAD + top * zoom + inset,
      y2: HEAD + (top + size) * zoom - inset,
      fill: "none",
      stroke,
      strokeWidth: 2,
      strokeDasharray,
    });
  return canvas(width * zoom + 2, HEAD + height * zoom + 2, [
    Plot.image([uri], {
      x: 1 + width * zoom / 2,
      y: HEAD + height * zoom / 2,
      width: width * zoom,
      height: height * zoom,
      src: (uri: string) => uri,
      imageRendering: "pixelated",
    }),
    Plot.rect([0], {
      x1: 0.5,
      x2: 1.5 + width * zoom,
      y1: HEAD - 0.5,
      y2: HEAD + 0.5 + height * zoom,
      fill: "none",
      stroke: FRAME,
    }),
    // Drawn inside, so that both lines show; if it does not fit, there is no such number.
    ...(left + jump + size <= width ? [square(left + jump, 1.5, NEIGHBOUR, "4,2")] : []),
    square(left, 0, OWN),
    Plot.text([name], { x: 1 + width * zoom / 2, y: 8, text: (t: string) => t, fontWeight: 600 }),
    Plot.text([`${size} × ${size}, jump ${jump}`], {
      x: 1 + width * zoom / 2,
      y: 26,
      text: (t: string) => t,
    }),
  ]);
}
