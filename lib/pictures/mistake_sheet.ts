/** A contact sheet: the pictures that were misread, and what the network saw of them. */

import { Canvas, LINE } from "./canvas.ts";
import type { Picture } from "./plane.ts";
import type { Reading } from "./read.ts";

/** The side of a picture, the space around it, and pictures per row. */
const SIDE = 140, GAP = 6, COLUMNS = 8;

/** At most so many are shown. */
const MOST = 80;

/** A picture that was misread. */
export interface Misread {
  /** The picture. */
  readonly picture: Picture;
  /** The digits that it shows. */
  readonly label: string;
  /** The reading. */
  readonly reading: Reading;
}

/**
 * Draws misread pictures: each above the ink that was found and the first digit that the network saw,
 * with "what it is > what was read" and the probability in per cent.
 *
 * @param misread the pictures
 * @returns the sheet
 */
export function mistakeSheet(misread: readonly Misread[]): Canvas {
  const shown = misread.slice(0, MOST);
  const columns = Math.min(COLUMNS, Math.max(1, shown.length));
  const step = SIDE + GAP, high = LINE + 3 * step;
  const canvas = new Canvas(
    columns * step + GAP,
    Math.max(1, Math.ceil(shown.length / columns)) * high + GAP,
    [245, 245, 245],
  );
  shown.forEach(({ picture, label, reading }, i) => {
    const left = GAP + (i % columns) * step, top = GAP + Math.floor(i / columns) * high;
    const { digits, finding } = reading;
    const least = Math.min(1, ...digits.map(({ probability }) => probability));
    const said = reading.text === "" ? "?" : reading.text;
    const words = `${label}>${said} ${Math.round(100 * least)}%`.replaceAll("\n", "|");
    canvas.write(words.slice(0, 17), left, top, [160, 0, 0]);
    canvas.picture(picture, left, top + LINE, SIDE);
    canvas.plane(finding.stages.ink, left, top + LINE + step, SIDE);
    const image = digits[0]?.image ?? finding.candidates[0]?.image;
    if (!image) return;
    const seen = { width: 28, height: 28, values: Float32Array.from(image) };
    canvas.plane(seen, left, top + LINE + 2 * step, SIDE, 255);
  });
  return canvas;
}
