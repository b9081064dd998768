/// <reference lib="dom" />
/** Strokes and pictures on a canvas. */

import type { Drawing, Photo, Stroke } from "./drawing.ts";

/**
 * Draws on a square.
 *
 * @param context the canvas
 * @param drawing what to draw
 * @param side the length of the pad's side, in the canvas's units
 * @param ink the pen's colour
 */
export function paint(
  context: CanvasRenderingContext2D,
  { strokes, photo }: Drawing,
  side: number,
  ink: string,
): void {
  if (photo) paintPhoto(context, photo, side);
  context.strokeStyle = context.fillStyle = ink;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) paintStroke(context, stroke, side);
}

/** The whole picture, as large as it fits, in the middle. */
function paintPhoto(
  context: CanvasRenderingContext2D,
  { image, width, height }: Photo,
  side: number,
): void {
  const scale = side / Math.max(width, height);
  const [w, h] = [width * scale, height * scale];
  context.drawImage(image, (side - w) / 2, (side - h) / 2, w, h);
}

/**
 * Curves from the middle between two points to the middle between the next two, each as wide as the pen
 * was; a point alone is a dot.
 */
function paintStroke(context: CanvasRenderingContext2D, stroke: Stroke, side: number): void {
  const [first] = stroke, last = stroke[stroke.length - 1];
  context.beginPath();
  context.arc(first.x * side, first.y * side, first.width * side / 2, 0, 2 * Math.PI);
  context.fill();
  let from = first, middle = first;
  for (const to of [...stroke.slice(1), last]) {
    const next = {
      x: (from.x + to.x) / 2,
      y: (from.y + to.y) / 2,
      width: (from.width + to.width) / 2,
    };
    context.beginPath();
    context.lineWidth = next.width * side;
    context.moveTo(middle.x * side, middle.y * side);
    context.quadraticCurveTo(from.x * side, from.y * side, next.x * side, next.y * side);
    context.stroke();
    from = to, middle = next;
  }
}
