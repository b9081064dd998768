/** Small pictures in rows: digits, filters and feature maps. */

import * as Plot from "@observablehq/plot";
import { bitmapUri } from "./bitmap.ts";
import { FRAME, ink, type Rgb, type Scale } from "./palette.ts";
import { canvas, type Panel } from "./panel.ts";

/** The number of shades: more than an eye can count, few enough for small files. */
const SHADES = 65;

/** The least space between two pictures, and the height of a line of captions, in pixels. */
const GAP = 6, CAPTION = 18;

/** Size and looks of the pictures. */
export interface TileOptions {
  /** Width of each picture, in pixels. */
  readonly width: number;
  /** The side of a picture's pixel on the page, in whole pixels. */
  readonly zoom: number;
  /** Pictures per row. */
  readonly columns: number;
  /** At most 255 colours. */
  readonly colours: readonly Rgb[];
  /** The text above each picture, one line or more; none by default. */
  readonly captions?: readonly string[];
  /** The colour of each picture's frame; thin and light grey by default. */
  readonly frames?: readonly string[];
}

/** The numbers at the two ends of a scale. */
export type Domain = readonly [low: number, high: number];

/**
 * Returns the colours of a scale, for pictures of {@linkcode shade}.
 *
 * @param scale the scale
 * @returns the colours, from the low end to the high one
 */
export function shadesOf(scale: Scale): Rgb[] {
  return Array.from({ length: SHADES }, (_, i) => scale(i / (SHADES - 1)));
}

/**
 * Converts numbers into indices of colours of a scale.
 *
 * @param values any numbers; those outside the domain take the colour of its end
 * @param domain the numbers at the two ends of the scale
 * @param shades the number of colours; as many as {@linkcode shadesOf} gives by default
 * @returns an index per number
 */
export function shade(values: ArrayLike<number>, domain: Domain, shades = SHADES): Uint8Array {
  const [low, high] = domain;
  return Uint8Array.from(values, (value) => {
    const share = (value - low) / (high - low || 1);
    return Math.round(Math.min(Math.max(share, 0), 1) * (shades - 1));
  });
}

/** The shape of a picture: height and width, and 3 channels or 4 if it is in colour. */
export type Shape = readonly number[];

/** The shape of MNIST's digits. */
export const DIGIT: Shape = [28, 28, 1];

/** Steps of red, green and blue that a picture in colour is drawn with, and of grey; 255 colours at most. */
const STEPS = 6, GREYS = 38;

/** Channels that differ less than this are drawn as grey, from 0 to 1. */
const NEARLY_GREY = 0.06;

/**
 * Prepares some of several pictures for {@linkcode tilePanel}: grey ones as ink, others in colour.
 *
 * @param images `[N × height × width × channels]`
 * @param shape the shape of one picture
 * @param indices which ones
 * @param domain the numbers at the two ends of the scale
 * @returns the tiles, their width and their colours
 * @throws {RangeError} if the images are not whole pictures of that shape
 */
export function pictureTiles(
  images: ArrayLike<number>,
  shape: Shape,
  indices: readonly number[],
  domain: Domain = [0, 255],
): { tiles: Uint8Array[]; width: number; colours: Rgb[] } {
  const [height, width, channels = 1] = shape, size = height * width * channels;
  const there = images.length / size;
  if (!Number.isInteger(there) || there === 0) {
    throw new RangeError(
      `Cannot draw pictures: ${images.length} pixels are not whole pictures of ${
        shape.join(" × ")
      }`,
    );
  }
  const inColour = channels > 2;
  const tiles = indices.map((index) => {
    const channel = (c: number) =>
      Array.from({ length: height * width }, (_, p) => images[index * size + p * channels + c]);
    return inColour ? coloured([0, 1, 2].map(channel), domain) : shade(channel(0), domain);
  });
  return { tiles, width, colours: inColour ? COLOURS : shadesOf(ink) };
}

