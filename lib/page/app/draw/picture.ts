/// <reference lib="dom" />
/** From what is on the pad to the picture that is read: black ink on white paper, without the empty margin. */

import type { Picture } from "../../../pictures/plane.ts";
import { type Drawing, extent } from "./drawing.ts";
import { paint } from "./paint.ts";

/** The side of a drawing's picture, and of a photograph's, in pixels. */
const SIDE = 100, PHOTO_SIDE = 400;

/** Paper around the ink, as a part of its longer side: the stages judge ink by the paper around it. */
const MARGIN = 0.2;

/** A square of the pad, in parts of the pad's side. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/**
 * The square of the pad that is read: around all ink. A digit may so be small and in a corner.
 *
 * @param drawing what is on the pad, not blank
 * @returns the square, which may reach beyond the pad
 */
export function frameOf({ strokes, photo }: Drawing): Frame {
  if (photo) return { x: 0, y: 0, side: 1 };
  const { left, top, right, bottom } = extent(strokes);
  const side = Math.max(right - left, bottom - top) * (1 + 2 * MARGIN);
  return { x: (left + right - side) / 2, y: (top + bottom - side) / 2, side };
}

/**
 * Makes the picture that is read.
 *
 * @param drawing what is on the pad, not blank
 * @returns its pixels
 */
export function pictureOf(drawing: Drawing): Picture {
  const { x, y, side } = frameOf(drawing), pixels = drawing.photo ? PHOTO_SIDE : SIDE;
  const context = squareOf(pixels);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, pixels, pixels);
  const scale = pixels / side;
  context.translate(-x * scale, -y * scale);
  paint(context, drawing, scale, "#000");
  const { data } = context.getImageData(0, 0, pixels, pixels);
  return { width: pixels, height: pixels, data };
}

/** The canvas of the picture before, to be used again. */
let used: CanvasRenderingContext2D | undefined;

function squareOf(side: number): CanvasRenderingContext2D {
  used ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  if (used.canvas.width !== side) used.canvas.width = used.canvas.height = side;
  used.resetTransform();
  return used;
}
