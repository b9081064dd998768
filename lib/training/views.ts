/**
 * Views: each picture read several times, moved a little each time, and the mean of what the network says
 * (Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks",
 * 2012, section 4.1, average over ten crops of a picture). What the network gets wrong because of where
 * exactly a stroke lies cancels out.
 */

import { type Digits, type PictureShape, shapeOf } from "../dataset/digits.ts";
import type { Network } from "../model/network.ts";
import type { Pause } from "./pause.ts";
import { logitsPausing } from "./predict.ts";

/** Moves of the views, in half pixels: towards the corners, so that no view is the picture itself. */
const CORNERS = [[-1, -1], [-1, 1], [1, -1], [1, 1]] as const;

/**
 * Computes the logits of pictures as the mean over four views.
 *
 * @param model the network
 * @param set the pictures
 * @param pause how to pause
 * @returns `[N × classes]` logits
 */
export async function logitsInViews(
  model: Network,
  set: Digits,
  pause: Pause,
): Promise<Float32Array> {
  const views: Float32Array[] = []; // of [N × classes]
  for (const [down, right] of CORNERS) {
    const moved = movedByHalf(set.images, shapeOf(set), down, right);
    views.push(await logitsPausing(model, moved, pause));
  }
  return views[0].map((_, i) => views.reduce((sum, view) => sum + view[i], 0) / views.length);
}

/**
 * Moves pictures by half a pixel along both axes: each pixel is then the mean of four neighbours, and
 * beyond the edge there is 0.
 *
 * @param images `[N × H × W × C]` values, 0 to 255
 * @param shape of one picture
 * @param down 1 moves them down, −1 up
 * @param right 1 moves them to the right, −1 to the left
 * @returns `[N × H × W × C]`, to the nearest whole value
 */
export function movedByHalf(
  images: Uint8Array,
  [height, width, channels]: PictureShape,
  down: 1 | -1,
  right: 1 | -1,
): Uint8Array {
  const size = height * width * channels, result = new Uint8Array(images.length);
  for (let from = 0; from < images.length; from += size) {
    for (let row = 0; row < height; row++) {
      const other = row - down, hasOther = other >= 0 && other < height;
      for (let column = 0; column < width; column++) {
        const beside = column - right, hasBeside = beside >= 0 && beside < width;
        for (let c = 0; c < channels; c++) {
          const at = (i: number, j: number) => images[from + (i * width + j) * channels + c];
          const sum = at(row, column) + (hasBeside ? at(row, beside) : 0) +
            (hasOther ? at(other, column) : 0) + (hasOther && hasBeside ? at(other, beside) : 0);
          result[from + (row * width + column) * channels + c] = Math.round(sum / 4);
        }
      }
    }
  }
  return result;
}
