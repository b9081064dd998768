/** A picture, and what was found in it. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { count } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, INK, PAPER } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";
import { colourUri } from "./parts/bitmap.ts";

/** A picture in colour, as `lib/pictures` and a browser's canvas have it. */
export interface ColourPicture {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `[height × width × 4]` red, green, blue and opacity, 0 to 255; opacity is not drawn. */
  readonly data: ArrayLike<number>;
}

/** A part of the picture. */
export interface MarkedBox {
  /** Pixels from the left. */
  readonly x: number;
  /** Pixels from the top. */
  readonly y: number;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** The text above it; none by default. */
  readonly text?: string;
  /** Drawn in another colour; false by default. */
  readonly marked?: boolean;
}

/** Options of {@linkcode boxedPicture}. */
export interface BoxedPictureOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Lines of text below the heading; none by default. */
  readonly notes?: readonly string[];
  /** The picture's width on the page, in pixels; 480 by default. */
  readonly width?: number;
}

/**
 * Draws a picture with boxes around parts of it, each with a text above.
 *
 * @param picture the picture
 * @param boxes the parts
 * @param options heading and size
 * @returns the figure
 * @throws {RangeError} if the picture has other than four numbers per pixel
 *
 * @example A blank picture with one box
 * ```ts
 * import { boxedPicture } from "@pixel/convnet/figures";
 *
 * const picture = { width: 40, height: 30, data: new Uint8Array(4 * 40 * 30).fill(255) };
 * const figure = boxedPicture(picture, [{ x: 5, y: 5, width: 10, height: 20, text: "1" }]);
 * console.assert(figure.description.includes("40 × 30 pixels, 1 box: 1"));
 * ```
 */
export function boxedPicture(
  picture: ColourPicture,
  boxes: readonly MarkedBox[] = [],
  options: BoxedPictureOptions = {},
): Figure {
  const { title, notes, width = 480 } = options;
  const scale = width / picture.width, height = Math.round(picture.height * scale);
  if (picture.data.length !== 4 * picture.width * picture.height) {
    throw new RangeError(
      `Cannot draw a picture of ${picture.width} × ${picture.height} pixels: it needs four numbers for ` +
        `each, and has ${picture.data.length}`,
    );
  }
  const colour = ({ marked }: MarkedBox) => CATEGORIES[marked ? 1 : 0];
  const drawing = canvas(width, height, [
    Plot.image([colourUri(picture.data, picture.width)], {
      x: width / 2,
      y: height / 2,
      width,
      height,
      src: (uri: string) => uri,
    }),
    // A pale line under each box's own, so that it shows on any ground.
    ...[{ stroke: () => PAPER, strokeWidth: 3 }, { stroke: colour, strokeWidth: 1.5 }].map((
      looks,
    ) =>
      Plot.rect(boxes, {
        x1: ({ x }: MarkedBox) => x * scale - 2,
        x2: (box: MarkedBox) => (box.x + box.width) * scale + 2,
        y1: ({ y }: MarkedBox) => y * scale - 2,
        y2: (box: MarkedBox) => (box.y + box.height) * scale + 2,
        fill: "none",
        ...looks,
      })
    ),
    Plot.text(boxes.filter(({ text }) => text), {
      x: (box: MarkedBox) => (box.x + box.width / 2) * scale,
      y: ({ y }: MarkedBox) => y * scale - 5,
      text: "text",
      lineAnchor: "bottom",
      fill: INK,
      stroke: PAPER,
      strokeWidth: 4,
      fontSize: 13,
      fontWeight: "bold",
    }),
  ]);
  const texts = boxes.flatMap(({ text }) => text ? [text] : []);
  const boxed = boxes.length === 1 ? "1 box" : `${count(boxes.length)} boxes`;
  const found = boxes.length === 0
    ? ""
    : `, ${[boxed, ...texts.length > 0 ? [texts.join(" ")] : []].join(": ")}`;
  return page([[drawing]], {
    title,
    notes,
    description: `${title ?? "A picture"}: ${picture.width} × ${picture.height} pixels${found}`,
  });
}
