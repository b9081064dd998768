/** Small pictures in rows: digits, filters and feature maps all are. */

import * as Plot from "@observablehq/plot";
import { bitmapUri } from "./bitmap.ts";
import { FRAME, type Scale } from "./palette.ts";
import { canvas, type Panel } from "./panel.ts";

/** How many shades a picture has: more than an eye can count, few enough to stay small. */
const SHADES = 65;

/** The least space between two pictures, and the height of a line of captions, in pixels. */
const GAP = 6, CAPTION = 18;

/** Pictures of one size, and how they are drawn. */
export interface TileOptions {
  /** Pixels a row of each picture. */
  readonly width: number;
  /** The side of a picture's pixel on the page, in whole pixels. */
  readonly zoom: number;
  /** Pictures a row. */
  readonly columns: number;
  /** The numbers at the two ends of the scale: for all pictures, or for each its own. */
  readonly domain: Domain | readonly Domain[];
  /** What colour stands for a number. */
  readonly scale: Scale;
  /** What stands above each picture, one or two lines; nothing by default. */
  readonly captions?: readonly string[];
  /** The frame's colour, for all or for each picture; light grey by default. */
  readonly frames?: readonly string[];
}

/** The numbers at the two ends of a scale. */
export type Domain = readonly [low: number, high: number];

/**
 * Draws pictures in rows. All of them are one bitmap, which keeps a page of hundred digits below
 * 30 kB.
 *
 * @param tiles each `[height × width]` numbers, row by row
 * @param options how
 * @returns the drawing
 */
export function tilePanel(tiles: readonly ArrayLike<number>[], options: TileOptions): Panel {
  const { width, zoom, columns, domain, scale, captions, frames } = options;
  const height = tiles[0].length / width;
  const lines = Math.max(0, ...(captions ?? []).map((text) => text.split("\n").length));

  // All lengths are in pixels of the pictures until they are drawn.
  const captionWidth = Math.max(0, ...(captions ?? []).map(textWidth));
  const stepX = Math.ceil(Math.max(width * zoom + GAP, captionWidth) / zoom);
  const head = Math.ceil((lines * CAPTION + GAP) / zoom);
  const stepY = height + head;
  const inset = Math.floor((stepX - width) / 2);
  const across = Math.min(columns, tiles.length), down = Math.ceil(tiles.length / columns);
  const places = tiles.map((_, i) => ({
    x: (i % columns) * stepX + inset,
    y: Math.floor(i / columns) * stepY + head,
  }));

  const sheetWidth = across * stepX, sheetHeight = down * stepY;
  const pixels = new Uint8Array(sheetWidth * sheetHeight).fill(SHADES); // paper
  tiles.forEach((tile, i) => {
    const [low, high] = typeof domain[0] === "number" ? domain as Domain : domain[i] as Domain;
    for (let p = 0; p < tile.length; p++) {
      const x = places[i].x + p % width, y = places[i].y + Math.floor(p / width);
      const share = Math.min(Math.max((tile[p] - low) / (high - low || 1), 0), 1);
      pixels[y * sheetWidth + x] = Math.round(share * (SHADES - 1));
    }
  });
  const shades = Array.from({ length: SHADES }, (_, i) => scale(i / (SHADES - 1)));
  const sheet = bitmapUri(pixels, sheetWidth, [...shades, [255, 255, 255]]);

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
    Plot.text(captions ?? [], {
      x: (_, i) => (places[i].x + width / 2) * zoom,
      y: (_, i) => places[i].y * zoom - 5,
      text: (text: string) => text,
      lineAnchor: "bottom",
      lineHeight: CAPTION / 12 - 0.25,
    }),
  ]);
}

/** About how wide the widest line of a text is, in pixels, with room to spare. */
function textWidth(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length)) * 7.2 + 6;
}
