/** The stages of reading a picture, as pictures of one size that stand side by side. */

import { SIDE } from "../dataset/digits.ts";
import { Canvas } from "./canvas.ts";
import type { Labelled } from "./components.ts";
import type { Picture } from "./plane.ts";
import type { Reading } from "./read.ts";

/** Pictures of one size, as the figures take them. */
export interface StageSheet {
  /** `[N × side × side × 3]` red, green and blue, 0 to 255. */
  readonly images: Uint8Array;
  /** `[side, side, 3]`. */
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** `[N]` what each shows. */
  readonly labels: readonly string[];
}

/** Colours of neighbouring pieces of ink, and of what is not ink. */
const PIECES = [[230, 90, 60], [70, 140, 220], [60, 170, 90], [200, 150, 30], [150, 90, 190]];
const NO_INK = [20, 20, 20] as const;

/**
 * Draws what every stage made of a picture: the picture, the brightness in the colours that separate ink
 * best, ink on even paper, its connected pieces, those without lines, and what the network saw first.
 *
 * @param picture the picture
 * @param reading what was read
 * @param side of each drawing, in pixels; 150 by default
 * @returns the drawings
 *
 * @example Paper without a digit has no last drawing
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawPaper, readPicture, stageSheet } from "@pixel/convnet/pictures";
 *
 * const picture = drawPaper({ width: 120, height: 120 });
 * const reading = await readPicture(picture, () => Promise.resolve(new Float32Array(0)));
 * assert.equal(stageSheet(picture, reading).labels.length, 5);
 * ```
 */
export function stageSheet(picture: Picture, reading: Reading, side = 150): StageSheet {
  const { finding: { stages }, digits } = reading;
  const drawings: [string, (canvas: Canvas) => void][] = [
    ["picture", (canvas) => canvas.picture(picture, 0, 0, side)],
    ["brightness", (canvas) => canvas.plane(stages.channel, 0, 0, side)],
    ["ink", (canvas) => canvas.plane(stages.ink, 0, 0, side)],
    ["pieces of ink", (canvas) => pieces(canvas, stages.pieces)],
    ["without lines", (canvas) => pieces(canvas, stages.unruled)],
    ...digits.slice(0, 1).map(({ image }): [string, (canvas: Canvas) => void] => [
      "28 × 28",
      (canvas) => {
        const plane = { width: SIDE, height: SIDE, values: Float32Array.from(image) };
        canvas.plane(plane, 0, 0, side, 255);
      },
    ]),
  ];
  const images = new Uint8Array(drawings.length * side * side * 3);
  drawings.forEach(([, draw], i) => {
    const canvas = new Canvas(side, side, [255, 255, 255]);
    draw(canvas);
    images.set(canvas.data, i * canvas.data.length);
  });
  return { images, shape: [side, side, 3], labels: drawings.map(([label]) => label) };
}

/** Pieces of ink, each in a colour of its own. */
function pieces(canvas: Canvas, { width, height, labels }: Labelled): void {
  canvas.place(
    width,
    height,
    (x, y) => {
      const label = labels[y * width + x];
      if (label === 0) return NO_INK;
      const [red, green, blue] = PIECES[label % PIECES.length];
      return [red, green, blue];
    },
    0,
    0,
    canvas.width,
  );
}