/** Red, green and blue in steps, then greys. */
const COLOURS: Rgb[] = [
  ...Array.from({ length: STEPS ** 3 }, (_, i): Rgb => [
    level(Math.floor(i / STEPS ** 2), STEPS),
    level(Math.floor(i / STEPS) % STEPS, STEPS),
    level(i % STEPS, STEPS),
  ]),
  ...Array.from(
    { length: GREYS },
    (_, i): Rgb => [level(i, GREYS), level(i, GREYS), level(i, GREYS)],
  ),
];

function level(step: number, steps: number): number {
  return Math.round(255 * step / (steps - 1));
}

/** The nearest of {@linkcode COLOURS} for each pixel, from its red, green and blue. */
function coloured(channels: readonly (readonly number[])[], [low, high]: Domain): Uint8Array {
  const share = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  return Uint8Array.from(channels[0], (_, p) => {
    const [r, g, b] = channels.map((channel) => share(channel[p]));
    if (Math.max(r, g, b) - Math.min(r, g, b) < NEARLY_GREY) {
      return STEPS ** 3 + Math.round((r + g + b) / 3 * (GREYS - 1));
    }
    const [red, green, blue] = [r, g, b].map((value) => Math.round(value * (STEPS - 1)));
    return (red * STEPS + green) * STEPS + blue;
  });
}

/**
 * Draws pictures in rows. All of them form one bitmap, which keeps a page of a hundred digits
 * below 50 kB.
 *
 * @param tiles each `[height × width]` indices of colours, row by row
 * @param options size and looks
 * @returns the drawing
 * @throws {RangeError} if there are none
 */
export function tilePanel(tiles: readonly Uint8Array[], options: TileOptions): Panel {
  const { width, zoom, columns, colours, captions = [], frames } = options;
  if (tiles.length === 0) throw new RangeError("Cannot draw pictures: there are none");
  const height = tiles[0].length / width;
  const lines = Math.max(0, ...captions.map((text) => text.split("\n").length));

  // All lengths are in pixels of the pictures until they are drawn.
  const captionWidth = Math.max(0, ...captions.map(textWidth));
  const stepX = Math.ceil(Math.max(width * zoom + GAP, captionWidth) / zoom);
  const head = Math.ceil((lines * CAPTION + GAP) / zoom);
  const stepY = height + head;
  const inset = Math.floor((stepX - width) / 2);
  const sheetWidth = Math.min(columns, tiles.length) * stepX;
  const sheetHeight = Math.ceil(tiles.length / columns) * stepY;
  const places = tiles.map((_, i) => ({
    x: (i % columns) * stepX + inset,
    y: Math.floor(i / columns) * stepY + head,
  }));

  const pixels = new Uint8Array(sheetWidth * sheetHeight).fill(colours.length); // paper
  tiles.forEach((tile, i) => {
    for (let row = 0; row < height; row++) {
      const from = (places[i].y + row) * sheetWidth + places[i].x;
      pixels.set(tile.subarray(row * width, (row + 1) * width), from);
    }
  });
  const sheet = bitmapUri(pixels, sheetWidth, [...colours, [255, 255, 255]]);

  return canvas(sheetWidth * zoom, sheetHeight * zoom, [
    Plot.image([sheet], {
      x: sheetWidth * zoom / 2,
      y: sheetHeight * zoom / 2,
      width: sheetWidth * zoom,
      height: sheetHeight * zoom,
      src: (uri: string) => uri,
      imageRendering: "pixelated",
    }),
    Plot.rect(places, {
      x1: ({ x }) => x * zoom - 0.5,
      x2: ({ x }) => (x + width) * zoom + 0.5,
      y1: ({ y }) => y * zoom - 0.5,
      y2: ({ y }) => (y + height) * zoom + 0.5,
      fill: "none",
      stroke: (_, i) => frames?.[i] ?? FRAME,
      strokeWidth: frames ? 2 : 1,
    }),
    Plot.text(captions, {
      x: (_, i) => (places[i].x + width / 2) * zoom,
      y: (_, i) => places[i].y * zoom - 5,
      text: (text: string) => text,
      lineAnchor: "bottom",
      lineHeight: CAPTION / 12 - 0.25,
    }),
  ]);
}

/** A generous width of the widest line of a text, in pixels. */
function textWidth(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length)) * 7.2 + 6;
}
