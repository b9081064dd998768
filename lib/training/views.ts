/**
 * Views: each picture read several times, moved a little each time, and the mean of what the network says
 * (Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks",
 * 2012, section 4.1, average over ten crops of a picture). What a network gets wrong because of where
 * exactly a stroke lies may cancel out, if it learned from moved digits.
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
    const at = (row: number, column: number, c: number) =>
      row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : images[from + (row * width + column) * channels + c];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let c = 0; c < channels; c++) {
          const sum = at(row, column, c) + at(row, column - right, c) +
            at(row - down, column, c) + at(row - down, column - right, c);
          result[from + (row * width + column) * channels + c] = Math.round(sum / 4);
        }
      }
    }
  }
  return result;
}
