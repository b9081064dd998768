/** A page that shows how a picture was read: every stage, what the network saw, and its maps. */

import type { Values } from "../model/activations.ts";
import { Canvas, LINE } from "./canvas.ts";
import type { Labelled } from "./components.ts";
import type { Picture, Plane } from "./plane.ts";
import type { Digit, Reading } from "./read.ts";

/** The side of a stage's picture, of a digit's, of a map's, and the space between them, in pixels. */
const STAGE = 220, DIGIT = 112, MAP = 54, GAP = 8;

/** The height of a digit's row, with two layers' maps one above the other, and the words' colour. */
const DIGIT_ROW = 2 * (LINE + MAP + 4), WORDS = [90, 90, 90] as const;

/** The most digits that are shown, and the most maps of each layer. */
const DIGITS = 10, MAPS = 8;

/** A digit that was read, and what each layer made of it. */
export interface Explained {
  /** The digit. */
  readonly digit: Digit;
  /** The layers' outputs by their names, as `activations` gives them. */
  readonly layers: ReadonlyMap<string, Values>;
}

/**
 * Draws how a picture was read. Above: the picture, the brightness in the colours that separate ink
 * best, ink on even paper, its connected pieces, and those without lines. Below, a row per digit: what
 * the network saw, the ten probabilities, and the strongest maps of each convolution. Each has its
 * name over it.
 *
 * @param picture the picture
 * @param reading what was read
 * @param explained its digits
 * @returns the page
 */
export function explain(
  picture: Picture,
  { finding: { stages } }: Reading,
  explained: readonly Explained[],
): Canvas {
  const shown = explained.slice(0, DIGITS);
  const layers = Math.max(0, ...shown.map(({ layers }) => mapsOf(layers).length));
  const width = Math.max(5 * (STAGE + GAP), leftOf(layers + layers % 2)) + GAP;
  const height = Math.ceil(STAGE * Math.min(1, picture.height / picture.width));
  const rows = 2 * GAP + LINE + height;
  const canvas = new Canvas(width, rows + shown.length * (DIGIT_ROW + GAP), [245, 245, 245]);
  const drawings: [string, (left: number, top: number) => void][] = [
    ["the picture", (left, top) => canvas.picture(picture, left, top, STAGE)],
    ["grey with best contrast", (left, top) => canvas.plane(stages.channel, left, top, STAGE)],
    ["ink on even paper", (left, top) => canvas.plane(stages.ink, left, top, STAGE)],
    ["pieces of ink", (left, top) => pieces(canvas, stages.pieces, left, top)],
    ["without ruled lines", (left, top) => pieces(canvas, stages.unruled, left, top)],
  ];
  drawings.forEach(([name, draw], i) => {
    const left = GAP + i * (STAGE + GAP);
    canvas.write(name, left, GAP, WORDS);
    draw(left, GAP + LINE);
  });
  shown.forEach(({ digit, layers }, i) => {
    const top = rows + i * (DIGIT_ROW + GAP);
    canvas.write("as 28 x 28", GAP, top, WORDS);
    const image = { width: 28, height: 28, values: Float32Array.from(digit.image) };
    canvas.plane(image, GAP, top + LINE, DIGIT, 255);
    canvas.write("probabilities", 2 * GAP + DIGIT, top, WORDS);
    bars(canvas, digit, 2 * GAP + DIGIT, top + LINE);
    mapsOf(layers).forEach(({ name, planes }, layer) => {
      const left = leftOf(layer), y = top + (layer % 2) * (LINE + MAP + 4);
      canvas.write(`strongest maps of ${name}`, left, y, WORDS);
      planes.forEach((map, m) => canvas.plane(map, left + m * (MAP + 2), y + LINE, MAP, most(map)));
    });
  });
  return canvas;
}

/** The left edge of a layer's maps; there are two layers in a column. */
function leftOf(layer: number): number {
  return 3 * GAP + 2 * DIGIT + 60 + Math.floor(layer / 2) * (MAPS * (MAP + 2) + GAP);
}

/** Pieces of ink, each in a colour of its own. */
function pieces(canvas: Canvas, { width, height, labels }: Labelled, left: number, top: number) {
  const colours = [[230, 90, 60], [70, 140, 220], [60, 170, 90], [200, 150, 30], [150, 90, 190]];
  canvas.place(
    width,
    height,
    (x, y) => {
      const label = labels[y * width + x];
      if (label === 0) return [20, 20, 20];
      const [red, green, blue] = colours[label % colours.length];
      return [red, green, blue];
    },
    left,
    top,
    STAGE,
  );
}

/** The ten probabilities, a bar each. */
function bars(canvas: Canvas, { digit, probabilities }: Digit, left: number, top: number): void {
  const step = Math.floor(DIGIT / 10);
  probabilities.forEach((probability, n) => {
    const colour = n === digit ? [40, 90, 180] as const : [150, 150, 150] as const;
    const y = top + n * step;
    canvas.write(`${n}`, left, y, colour);
    canvas.fill(left + 12, y, Math.max(1, Math.round(probability * DIGIT)), step - 3, colour);
  });
  const said = `${digit} ${(100 * Math.max(...probabilities)).toFixed(0)}%`;
  canvas.write(said, left + 16 + DIGIT, top + DIGIT / 2 - LINE / 2, [40, 90, 180]);
}

/** The strongest maps of every layer that has maps, after a convolution and what follows it. */
function mapsOf(layers: ReadonlyMap<string, Values>): { name: string; planes: Plane[] }[] {
  return [...layers].filter(([name, { shape }]) => shape.length === 3 && /^conv/.test(name))
    .map(([name, { shape: [height, width, channels], values }]) => {
      const planes = Array.from({ length: channels }, (_, c): Plane => ({
        width,
        height,
        values: Float32Array.from({ length: width * height }, (_, p) => values[p * channels + c]),
      }));
      return { name, planes: planes.sort((a, b) => most(b) - most(a)).slice(0, MAPS) };
    });
}

function most({ values }: Plane): number {
  return values.reduce((a, b) => Math.max(a, b), 1e-6);
}
