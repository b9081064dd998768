/** Hand-made kernels at work on a picture: before, kernel, after. */

import * as Plot from "@observablehq/plot";
import { extent } from "./parts/extent.ts";
import type { Figure } from "./parts/figure.ts";
import { around, numberCells, type Rows } from "./parts/number_cells.ts";
import { number } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { FAINT, ink, signed } from "./parts/palette.ts";
import { canvas, type Panel } from "./parts/panel.ts";
import { shade, shadesOf, tilePanel } from "./parts/tiles.ts";

/** One kernel and its output. */
export interface KernelExample {
  /** The kernel's name. */
  readonly name: string;
  /** `[k][k]` its weights. */
  readonly kernel: Rows;
  /** `[K × M]` the picture after it, row by row. */
  readonly output: ArrayLike<number>;
  /** Width of the output, in pixels; by default the picture's, less k − 1. */
  readonly outputWidth?: number;
}

/** Options of {@linkcode kernelGallery}. */
export interface KernelGalleryOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Width of the picture, in pixels; 28 by default. */
  readonly width?: number;
  /** Side of a picture's pixel on the page; 4 by default. */
  readonly zoom?: number;
  /**
   * True if the pictures after a kernel are grey too, from their smallest number, white, to their
   * largest, black; by default their colours show signs.
   */
  readonly grey?: boolean;
}

/** Side of a weight's square, room for a sign beside a kernel, and height of its name, in pixels. */
const CELL = 34, SIGN = 44, HEAD = 24;

/**
 * Draws a row for each kernel: the picture, the kernel with its weights, and the picture after it.
 * After a kernel, blue is positive, orange negative and white zero. Each row has a scale of its own.
 *
 * @param picture `[H × W]` grey values, row by row
 * @param examples the kernels and their outputs
 * @param options heading and sizes
 * @returns the figure
 *
 * @example One kernel on a picture of 3 × 2 pixels
 * ```ts
 * import { kernelGallery } from "@pixel/convnet/figures";
 *
 * const picture = [0, 255, 0, 0, 255, 0]; // [2 × 3]
 * const edges = { name: "vertical edges", kernel: [[-1, 1]], output: [255, -255, 255, -255] };
 * const figure = kernelGallery(picture, [{ ...edges, outputWidth: 2 }], { width: 3 });
 * console.assert(figure.svg.includes("vertical edges"));
 * ```
 */
export function kernelGallery(
  picture: ArrayLike<number>,
  examples: readonly KernelExample[],
  options: KernelGalleryOptions = {},
): Figure {
  const { title, width = 28, zoom = 4, grey = false } = options;
  const [, most] = extent(picture);
  const before = tilePanel([shade(picture, [0, most])], {
    width,
    zoom,
    columns: 1,
    colours: shadesOf(ink),
    captions: ["before"],
  });
  const rows = examples.map(({ name, kernel, output, outputWidth }): Panel[] => {
    const [low, high] = grey ? extent(output) : around(Array.from(output));
    const after = tilePanel([shade(output, [low, high])], {
      width: outputWidth ?? width - kernel.length + 1,
      zoom,
      columns: 1,
      colours: shadesOf(grey ? ink : signed),
      captions: [`after, ${number(low)} to ${number(high)}`],
    });
    return [before, kernelPanel(name, kernel, before.height), after];
  });
  return page(rows, {
    title,
    notes: [
      grey
        ? "After a kernel: white is the smallest number, black the largest."
        : "After a kernel: blue is positive, orange negative, white zero.",
    ],
    description: `${title ?? "Kernels on a picture"}: ${examples.map((e) => e.name).join(", ")}`,
  });
}

/** A kernel's weights below its name, between the signs of a convolution and of equality. */
function kernelPanel(name: string, kernel: Rows, pictureHeight: number): Panel {
  const side = kernel.length * CELL;
  const height = Math.max(pictureHeight, HEAD + side);
  const middle = (height + HEAD) / 2; // the pictures have a caption above
  const width = side + 2 * SIGN;
  const at = { x: SIGN, y: middle - side / 2, cell: CELL };
  return canvas(width, height, [
    ...numberCells(kernel, {
      ...at,
      scale: signed,
      domain: around(kernel.flat().map((weight) => 1.6 * weight)), // pale enough for dark numbers
      digits: 2,
    }),
    Plot.text(["∗", "="], {
      x: (_, i) => i === 0 ? 16 : width - 16,
      y: middle,
      text: (sign: string) => sign,
      fontSize: 22,
      fill: FAINT,
    }),
    Plot.text([name], {
      x: width / 2,
      y: at.y - 12,
      text: (text: string) => text,
      fontWeight: 600,
    }),
  ]);
}
