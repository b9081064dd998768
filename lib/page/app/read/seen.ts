/** A reading as the page shows it: little enough to be sent at every move of the pen. */

import type { Labelled } from "../../../pictures/components.ts";
import type { Plane } from "../../../pictures/plane.ts";
import type { Classify, Reading } from "../../../pictures/read.ts";
import { type Verdict, verdictOf } from "../answer/verdict.ts";
import { type Bitmap, bitmapOf, greyPixel, type Pixel, pixelOf } from "../parts/bitmap.ts";

/** A reading as it is shown. */
export interface Seen {
  readonly verdict: Verdict;
  /** `[784]` the digit, or else what looks most like one: 0 paper to 255 ink. */
  readonly digit?: Uint8Array;
  /** `[10]` what the network says of it. */
  readonly probabilities?: ArrayLike<number>;
  /** Pictures of the stages: cut out, ink and pieces. */
  readonly stages: readonly Bitmap[];
}

/**
 * Makes what is shown of a reading.
 *
 * @param reading what was read
 * @param classify the network
 * @returns what is shown
 */
export async function seenOf(reading: Reading, classify: Classify): Promise<Seen> {
  const { digits: [found], finding: { candidates: [candidate], stages } } = reading;
  const digit = found?.image ?? candidate?.image;
  return {
    verdict: verdictOf(reading),
    digit,
    probabilities: found?.probabilities ?? (digit && await classify([digit])),
    stages: [
      planePixels(stages.channel, (brightness) => brightness),
      planePixels(stages.ink, (amount) => 1 - amount),
      piecePixels(stages.unruled),
    ],
  };
}

function planePixels(
  { width, height, values }: Plane,
  brightness: (value: number) => number,
): Bitmap {
  return bitmapOf(width, height, (at) => greyPixel(brightness(values[at])));
}

/** Colours of pieces, after Okabe and Ito: told apart with any colour vision. */
const PIECES: readonly Pixel[] = ([
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
  [86, 180, 233],
] as const).map(pixelOf);

const WHITE = greyPixel(1);

function piecePixels({ width, height, labels }: Labelled): Bitmap {
  return bitmapOf(
    width,
    height,
    (at) => labels[at] === 0 ? WHITE : PIECES[(labels[at] - 1) % PIECES.length],
  );
}
