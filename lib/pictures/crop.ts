/** Cuts a rectangle out of a picture. */

import type { Box } from "./components.ts";
import type { Picture } from "./plane.ts";

/**
 * Cuts out a part of a picture.
 *
 * @param picture the picture
 * @param box the part, in pixels; what lies beyond the picture is left out, and fractions are rounded
 * @returns the part
 * @throws {RangeError} if the box lies beside the picture
 *
 * @example The middle of three by three pixels
 * ```ts
 * import assert from "node:assert/strict";
 * import { crop } from "@pixel/convnet/pictures";
 *
 * const data = Uint8Array.from({ length: 4 * 9 }, (_, i) => i);
 * const middle = crop({ width: 3, height: 3, data }, { x: 1, y: 1, width: 1, height: 1 });
 * assert.deepEqual([...middle.data], [16, 17, 18, 19]);
 * ```
 */
export function crop({ width, height, data }: Picture, box: Box): Picture {
  const left = Math.max(0, Math.round(box.x)), top = Math.max(0, Math.round(box.y));
  const right = Math.min(width, Math.round(box.x + box.width));
  const bottom = Math.min(height, Math.round(box.y + box.height));
  if (!(right > left && bottom > top)) {
    throw new RangeError(
      `Cannot cut ${box.width} × ${box.height} pixels at ${box.x}, ${box.y} out of a picture of ` +
        `${width} × ${height}`,
    );
  }
  const part = new Uint8ClampedArray(4 * (right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const from = 4 * (y * width + left);
    part.set(data.subarray(from, from + 4 * (right - left)), 4 * (y - top) * (right - left));
  }
  return { width: right - left, height: bottom - top, data: part };
}
