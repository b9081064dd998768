/** Cuts a digit out of a picture, with the soft edges of its strokes. */

import type { Labelled } from "./components.ts";
import type { Group } from "./group.ts";
import type { Plane } from "./plane.ts";

/** Pixels around the digit that may hold soft edges. */
const MARGIN = 2;

/**
 * Cuts a group's ink out: its share of each pixel.
 *
 * @param group the digit's pieces
 * @param ink ink on even paper
 * @param labelled whose pieces they are
 * @returns 0 to 1, at least 0.5 in the pieces and less around them; and where the plane lies
 */
export function cutOut(
  group: Group,
  ink: Plane,
  labelled: Labelled,
): { plane: Plane; x: number; y: number } {
  const width = group.width + 2 * MARGIN, height = group.height + 2 * MARGIN;
  const own = new Uint8Array(labelled.components.length + 1);
  for (const part of group.parts) own[part.label] = 1;
  const full = 0.8 * Math.max(...group.parts.map((part) => part.strength));
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = group.x + x - MARGIN, row = group.y + y - MARGIN;
      if (column < 0 || row < 0 || column >= ink.width || row >= ink.height) continue;
      const at = row * ink.width + column;
      const label = labelled.labels[at], part = ink.values[at] / full;
      if (own[label]) values[y * width + x] = Math.min(1, Math.max(0.5, part));
      else if (label === 0 && beside(at, column, labelled, own)) {
        values[y * width + x] = Math.min(0.49, Math.max(0, part));
      }
    }
  }
  return { plane: { width, height, values }, x: group.x - MARGIN, y: group.y - MARGIN };
}

function beside(at: number, x: number, { width, labels }: Labelled, own: Uint8Array): boolean {
  return (x > 0 && own[labels[at - 1]] === 1) || (x + 1 < width && own[labels[at + 1]] === 1) ||
    (at >= width && own[labels[at - width]] === 1) ||
    (at + width < labels.length && own[labels[at + width]] === 1);
}
