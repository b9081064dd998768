/// <reference lib="dom" />
/** A grid of numbers on a canvas, each in its square. */

import { readableOn } from "../inside/number_table.ts";
import { colourOf, css } from "../parts/theme.ts";

/** The content of a grid that {@linkcode paintGrid} draws. */
export interface GridPicture {
  readonly rows: number;
  readonly columns: number;
  /** The number of a square; undefined for none, `"padding"` for padding. */
  readonly numberAt: (row: number, column: number) => number | "padding" | undefined;
  /** The number of the strongest colour. */
  readonly most: number;
  /** Squares that are framed: top, left, height, width. */
  readonly frame?: readonly [top: number, left: number, height: number, width: number];
}

/**
 * Draws a grid.
 *
 * @param canvas the canvas, whose size becomes the grid's
 * @param cell the side of a square, in CSS pixels
 * @param picture what to draw
 */
export function paintGrid(canvas: HTMLCanvasElement, cell: number, picture: GridPicture): void {
  const { rows, columns, numberAt, most, frame } = picture;
  const scale = Math.max(1, Math.ceil(devicePixelRatio)), margin = 2;
  const width = columns * cell + 2 * margin, height = rows * cell + 2 * margin;
  canvas.width = width * scale, canvas.height = height * scale;
  canvas.style.width = `${width}px`, canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d")!;
  const { color, borderColor } = getComputedStyle(canvas);
  context.scale(scale, scale);
  context.translate(margin, margin);
  context.textAlign = "center", context.textBaseline = "middle";
  context.font = `${Math.min(11, cell * 0.45)}px ui-monospace, monospace`;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = numberAt(row, column), x = column * cell, y = row * cell;
      if (typeof number === "number") {
        const colour = colourOf(number / most);
        context.fillStyle = css(colour);
        context.fillRect(x, y, cell - 1, cell - 1);
        context.fillStyle = readableOn(colour);
        context.fillText(short(number), x + cell / 2 - 0.5, y + cell / 2, cell - 3);
      } else if (number === "padding") {
        context.strokeStyle = borderColor;
        context.setLineDash([2, 2]);
        context.strokeRect(x + 0.5, y + 0.5, cell - 2, cell - 2);
        context.setLineDash([]);
        context.fillStyle = color;
        context.fillText("0", x + cell / 2 - 0.5, y + cell / 2);
      } else {
        context.fillStyle = css(colourOf(0));
        context.fillRect(x, y, cell - 1, cell - 1);
      }
    }
  }
  if (!frame) return;
  const [top, left, high, wide] = frame;
  context.lineWidth = 2.5;
  context.strokeStyle = color;
  context.strokeRect(left * cell - 0.5, top * cell - 0.5, wide * cell, high * cell);
}

/** A number in as few signs as fit into a square. */
export function short(value: number): string {
  const text = value.toFixed(1).replace(/\.0$/, "").replace(/^-0$/, "0").replace("-", "−");
  return text.replace(/^(−?)0\./, "$1.");
}
